"""Where work is cut off when somebody goes, and how what came after is taken over."""

import pytest
from helpers import notes
from helpers.town import Town

from desktop.assembly import App
from desktop.services import proposals
from desktop.services.errors import NotFound
from sync.control_space_bodies import DeviceRevoke, MemberSet
from sync.protocol import PushAnswer, Request, push_body, space_path


def texts(app: App) -> list[str]:
    """What the notes say that count here."""
    return sorted(str(row.values["text"]) for row in app.consultations._records.all("consultation"))


def test_the_cut_names_the_last_commit_of_every_space(town: Town, signe: App) -> None:
    """An administrator who reads nothing draws it from headers, and it is the end of what the endpoint has."""
    for text in ("Første", "Andet"):
        notes.note(signe, text=text)
    town.sync(signe)
    with town.office("asta") as asta:
        device = signe.machine.keys.device_id
        cutting, roster = asta.membership.cutting, asta.desk.refresh()
        body = cutting.revoke(device, "lost")(roster)
        last = signe.machine.journal.lasts(town.space)[0]
        assert isinstance(body, DeviceRevoke)
        assert [tuple(cut) for cut in body.cuts] == [(town.space, device, *last)]
        lowered = cutting.role(town.space, roster.user_of(device) or b"", "read")(roster)
        assert isinstance(lowered, MemberSet)
        assert lowered.cuts == body.cuts
        assert cutting.role(town.space, roster.user_of(device) or b"", "finalise")(roster).cuts == ()
        with pytest.raises(NotFound):
            cutting.revoke(b"?" * 16, "lost")(roster)


def test_what_was_written_while_away_is_set_aside_and_taken_over(town: Town, signe: App, palle: App) -> None:
    """Fault 31: two notes count, the third waits at the endpoint, and counts once two people took it over."""
    for text in ("Første", "Andet"):
        notes.note(signe, text=text)
    town.sync(signe, palle)
    assert texts(palle) == ["Andet", "Første"]
    palle.close()
    with town.office("asta") as asta:
        device = signe.machine.keys.device_id
        asta.membership.set_role(town.space, asta.machine.control.roster().user_of(device) or b"", "none")
        assert asta.membership.cutting.aside() == ()
        with pytest.raises(NotFound):
            asta.membership.cutting.adopt(device, town.space)
        notes.note(signe, text="Tredje")
        pushed(town, signe)
        with town.office("palle") as office:
            office.desk.sync()
            assert texts(office.app) == ["Andet", "Første"]
            (aside,) = asta.membership.cutting.aside()
            assert (aside.device, aside.space, aside.found.commits) == (device, town.space, 1)
            found, body = asta.membership.cutting.adopt(device, town.space)
            assert found == aside
            raw = asta.desk.propose(body)
            proposals.cosign(office.desk, office.machine, proposals.opened(office.desk, office.machine, raw, "f"))
            office.desk.sync()
            assert texts(office.app) == ["Andet", "Første", "Tredje"]
        assert asta.membership.cutting.aside() == ()


def pushed(town: Town, app: App) -> None:
    """Hands the endpoint what waits in the space, as a client does that has no role there any more."""
    machine = app.machine
    commits = machine.journal.outbox(town.space)
    cursor = machine.journal.cursor(town.space)
    assert cursor is not None
    path = space_path(machine.identity.org, town.space, "push")
    transport = town.line.connect("", machine.keys)
    body = push_body([commit.value() for commit in commits])
    answer = transport.send(Request("push", "POST", path, f"gen={cursor.gen}&seq={cursor.seq}", body))
    assert answer.status == 200
    assert {result.status for result in PushAnswer.parse(answer.body).results} == {"stored"}
