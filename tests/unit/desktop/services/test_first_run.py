"""The first-run wizard without a window: found and join by file; each step, each slip, each way back."""

from pathlib import Path

import pytest
from helpers.town import PHRASES, Town

from desktop.cli.device import admit
from desktop.locked import Locked
from desktop.services import administrators, enrolment
from desktop.services.errors import BadFile, NotYet, Refused, Unreachable, WrongWords
from desktop.services.first_run import FirstRun, Unfinished, Wrong
from desktop.services.machine import Machine

GOOD = "fire ord uden sammenhæng her"


def chosen(again: str = GOOD) -> dict[str, str]:
    """A good passphrase, typed twice."""
    return {"passphrase": GOOD, "again": again}


def invited(town: Town) -> bytes:
    """Asta's invite."""
    with Machine.open(town.folder / "asta", PHRASES["asta"], town.clock) as asta:
        return enrolment.invite(asta, town.clock)


def entered(town: Town, wizard: FirstRun, *spaces: bytes, role: str = "district_social_worker") -> bytes:
    """Asta enters the pc that asks: her welcome."""
    request, words = wizard.file("save_request"), wizard.page.aloud
    with town.office("asta") as asta:
        welcome = admit(asta, town.state.texts, request, words, "Mona Midlertidig", role, "", "", list(spaces))
        asta.desk.sync()
    return welcome


def vouched(town: Town, request: bytes, words: str) -> tuple[bytes, str]:
    """Palle vouches for it: the welcome, and the words he says back."""
    with town.office("palle") as palle:
        palle.desk.sync()
        sealed, back = enrolment.vouch(palle.desk, palle.machine, request, words)
        return sealed, " ".join(back)


def to_request(wizard: FirstRun, raw: bytes) -> None:
    """The steps as far as the request."""
    wizard.do("join", {})
    wizard.do("invited", {}, raw)
    wizard.do("request", chosen())


def test_a_pc_joins_by_files(town: Town, locked: Locked) -> None:
    """Invite, passphrase, request with its words, a lock in the middle, the welcome, the words back, unlocked."""
    wizard = locked.first_run
    assert wizard.page.step == "begin"
    to_request(wizard, invited(town))
    assert wizard.page.step == "asking"
    request, words = wizard.file("save_request"), wizard.page.aloud
    assert len(words.split()) == 6
    assert [offer.act for offer in wizard.page.offers if offer.primary] == ["save_request"]
    wizard.do("save_request", {})
    assert "The request is saved" in wizard.page.lines[0].msgid
    wizard.close()
    with pytest.raises(Unfinished):
        locked.unlock(GOOD)
    assert (wizard.page.step, wizard.page.aloud) == ("asking", words)
    assert [offer.act for offer in wizard.page.offers if offer.primary] == ["welcome"]
    assert wizard.file("save_request") == request
    entered(town, wizard, town.space)
    sealed, back = vouched(town, request, words)
    wizard.do("welcome", {}, sealed)
    assert [field.name for field in wizard.page.fields] == ["words1"]
    with pytest.raises(WrongWords):
        wizard.do("accept", {"words1": words})
    assert wizard.page.step == "answer"
    wizard.do("accept", {"words1": back})
    assert wizard.page.step == "entered"
    wizard.close()
    app = locked.unlock(GOOD)
    town.sync(app)
    app.speak("da")
    assert app.me.name == "Mona Midlertidig"
    assert [space.can_write for space in app.spaces.all()] == [True]
    app.close()


def test_the_administrators_welcome_is_not_the_end(town: Town, locked: Locked) -> None:
    """It enters the pc; the wizard waits for the colleague's, over a lock too, unless there is no colleague yet."""
    wizard = locked.first_run
    to_request(wizard, invited(town))
    request, words = wizard.file("save_request"), wizard.page.aloud
    wizard.do("welcome", {}, entered(town, wizard, town.space))
    assert "without" in [offer.act for offer in wizard.page.offers]
    wizard.close()
    with pytest.raises(Unfinished):
        locked.unlock(GOOD)
    sealed, back = vouched(town, request, words)
    wizard.do("welcome", {}, sealed)
    wizard.do("accept", {"words1": back})
    app = locked.unlock(GOOD)
    assert len(app.spaces.all()) == 1
    app.close()


def test_who_is_first_opens_the_space(town: Town, locked: Locked) -> None:
    """A space that nobody has opened: its key and its name are made in the wizard, and the first note can be saved."""
    wizard = locked.first_run
    to_request(wizard, invited(town))
    with town.office("asta") as asta:
        space = asta.membership.new_space()
    wizard.do("welcome", {}, entered(town, wizard, space))
    wizard.do("without", {})
    assert wizard.page.step == "space"
    wizard.do("back", {})
    assert wizard.page.step == "asking"
    wizard.do("without", {})
    with pytest.raises(Wrong) as refused:
        wizard.do("open_space", {"space": "  "})
    assert refused.value.field == "space"
    town.line.up = False
    with pytest.raises(Unreachable):
        wizard.do("open_space", {"space": "Deles i distrikt Syd", "short": "Syd"})
    assert wizard.page.step == "space"
    town.line.up = True
    wizard.do("open_space", {"space": "Deles i distrikt Syd", "short": "Syd"})
    assert wizard.page.step == "entered"
    app = locked.unlock(GOOD)
    assert [(found.name, found.can_write) for found in app.spaces.all()] == [("Deles i distrikt Syd", True)]
    saved = app.contacts.save_institution({"name": "Fiktivby Skole", "type": "school"})
    assert saved.rec
    app.close()


