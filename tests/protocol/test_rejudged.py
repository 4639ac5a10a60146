"""Verdicts that change: an op takes back what was applied and gives it again; stores older than their machine."""

import pytest
from helpers.hostile import seal_anything
from helpers.lowered import cut, image, put_back, role
from helpers.wire import Client, Town

from sync.client import judging
from sync.client.events import RecordsChanged
from sync.client.reading import Judgement
from sync.codec import as_map, decode, encode
from sync.control import build_op
from sync.control_space_bodies import Adopt
from sync.log import Judged
from sync.model import Commit, Dot

REC = b"r" * 16


def three(town: Town, who: Client) -> list[Commit]:
    """Three notes that everybody has."""
    made = [who.save(town.space, bytes([n + 1]) * 16, str(n)) for n in range(3)]
    who.sync()
    town.sync_all(1)
    return made


def test_what_was_applied_is_taken_back_and_given_again(town: Town) -> None:
    """Fault 31, T5, V: a cut un-applies on every machine, the author's own too; an adoption applies again."""
    made = three(town, town.palle)
    assert town.signe.texts(town.space) == ["0", "1", "2"]
    role(town, town.palle, "read", cut(made[0]))
    events = town.signe.sync()
    town.palle.sync()
    assert town.signe.texts(town.space) == town.palle.texts(town.space) == ["0"]
    changed = frozenset().union(*(e.recs for e in events if isinstance(e, RecordsChanged)))
    assert {bytes([2]) * 16, bytes([3]) * 16} <= changed
    aside = [e for e in town.signe.journal.every(town.space) if e.verdict == "quarantine"]
    assert {(e.cid, e.reason) for e in aside} == {(c.cid, "beyond the cut") for c in made[1:]}
    role(town, town.signe, "finalise")
    town._send(_adoption(town, made[2]), town.admin)
    town.sync_all(1)
    assert town.signe.texts(town.space) == town.palle.texts(town.space) == ["0", "1", "2"]
    assert [e for e in town.signe.journal.every(town.space) if e.verdict != "ok"] == []


def _adoption(town: Town, last: Commit) -> bytes:
    head = last.header
    body = Adopt(town.space, head.device, head.inc, 2, head.cid)
    return build_op(town.admin.keys, town.org, town.log.head, body, 1, town.signe.keys)


def test_the_same_in_every_order_of_op_and_commit(town: Town) -> None:
    """I11: a machine that hears of the cut before the commits and one that hears of it after agree."""
    role(town, town.signe, "write")
    late = image(town.signe)
    made = three(town, town.palle)
    role(town, town.palle, "none", cut(made[1]))
    town.signe.sync()
    before = town.signe.texts(town.space), _verdicts(town.signe, town.space)
    put_back(town.signe, late)
    town.signe.sync()
    assert (town.signe.texts(town.space), _verdicts(town.signe, town.space)) == before
    assert before[0] == ["0", "1"]


def _verdicts(who: Client, space: bytes) -> set[tuple[bytes, str, str]]:
    return {(e.cid, e.verdict, e.reason) for e in who.journal.every(space)}


def test_what_only_waits_for_the_next_page_is_not_taken_away_in_between(town: Town) -> None:
    """An op names a commit that comes with the next pull: what stands stays, and no list flickers."""
    made = three(town, town.palle)
    more = town.palle.save(town.space, REC, "3")
    town.palle.sync()
    role(town, town.palle, "read", cut(more))
    seen: list[list[str]] = []
    settle = town.signe.journal.settle

    def watched(space: bytes, entries: list[Judged]) -> object:
        answer = settle(space, entries)
        seen.append(town.signe.texts(space))
        return answer

    town.signe.journal.settle = watched  # type: ignore[method-assign,assignment]
    town.signe.sync()
    assert all({"0", "1", "2"} <= set(texts) for texts in seen)
    assert town.signe.texts(town.space) == ["0", "1", "2", "3"]
    assert len(made) == 3


def test_a_finalise_counts_and_its_text_outlives_a_cut(town: Town) -> None:
    """M5: signed text stays, marked, when its commit is set aside by a cut alone; a later edit is an addition."""
    role(town, town.signe, "finalise")
    note = town.palle.save(town.space, REC, "Pålles ord")
    town.sync_all(1)
    town.signe.save(town.space, REC, "x", act="finalise", set={}, final=[Dot(note.cid, 0)])
    town.sync_all(1)
    assert "finalise" in {k.revision.act for k in town.palle.journal.space(town.space).revisions.values()}
    role(town, town.palle, "none")
    town.signe.sync()
    held = town.signe.journal.space(town.space)
    assert [(k.revision.set["text"]["text"], k.standing) for k in held.passive.values()] == [("Pålles ord", "cut")]


@pytest.mark.parametrize("sets", [{"text": {"text": "x"}}, {}])
def test_who_lost_the_right_to_finalise_has_his_finalise_set_aside(town: Town, sets: dict[str, dict[str, str]]) -> None:
    """Rights are taken act by act: his notes within the new role still count."""
    role(town, town.palle, "finalise")
    town.sync_all(1)
    note = town.palle.save(town.space, REC, "ord")
    final = town.palle.save(town.space, REC, "x", act="finalise", set=sets, final=[Dot(note.cid, 0)])
    town.sync_all(1)
    role(town, town.palle, "write")
    town.signe.sync()
    verdicts = {e.cid: (e.verdict, e.reason) for e in town.signe.journal.every(town.space)}
    assert verdicts == {note.cid: ("ok", ""), final.cid: ("quarantine", "the right to this act was taken")}


