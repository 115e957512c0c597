"""The widgets that all screens are built from.

Texts are `Words`: a `str` (shown literally, never as markup), a lazy `Text` (`T_("…")`, translated when shown),
ready `Content`, or a callable that returns a `str`. Values from the store become display by `data(value)`. Every
widget has `retranslate()`; after `i18n.use(...)` the app calls `retranslate_all(app)`.

A screen behind sign-in::

    class ContactsScreen(ZoneScreen[None]):          # zone_screen: top_bar, nav_bar, body, key bar, ? and esc
        TAB = "contacts"                             # keys 1–9 and clicks post NavBar.Chosen(name) to the app
        BINDINGS = [Binding("a", "add", N_("Add a contact"))]

        def compose_body(self) -> ComposeResult:
            yield ListPane(COLUMNS, search=T_("Name or address"), detail=self.describe, empty=EMPTY)

A list (see `list_view`, `record_table`)::

    COLUMNS = (Column("name", T_("Name"), fraction=2, min_width=16, sortable=True),
               Column("total", T_("Total"), width=12, align="right", priority=1))
    EMPTY = EmptyState(T_("No contacts yet"), T_("An accountant could get the invoices."), T_("Add a contact"))
    pane.set_source(source, sort=Sort("name"))       # source: total(), window(start, length): called in a thread
    @on(RecordTable.RowOpened) · @on(RecordTable.SortRequested) → set_source(…, sort=event.sort)
    @on(ListPane.FilterChanged) → event.text, event.filters · @on(RecordTable.EmptyAction)
    Row(id, (cell, …), record)                       # cells: str = data, or Content (status_text, highlighted)

A form (see `form.form`, `form.spec`)::

    form = Form(Section(T_("Personal data"), (
        FieldSpec("first_name", T_("First name"), required=True),
        FieldSpec("country", T_("Country"), kind="select", options=countries, required=True))))
    form.set_values(values)                          # what is stored; saved=False for a draft that comes back
    @on(Form.Submitted) → event.values, then form.mark_saved(_("Saved.")) or form.set_errors({"first_name": …})

Dialogs are awaited in a worker: ``await self.app.push_screen_wait(Confirm(title, text, yes=T_("Delete it")))``;
also `Unsaved`, `Choose`, `AskText`, `AskPassword`, `ErrorDialog(error)`. Toasts: `notify_safe(app, words)`.
Dashboard: `Tile(title)` with `.lines`, `Panel(title)` with `.lines = [PanelLine(…)]`, `BarPanel` with `.bars`.
Before sign-in: `FrontScreen` with `compose_card`. Palette: `ZoneCommands` in the app's `COMMANDS`; screens and app may
offer more by a method ``zone_commands()`` that yields `Command`.

Import from the modules; nothing is imported here, so that a screen loads only what it shows.
"""
