"""Every screen of the window, whose it is, and how a person comes to it by keys; pictures are made of each."""

from installer.demo import filled_ways as filled
from installer.demo import screen_ways as ways
from installer.demo.screen import Screen
from installer.demo.wizard_screens import WIZARD

#: A folder whose key file is gone, and one that another window holds.
KEYLESS, OPEN_ELSEWHERE = "keyless", "open-elsewhere"

_TODAY = ways.page("Ctrl+1", "Venter på dig")
_CONTACTS = ways.page("Ctrl+4", "Find i kontakter")
_SYNC = ways.page("Ctrl+8", "Synkronisering")
_SETTINGS = ways.page("Ctrl+9", "Indstillinger")
_SETTLE = ways.then(_SYNC, ("Vælg …", "Afklar senere"))

SCREENS = (
    Screen("lock", lambda app: app.wait("Din adgangssætning", within=20), locked=True),
    Screen("urgent-locked", ways.page("F9", "112"), locked=True),
    Screen("lock-wrong", ways.wrong, locked=True),
    Screen("today", _TODAY, "today"),
    Screen("consultations", ways.page("Ctrl+2", "Rådgivninger"), "consultations"),
    Screen("note", ways.note, "quick_note"),
    Screen("note-guard", ways.guarded, "quick_note"),
    Screen("note-family", ways.family, "quick_note"),
    Screen("reading", ways.reading, "reading"),
    Screen("correct", ways.then(ways.reading, ("Ret", "Ret notatet")), "correct"),
    Screen("addition", ways.then(ways.reading, ("Skriv en tilføjelse", "Hvad vil du tilføje?")), "amend"),
    Screen("copied", ways.then(ways.reading, ("Kopiér", "Journalisér"), ("Journalisér", "Nummer")), "journalise"),
    Screen("approve", ways.page("Ctrl+G", "Godkend"), "approve"),
    Screen("concerns", ways.page("Ctrl+3", "Bekymringer"), "concerns"),
    Screen("concern", ways.concern, "concern"),
    Screen("concern-new", ways.then(ways.page("Ctrl+3", "Bekymringer"), ("Ny bekymring", "Med navn")), "concern_sheet"),
    Screen("concern-child", ways.then(ways.concern, ("Ret hvem", "Ret hvem det drejer sig om")), "child_sheet"),
    Screen("concern-scale", ways.then(ways.concern, ("Ny vurdering", "Hvem siger det?")), "assessment_sheet"),
    Screen("contacts", _CONTACTS, "contacts"),
    Screen("place", ways.place, "place"),
    Screen("contact", ways.then(ways.place, ("Ret", "Institutionsnummer")), "contact_sheet"),
    Screen("duplicates", ways.then(_CONTACTS, ("Se dem", "Luk")), "duplicates"),
    Screen("visit", ways.page("Ctrl+B", "Planlæg besøg"), "visit_sheet"),
    Screen("agreement", ways.agreement, "agreements"),
    Screen("agreement-edit", ways.then(ways.agreement, ("Ret", "Hvad er aftalt?")), "agreement_sheet"),
    Screen("history", ways.then(ways.agreement, ("Se hvordan", "Sådan")), "history"),
    Screen("settle", _SETTLE, "settle"),
    Screen("settle-anew", ways.then(_SETTLE, ("Skriv en ny", "Ny tekst")), "settle_sheet"),
    Screen("agreement-three", filled.of_three, "agreements"),
    Screen("settle-three", ways.then(filled.of_three, ("Vælg …", "Afklar senere")), "settle"),
    Screen("concern-closed", filled.closed_concern, "concern"),
    Screen("settle-closed", ways.then(filled.closed_concern, ("Vælg …", "Afklar senere")), "settle"),
    Screen("search", ways.search),
    Screen("import", ways.then(_CONTACTS, ("Indlæs fra fil", "Vælg en fil")), "contacts_import"),
    Screen(
        "import-calendar",
        ways.then(ways.page("Ctrl+B", "Planlæg besøg"), ("Fra kalender", "Planlæg besøgene")),
        "visits_import",
    ),
    Screen("import-calendar-read", ways.calendar_read, "visits_import"),
    Screen("import-read", ways.list_read, "contacts_import"),
    Screen("drafts", ways.command("Kladder", "De bliver på denne pc"), "drafts"),
    Screen("removed", ways.command("Fjernet", "Intet er slettet"), "removed"),
    Screen("keys", ways.page("Shift+F1", "Genveje"), "keys"),
    Screen("help", ways.helped, "help"),
    Screen("urgent", ways.page("F9", "112"), "urgent"),
    Screen("sync", _SYNC, "sync"),
    Screen("usb", ways.then(_SYNC, ("Gem på USB", "Gem alt")), "bundle"),
    Screen("settings", _SETTINGS, "settings"),
    Screen("passphrase", ways.then(_SETTINGS, ("Skift adgangssætning", "Ny adgangssætning")), "access"),
    Screen("note-whole", ways.whole_note, "quick_note", height=2200),
    Screen("note-named", filled.named_child, "quick_note", height=1000),
    Screen("concern-scale-filled", filled.assessed, "assessment_sheet"),
    Screen("concern-scale-shown", filled.assessment, "concern", height=1000),
    Screen("reading-approved", ways.whole_life, "reading", height=1000),
    # the last of hers: it does not open again
    Screen("lock-again", ways.locked_again, who="signe"),
    Screen("today-psychologist", _TODAY, "today", who="palle"),
    Screen("note-psychologist", ways.note_of_ppr, "quick_note", who="palle", height=2000),
    Screen("reading-psychologist", ways.own_of_ppr, "reading", who="palle"),
    Screen("today-administrator", ways.page("Ctrl+1", "I dag"), "today", who="asta"),
    Screen("sync-administrator", ways.page("Ctrl+8", "Synkronisering"), "sync", who="asta"),
    *WIZARD,
    Screen("lock-keyless", lambda app: app.wait("sikkerhedskopi", within=30), who=KEYLESS, locked=True),
    Screen("lock-elsewhere", lambda app: app.wait("allerede åben", within=30), who=OPEN_ELSEWHERE, locked=True),
)
