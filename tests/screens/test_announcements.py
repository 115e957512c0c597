"""Everything that was announced, from the palette."""

from __future__ import annotations

from tests.screens.conftest import Run


async def test_all_of_them_are_listed_and_opened(signed_in_app: Run) -> None:
    async with signed_in_app("studio", size=(100, 30)) as shown:
        zone = shown.app.zone
        titles = [each.title for each in zone.announcements.latest("en")]
        assert len(titles) > 6
        shown.app.show_announcements()
        await shown.until_shown("AnnouncementsScreen")
        await shown.until_text(titles[-1])
        assert all(title in shown.text for title in titles)
        assert "touches 1 of yours" in shown.text
        await shown.press("enter")
        await shown.until_shown("AnnouncementDialog")
        await shown.press("escape")
        await shown.until_shown("AnnouncementsScreen")
        await shown.press("escape")
        await shown.until_shown("DashboardScreen")