def test_more_than_a_transaction_holds_is_judged_in_several(town: Town) -> None:
    """Seventy notes are taken back and given again, and judged once more from their bytes."""
    made = [town.palle.save(town.space, n.to_bytes(16, "big"), str(n)) for n in range(1, 71)]
    town.palle.sync()
    town.sync_all(1)
    role(town, town.palle, "none")
    role(town, town.signe, "finalise")
    town.signe.sync()
    assert town.signe.texts(town.space) == []
    head = made[-1].header
    body = Adopt(town.space, head.device, head.inc, 1, head.cid)
    town._refresh(town.admin)
    town._send(build_op(town.admin.keys, town.org, town.log.head, body, 1, town.signe.keys), town.admin)
    town.signe.sync()
    assert len(town.signe.texts(town.space)) == 70
    before = list(town.signe.journal.every(town.space)), town.signe.texts(town.space)
    round_ = town.signe.engine._round
    assert list(judging.from_raw(round_, town.space)) == [64, 6]
    assert (list(town.signe.journal.every(town.space)), town.signe.texts(town.space)) == before


def test_what_waits_for_a_key_is_judged_in_several_transactions_too(town: Town) -> None:
    """Seventy notes held, then the key."""
    for n in range(1, 71):
        town.palle.save(town.space, n.to_bytes(16, "big"), str(n))
    keyring = town.signe.journal.keyring(town.space)
    keys, good = dict(keyring.keys), set(keyring.good)
    keyring.keys.clear()
    keyring.good.clear()
    town.palle.sync()
    round_ = town.signe.engine._round
    taken = [judging.outcome(Judgement("held", "no key"), *_raw(commit)) for commit in _own(town)]
    town.signe.journal.take(town.space, taken)
    keyring.keys.update(keys)
    keyring.good.update(good)
    judging.judge_again(round_, town.space)
    assert len(town.signe.texts(town.space)) == 70


def _own(town: Town) -> list[Commit]:
    return [own.commit for own in town.palle.journal.space(town.space).own.values()]


def _raw(commit: Commit) -> tuple[bytes, bytes, Commit, int, int, bytes]:
    return commit.cid, commit.raw(), commit, 0, 0, b""


def test_beyond_a_cut_and_sealed_is_opened_when_its_key_comes(town: Town) -> None:
    """Its words may be signed text: they are kept, passive, as soon as they can be read."""
    note = town.palle.save(town.space, REC, "ord")
    town.palle.sync()
    town.signe.sync()
    role(town, town.palle, "none")
    keyring = town.signe.journal.keyring(town.space)
    keys = dict(keyring.keys)
    keyring.keys.clear()
    round_ = town.signe.engine._round
    town.signe.journal.settle(town.space, [judging.outcome(Judgement("quarantine", "beyond the cut"), *_raw(note))])
    assert [e.cid for e in town.signe.journal.pending(town.space)] == [note.cid]
    keyring.keys.update(keys)
    town.signe.sync()
    assert town.signe.journal.pending(town.space) == []
    assert [k.standing for k in town.signe.journal.space(town.space).passive.values()] == ["cut"]
    assert round_ is town.signe.engine._round


def test_a_header_that_cannot_be_read_is_no_ancestor(town: Town) -> None:
    """Garbage under a cid that somebody names is as if it were not here."""
    garbage = Judged(b"g" * 32, b"\xc1", None, 0, 0, b"", "quarantine", "not canonical", b"", ())
    town.signe.journal.take(town.space, [garbage])
    judge = judging.judge_of(town.signe.engine._round, town.space)
    assert judge._lineage(b"g" * 32) is None
    assert judge._lineage(b"h" * 32) is None


def test_who_has_no_role_left_sees_his_own_work_laid_aside_too(town: Town) -> None:
    """I11: nothing is pulled there any more, and his own pc judges as everybody's."""
    made = three(town, town.palle)
    role(town, town.palle, "none", cut(made[1]))
    town.palle.sync()
    assert town.palle.texts(town.space) == ["0", "1"]
    assert town.palle.journal.judged(town.space) == town.palle.engine.control.head.cseq


def test_what_a_newer_version_wrote_is_unknown_also_beyond_a_cut(town: Town) -> None:
    """UNKNOWN is decided before the cut, so that it is the same whatever came first."""
    fields = as_map(decode(town.palle.revision(REC, "x").raw, 1 << 20))
    later = seal_anything(town.palle, town.space, encode({**fields, "act": "merge"}))
    town.palle.journal.save_local(later, [town.palle.revision(REC, "x")])
    town.palle.sync()
    town.signe.sync()
    role(town, town.palle, "read")
    town.signe.sync()
    (kept,) = town.signe.journal.every(town.space)
    assert (kept.verdict, kept.reason) == ("unknown", "act of a newer version")
