"""A word typed into every free-text field is found in no file of a client, of the endpoint, nor in any log."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers import town as towns
from helpers.endpoint_process import EndpointProcess
from helpers.notes import note_values, school
from helpers.town import Town

from desktop.assembly import App
from desktop.domain.fields import Choice, Choices, Date, Duration, Field, Moment, Reference, Text
from desktop.domain.registry import kinds
from desktop.services.drafts import DraftValues
from desktop.services.writing import Change

CANARY = "kanariefugl"
LOUD = "KanarieFugl Æøå"
SHAPES = tuple(
    word.encode(encoding)
    for word in (CANARY, LOUD, CANARY.upper(), "anariefug")
    for encoding in ("utf-8", "utf-16-le", "utf-16-be")
)


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    """The town on a real endpoint process; temporary files go to a folder that is searched too."""
    (tmp_path / "tmp").mkdir()
    for name in ("TMPDIR", "TEMP", "TMP", "SQLITE_TMPDIR"):
        monkeypatch.setenv(name, str(tmp_path / "tmp"))
    endpoint = EndpointProcess(tmp_path / "endpoint")
    made = Town(tmp_path, endpoint=endpoint)
    yield made
    made.close()


def typed(field: Field) -> str:
    """What is typed into a free-text field: the canary and the field's name, within its length."""
    limit = getattr(field, "limit", 200)
    return f"{CANARY} {field.name} {LOUD}"[:limit] if limit > len(CANARY) else CANARY[:limit]


def free_text(kind: str) -> list[Field]:
    """Every field of a kind that takes words, those of its built-in groups too."""
    groups = kinds()[kind].groups
    fields = [field for group in groups for field in kinds()[kind].in_group(group)]
    other = (Choice, Choices, Date, Duration, Moment, Reference)
    assert all(isinstance(field, (Text, *other)) for field in fields), "a field type this search does not know"
    return [field for field in fields if isinstance(field, Text)]


def write_every_kind(app: App, space: bytes) -> list[bytes]:
    """One record of every kind, each free-text field filled, also those that no form shows yet."""
    recs = []
    for number, (name, kind) in enumerate(sorted(kinds().items()), 1):
        rec = bytes([number]) * 16
        words = {field.name: typed(field) for field in free_text(name)}
        app.writing.commit(space, [Change(kind, rec, "create", kind.to_wire(words))])
        for group in ("amend", "withdrawn"):
            if group in kind.groups:
                act = "amend" if group == "amend" else "edit"
                app.writing.commit(space, [Change(kind, rec, act, {group: kind.group_to_wire(group, words)})])
        recs.append(rec)
    return recs


def use_every_form(app: App) -> None:
    """The same words through the forms a person has, and in drafts that are never saved."""
    place = school(app)
    for name in kinds():
        words: dict[str, object] = {field.name: typed(field) for field in free_text(name)}
        app.drafts.put(DraftValues(f"draft-{name}", name, {**words, "rec": place}, {"field": LOUD}))
    text = {field.name: typed(field) for field in free_text("consultation")}
    saved = app.consultations.save(note_values(app, **text))
    app.consultations.amend(saved.rec, f"{CANARY} {LOUD}")
    app.consultations.read(saved.rec)
    undone = app.consultations.save(note_values(app, **text))
    app.undo.undo(undone.undo)
    agreed = {field.name: typed(field) for field in free_text("agreement")}
    rec = app.agreements.save(None, {**agreed, "institution": place}).rec
    app.agreements.save(rec, {"text": f"{LOUD} igen"})
    app.contacts.save_institution({field.name: typed(field) for field in free_text("institution")} | {"type": "school"})
    app.contacts.save_person({field.name: typed(field) for field in free_text("person")})
    app.today.load()
    app.syncing.overview()


def found_in(folder: Path, needles: tuple[bytes, ...]) -> list[str]:
    """The files under `folder` that hold one of the byte strings."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    return [str(path.relative_to(folder)) for path in files if any(needle in path.read_bytes() for needle in needles)]


def test_no_file_and_no_log_holds_what_was_typed(town: Town, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """While both apps are open, after they are closed, and in what the endpoint logged; nor ids nor kinds there."""
    caplog.set_level(logging.DEBUG)
    towns.build(tmp_path, town)
    signe, palle = town.app("signe"), town.app("palle")
    recs = write_every_kind(signe, town.space)
    use_every_form(signe)
    town.sync(signe, palle, signe)
    assert LOUD in palle.agreements.list()[0].texts[0].text, "it did not travel: the search would prove nothing"
    town.line.up = False
    signe.agreements.save(None, {"text": f"{CANARY} kun her"})
    signe.syncing.step()

    assert found_in(tmp_path, SHAPES) == []
    secret = (*recs, b"consultation", b"Fiktivby", b"Signe", b"Midt")
    assert found_in(tmp_path / "endpoint", secret) == []
    for app in (signe, palle):
        app.close()
    assert found_in(tmp_path, SHAPES) == []
    log = (tmp_path / "endpoint.log").read_text(encoding="utf-8")
    assert log.count("\n") > 10, "the endpoint logged nothing: the search would prove nothing"
    for word in (CANARY, "Fiktivby", "Signe", *(rec.hex() for rec in recs)):
        assert word not in log
        assert word not in caplog.text


def test_the_search_finds_what_is_there(tmp_path: Path) -> None:
    """The canary is seen in each shape it could have in a file."""
    for number, shape in enumerate(SHAPES):
        (tmp_path / str(number)).write_bytes(b"\x00" + shape + b"\xff")
    assert len(found_in(tmp_path, SHAPES)) == len(SHAPES)
