"""The one table of what can be done from the keyboard or the navigation: words, shortcut, and view or command.

A row holds a view's name; `desk.py` resolves it. Shortcuts, navigation, search and keyboard help follow from here.
"""

from dataclasses import dataclass
from typing import Final, Literal

from desktop.texts import _

Where = Literal["top", "bottom", ""]


@dataclass(frozen=True)
class Action:
    """One thing to do. `view` opens a page; without one the id is a command. `where` is its place in the navigation.

    `on_page`: it is about the open page, so search does not offer it. `for_members`: whoever keeps no notes is not
    offered it there. `repeats`: it is done again while its keys are held.
    """

    id: str
    text: str
    shortcuts: tuple[str, ...] = ()
    view: str = ""
    where: Where = ""
    on_page: bool = False
    for_members: bool = False
    repeats: bool = False

    @property
    def shortcut(self) -> str:
        """The shortcut that is written on buttons."""
        return self.shortcuts[0] if self.shortcuts else ""


ACTIONS: Final = (
    Action("today", _("&Today"), ("Ctrl+1",), "today", "top"),
    Action("consultations", _("C&onsultations"), ("Ctrl+2",), "consultations", "top"),
    Action("concerns", _("Con&cerns"), ("Ctrl+3",), "concerns", "top"),
    Action("contacts", _("Contact&s"), ("Ctrl+4",), "contacts", "top"),
    Action("sync", _("S&ynchronisation"), ("Ctrl+8",), "sync", "bottom"),
    Action("settings", _("Sett&ings"), ("Ctrl+9",), "settings", "bottom"),
    Action("search", _("Search"), ("Ctrl+K",), on_page=True),
    Action("urgent", _("Urgent"), ("F9",), "urgent"),
    Action("discreet", _("Discreet"), ("F8",)),
    Action("lock", _("Lock"), ("Ctrl+L",)),
    Action("new_note", _("&New note"), ("Ctrl+N",)),
    Action("new_concern", _("New concern"), view="concern_sheet", for_members=True),
    Action("new_place", _("Add a place"), view="contact_sheet", for_members=True),
    Action("plan_visit", _("Plan a visit"), ("Ctrl+B",), for_members=True),
    Action("visits_import", _("Visits from a calendar"), view="visits_import", for_members=True),
    Action("duplicates", _("Written twice?"), view="duplicates", for_members=True),
    Action("approve", _("Approve notes"), ("Ctrl+G",), "approve", for_members=True),
    Action("import", _("Import from a file …"), view="contacts_import", for_members=True),
    Action("drafts", _("Drafts"), view="drafts", for_members=True),
    Action("removed", _("Removed"), view="removed", for_members=True),
    Action("help", _("Help"), ("F1",), "help"),
    Action("keys", _("Keyboard shortcuts"), ("Shift+F1",), "keys"),
    Action("larger", _("Larger text"), ("Ctrl++",), repeats=True),
    Action("smaller", _("Smaller text"), ("Ctrl+-",), repeats=True),
    Action("usual_size", _("Text at 100 %"), ("Ctrl+0",)),
    Action("edit", _("Edit"), ("Ctrl+E",), on_page=True),
    Action("save", _("Save"), ("Ctrl+S",), on_page=True),
    Action("save_next", _("Save and new"), ("Ctrl+Return", "Ctrl+Enter"), on_page=True),
    Action("same", _("As the last one"), ("Ctrl+D",), on_page=True),
    Action("close", _("Close"), ("Esc", "Alt+Left"), on_page=True),
    Action("undo", _("Undo"), ("Ctrl+Z",), on_page=True),
    Action("next_pane", _("To the next part of the window"), ("F6",), on_page=True),
    Action("previous_pane", _("To the part before"), ("Shift+F6",), on_page=True),
)


def action(name: str) -> Action:
    """The row of an id; KeyError for an unknown one."""
    return {row.id: row for row in ACTIONS}[name]


def places(where: Where) -> tuple[Action, ...]:
    """The rows of one end of the navigation, in order."""
    return tuple(row for row in ACTIONS if row.where == where)
