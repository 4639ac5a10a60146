"""Answers to pushes and beats that our endpoint would never give: refused with their reason, and nothing is lost."""

import pytest
from helpers.between import REC, Between, answered, reason_of
from helpers.wire import Town

from sync.client.calls import drain
from sync.client.events import Alarm
from sync.codec import encode
from sync.control_space_bodies import SpaceNew
from sync.crypto.keys import DeviceKeys
from sync.heads import Beat
from sync.model import Witness
from sync.protocol import Answer, Problem, PushAnswer, Request


def test_a_beat_that_is_refused_is_told_and_tried_again(town: Town) -> None:
    """The round ends well; the next one owes the beat again."""
    town.palle.save(town.space, REC, "x")
    town.palle.sync()
    refused = Answer(403, True, Problem("no role in this space").raw())
    town.signe.engine.nudge()
    events = drain(town.signe.engine, Between(town.signe, "beat", lambda _, __: refused))
    assert Alarm(town.space, "no role in this space", b"") in events
    town.signe.clock.sleep(6)
    town.signe.sync()
    town.palle.sync()
    assert town.palle.states(town.space) == ["seen"]


def test_beats_that_are_not_what_they_say(town: Town) -> None:
    """Nonsense, another's signature, another space, an older number, my own: none of them marks anything seen."""
    commit = town.signe.save(town.space, REC, "x")
    town.signe.sync()
    cursor = town.signe.journal.cursor(town.space)
    assert cursor is not None

    def beat(keys: DeviceKeys, **changes: object) -> bytes:
        fields: dict[str, object] = {
            "org": town.org, "space": town.space, "device": town.palle.keys.device_id, "n": 99,
            "lasts": ((b"i" * 8, 1, commit.cid),), "wit": cursor.witness, "ctl": town.log.head,
            "purged": 0, "health": b"", "claimed_ms": 1, **changes,
        }  # fmt: skip
        return Beat(**fields).signed(keys)  # type: ignore[arg-type]

    palle, signe = town.palle.keys, town.signe.keys
    beats = [
        b"nonsense",
        beat(signe),
        beat(palle, space=town.org),
        beat(palle, device=b"?" * 16),
        beat(signe, device=signe.device_id),
        beat(palle, wit=Witness(1, 50, bytes(32))),
    ]
    town.signe.engine.nudge()
    drain(town.signe.engine, Between(town.signe, "beats", lambda _, __: answered(encode(beats))))
    assert town.signe.states(town.space) == ["stored"]
    town.signe.engine.nudge()
    honest = encode([beat(palle, n=98), beat(palle, n=100)])
    drain(town.signe.engine, Between(town.signe, "beats", lambda _, __: answered(honest)))
    assert town.signe.states(town.space) == ["seen"]


def test_a_push_answer_of_the_wrong_length(town: Town) -> None:
    """Results that do not match the commits are no results."""
    town.signe.save(town.space, REC, "x")

    def spoil(request: Request, answer: Answer) -> Answer:
        return answered(PushAnswer((), PushAnswer.parse(answer.body).head).raw())

    assert reason_of(town.signe, "push", spoil) == "wrong number of results"
    assert town.signe.states(town.space) == ["local"]


def test_a_refused_push_is_not_repeated_until_the_control_log_grows(town: Town) -> None:
    """No busy loop over a commit the endpoint will not take; a new op is a new chance."""
    town.signe.save(town.space, REC, "x")
    pushes = []

    def deny(request: Request, answer: Answer) -> Answer:
        pushes.append(request)
        result = PushAnswer.parse(answer.body)
        return answered(encode([[["denied", 0, "because"]], result.head.raw()]))

    for _ in range(3):
        town.signe.engine.nudge()
        drain(town.signe.engine, Between(town.signe, "push", deny))
    assert len(pushes) == 1
    town.post(town.admin, SpaceNew(b"n" * 16))
    town.signe.sync()
    assert town.signe.states(town.space) == ["stored"]


def test_a_status_that_nobody_says_is_damage_not_a_refusal(town: Town) -> None:
    """One wrong bit in the answer to a push: offline, and the next try goes through."""
    town.signe.save(town.space, REC, "x")

    def spoil(request: Request, answer: Answer) -> Answer:
        return answered(encode([[["stor%d", 1, ""]], PushAnswer.parse(answer.body).head.raw()]))

    assert reason_of(town.signe, "push", spoil) == "answer is damaged"
    assert [own.reason for own in town.signe.journal.space(town.space).own.values()] == [""]
    town.signe.sync()
    assert town.signe.states(town.space) == ["stored"]


def test_a_refusal_that_was_none_holds_up_nothing(town: Town) -> None:
    """The log holds the commit that the answer called denied: what comes after it is pushed."""
    town.signe.save(town.space, REC, "x")

    def deny(request: Request, answer: Answer) -> Answer:
        return answered(encode([[["denied", 0, "because"]], PushAnswer.parse(answer.body).head.raw()]))

    town.signe.engine.nudge()
    drain(town.signe.engine, Between(town.signe, "push", deny))
    assert town.signe.states(town.space) == ["stored"], "pulled, so it is there"
    town.signe.save(town.space, b"s" * 16, "y")
    town.signe.sync()
    assert town.signe.states(town.space) == ["stored", "stored"]


@pytest.mark.parametrize("status", ["gap", "ctl_behind"])
def test_a_refusal_that_passes_is_met_once_a_round(town: Town, status: str) -> None:
    """What was missing at the endpoint may be there the next time: tried again, once each round."""
    town.signe.save(town.space, REC, "x")
    pushes = []

    def refuse(request: Request, answer: Answer) -> Answer:
        pushes.append(request)
        return answered(encode([[[status, 0, "because"]], PushAnswer.parse(answer.body).head.raw()]))

    for _ in range(2):
        town.signe.journal.mark_local(town.space, list(town.signe.journal.space(town.space).own))
        town.signe.engine.nudge()
        drain(town.signe.engine, Between(town.signe, "push", refuse))
    assert len(pushes) == 2
    town.signe.sync()
    assert town.signe.states(town.space) == ["stored"]
