"""Every page of the window on the records of a small town, so that one test can walk through all of them."""

from datetime import date
from pathlib import Path
from typing import Final

from helpers.concerns import NAMED, assessment, concern
from helpers.notes import agreement, note, school

from desktop.assembly import App
from desktop.services.drafts import DraftValues

CODE: Final = "GRØN-FYR-27"
Page = tuple[str, dict[str, object]]

#: Every module of the window's views; each must stand in `pages`.
VIEWS: Final = frozenset(
    path.stem
    for path in (Path(__file__).resolve().parents[2] / "desktop" / "ui" / "views").glob("*.py")
    if path.stem != "__init__"
)

#: Pages that are only looked at, or where no one act stands before the others: they have no primary button.
READ_ONLY = frozenset({"drafts", "duplicates", "help", "history", "keys", "removed", "settings", "settle", "urgent"})


def pages(app: App, divided: bytes) -> tuple[Page, ...]:
    """Makes one record of each sort, and answers every page with what to open it on.

    `divided`: an agreement that two people rewrote apart.
    """
    rec = concern(app, **NAMED, room="Blå stue", lead_user=app.me.user, parents_informed="yes").rec
    note(app, concern=rec, subject="child", subject_label="", text="Urolig ved aflevering")
    assessment(app, rec, perspective="joint")
    talk = note(app, duration_min=45, followup_on=date(2026, 11, 24)).rec
    agreed = agreement(app, "Møde med klasselæreren", consultation=talk, due_on=date(2026, 11, 24))
    place, child = school(app), app.concerns.read(rec).child
    person = app.contacts.save_person({"name": "Karnelia Kontakt", "institution": place, "phone": "00 00 00 21"}).rec
    parts = {"observation": "Mor så træt ud", "worries": "Aftenerne er svære", "agreement_1_text": "Mor ringer onsdag"}
    answer = {"scale": "safety", "scale_value": "4", "scale_reason": "Far er flyttet"}
    family = {
        "form": "anonymous",
        "subject": "family_code",
        "subject_label": "",
        "family_code": CODE,
        **parts,
        **answer,
    }
    talked = note(app, **family).rec
    app.drafts.put(DraftValues("family", "consultation", {**family, "text": "Halvt skrevet"}))
    app.drafts.put(DraftValues("child", "consultation", {"form": "advice", "subject": "child", "text": "Om barnet"}))
    return (
        ("today", {}),
        ("consultations", {}),
        ("quick_note", {}),
        ("quick_note", {"concern": rec}),
        ("quick_note", {"draft": "family"}),
        ("quick_note", {"draft": "child"}),
        ("reading", {"rec": talk}),
        ("reading", {"rec": talked}),
        ("amend", {"rec": talk}),
        ("correct", {"rec": talked}),
        ("approve", {}),
        ("concerns", {}),
        ("concern", {"rec": rec}),
        ("concern_sheet", {}),
        ("concern_sheet", {"rec": rec}),
        ("child_sheet", {"rec": child}),
        ("assessment_sheet", {"concern": rec}),
        ("agreements", {"rec": agreed}),
        ("agreement_sheet", {}),
        ("agreement_sheet", {"rec": agreed}),
        ("contacts", {}),
        ("contacts", {"show": "people"}),
        ("contacts_import", {}),
        ("duplicates", {}),
        ("place", {"rec": place}),
        ("contact_sheet", {"kind": "institution", "rec": place}),
        ("contact_sheet", {"kind": "person", "rec": person}),
        ("visit_sheet", {}),
        ("visits_import", {}),
        ("visit_sheet", {"place": place}),
        ("journalise", {"rec": talk}),
        ("settle", {"kind": "agreement", "rec": divided}),
        ("settle_sheet", {"kind": "agreement", "rec": divided}),
        ("agreements", {"rec": divided}),
        ("history", {"kind": "agreement", "rec": agreed}),
        ("drafts", {}),
        ("removed", {}),
        ("keys", {}),
        ("help", {"about": "quick_note"}),
        ("sync", {}),
        ("bundle", {}),
        ("settings", {}),
        ("access", {}),
        ("urgent", {}),
    )
