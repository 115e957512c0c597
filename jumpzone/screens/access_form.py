"""What somebody may do in the account: chosen when they are invited, changed later."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from jumpzone.errors import ZoneError
from jumpzone.i18n import N_, T_, _
from jumpzone.model.permissions import Permission
from jumpzone.model.records import Invitation
from jumpzone.model.words import PERMISSIONS
from jumpzone.screens.host import host
from jumpzone.screens.said import Said
from jumpzone.usecases.members import Member
from jumpzone.widgets.content import content
from jumpzone.widgets.form.form import Form
from jumpzone.widgets.form.spec import FieldSpec, Option, Section, Value
from jumpzone.widgets.toasts import notify_safe
from jumpzone.widgets.zone_screen import ZoneScreen

if TYPE_CHECKING:
    from jumpzone.store.executor import Applied

__all__ = ["RightsScreen"]


def _permissions() -> Sequence[Option]:
    return [Option(str(each), words) for each, words in PERMISSIONS.items()]


_ROLES = (
    Option("member", T_("Member: what is ticked below")),
    Option("owner", T_("Owner: everything, inviting others too")),
)


class RightsScreen(ZoneScreen[None]):
    """Invites somebody, or changes what somebody may do."""

    TAB = "account"
    CSS_PATH = "account.tcss"
    TITLE_WORDS = T_("Access")

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", N_("Back"))]

    def __init__(self, somebody: Member | Invitation | None = None) -> None:
        """Change `somebody`'s rights, or invite; somebody who is invited already is invited anew."""
        super().__init__()
        self._member = somebody if isinstance(somebody, Member) else None
        self._start: dict[str, Value] = {"role": "member", "permissions": frozenset()}
        if isinstance(somebody, Invitation):
            self._start |= _rights_of(somebody.role, somebody.permissions)
            self._start["address"] = somebody.address
        elif somebody is not None:
            membership = somebody.membership
            self._start |= _rights_of(membership.role, membership.permissions)
        fields = (
            FieldSpec("role", T_("Role"), kind="radio", options=_ROLES, required=True, wide=True),
            FieldSpec("permissions", T_("May do"), kind="checks", options=_permissions, wide=True),
        )
        address = FieldSpec("address", T_("E-mail"), kind="email", required=True, max_length=254, wide=True)
        invites = self._member is None
        self._text = Static(markup=False, classes="title")
        self._said = Said()
        self.form = Form(
            Section("", (address, *fields) if invites else fields),
            submit=T_("Send the invitation") if invites else T_("Save changes"),
        )

    def compose_body(self) -> ComposeResult:
        """Compose words and form."""
        yield self._text
        yield self._said
        yield self.form

    def on_mount(self) -> None:
        """Show what somebody may do now."""
        self.form.set_values(self._start)
        self.retranslate()
        self.form.focus_first()

    def retranslate(self) -> None:
        """Show the texts in the current language."""
        if self._member is not None:
            words = _(
                "What {name} may do here. It holds from the next thing that they do.", name=self._member.name
            )
        else:
            words = _(
                "A code goes to the address; it is good for seven days. Nobody else sees it, you neither."
            )
        self._text.update(content(words))

    @on(Form.Submitted)
    def _submitted(self, message: Form.Submitted) -> None:
        message.stop()
        values, members, member = message.values, host(self).zone.members, self._member
        role = str(values["role"])
        chosen = values["permissions"]
        permissions = sorted(chosen) if isinstance(chosen, frozenset) and role == "member" else []

        def save() -> Applied:
            if member is not None:
                return members.change_rights(member.membership, role, permissions)
            return members.invite(str(values["address"]), role=role, permissions=permissions)[1]

        self._said.say("")
        self.form.busy(True, T_("One moment…"))
        host(self).save(save, on_done=self._saved, on_error=self._refused)

    def _saved(self, _applied: Applied) -> None:
        app, member = self.app, self._member
        self.dismiss(None)
        notify_safe(app, T_("The invitation is on its way.") if member is None else T_("Saved."))

    def _refused(self, error: ZoneError) -> None:
        self.form.busy(False)
        fields = {field.field: field.message for field in error.fields if field.field in self.form.fields}
        if fields and error.code != "conflict":
            self.form.set_errors(fields)
        else:
            self._said.say_error(error)


def _rights_of(role: str, permissions: frozenset[Permission]) -> dict[str, Value]:
    return {"role": role, "permissions": frozenset(str(each) for each in permissions)}