def test_who_comes_second_to_a_space_waits_for_who_was_first(town: Town, locked: Locked) -> None:
    """Palle opens it while the wizard asks what it is called: that is said, and nothing is claimed to be open here."""
    wizard = locked.first_run
    to_request(wizard, invited(town))
    with town.office("asta") as asta:
        space = asta.membership.new_space()
        asta.membership.set_role(space, asta.membership.find("Palle Pseudonym"), "write")
    wizard.do("welcome", {}, entered(town, wizard, space))
    wizard.do("without", {})
    with town.office("palle") as palle:
        palle.desk.sync()
        palle.membership.open_space(space, "Deles i distrikt Syd", "Syd")
    with pytest.raises(NotYet) as refused:
        wizard.do("open_space", {"space": "Deles i distrikt Syd", "short": "Syd"})
    assert "ask a colleague in it" in refused.value.sentence.msgid
    wizard.do("back", {})
    assert wizard.page.step == "asking"


def test_who_is_first_without_a_space_opens_all_the_same(town: Town, locked: Locked) -> None:
    """The administrator gave no role yet: Rød Tråd opens, and what is written is kept as drafts."""
    wizard = locked.first_run
    to_request(wizard, invited(town))
    wizard.do("welcome", {}, entered(town, wizard))
    wizard.do("without", {})
    assert wizard.page.step == "entered"
    app = locked.unlock(GOOD)
    assert app.spaces.all() == ()
    app.close()


@pytest.mark.parametrize("role", ["admin", "carrier"])
def test_who_reads_nothing_waits_for_nobody(town: Town, locked: Locked, role: str) -> None:
    """The welcome of an administrator or a carrier is the end of the way: there is nobody who could vouch for them."""
    wizard = locked.first_run
    to_request(wizard, invited(town))
    if role == "admin":
        request, words = wizard.file("save_request"), wizard.page.aloud
        with town.office("asta") as asta:
            assert town.kit is not None
            found = administrators.candidate(asta.desk, asta.machine, request, words, None, town.clock)
            asta.desk.post(administrators.named(found.user, found.made), by=town.kit.root)
            welcome = enrolment.first_welcome(asta.desk, asta.machine, found.made)
    else:
        welcome = entered(town, wizard, role=role)
    wizard.do("welcome", {}, welcome)
    assert wizard.page.step == "entered"
    assert "Nobody has to vouch for you" in wizard.page.lines[0].msgid
    app = locked.unlock(GOOD)
    assert app.spaces.all() == ()
    app.close()


def test_what_cannot_be_an_invite_or_a_welcome(town: Town, locked: Locked, folder: Path) -> None:
    """A file of another kind, one that has run out, a welcome of somebody else: said, and nothing is made."""
    wizard, raw = locked.first_run, invited(town)
    wizard.do("join", {})
    with pytest.raises(BadFile):
        wizard.do("invited", {}, b"%PDF-1.7")
    town.clock.forward(15 * 86_400)
    with pytest.raises(Refused):
        wizard.do("invited", {}, raw)
    assert wizard.page.step == "invite"
    assert not folder.exists()
    to_request(wizard, invited(town))
    with pytest.raises(BadFile):
        wizard.do("welcome", {}, raw)
    assert wizard.page.step == "asking"
    wizard.close()


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"passphrase": "kort", "again": "kort"}, "passphrase"),
        ({"passphrase": GOOD, "again": GOOD + "!"}, "again"),
        ({}, "passphrase"),
    ],
)
def test_a_passphrase_is_refused_beside_its_field(
    town: Town, locked: Locked, folder: Path, typed: dict[str, str], field: str
) -> None:
    """Too weak, not the same twice, nothing: no folder is made, and the step stays."""
    wizard = locked.first_run
    wizard.do("join", {})
    wizard.do("invited", {}, invited(town))
    with pytest.raises(Wrong) as refused:
        wizard.do("request", typed)
    assert refused.value.field == field
    assert wizard.page.step == "passphrase"
    assert not folder.exists()


def test_back_is_one_step_and_close_begins_anew(town: Town, locked: Locked) -> None:
    """From every step where nothing is made yet."""
    wizard = locked.first_run
    wizard.do("join", {})
    wizard.do("invited", {}, invited(town))
    for step in ("invite", "begin"):
        wizard.do("back", {})
        assert wizard.page.step == step
    wizard.do("demo", {})
    wizard.close()
    assert wizard.page.step == "begin"
