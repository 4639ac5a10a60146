"""Whose words a value is, what stood before it, and which parts of a record one choice settles."""

from helpers.revs import RULE, dot, person, rev

from desktop.services.lineage import Closing, before, closing, origin, questions
from sync.merge import fold
from sync.record import RecordView, Rev

BASE = rev("base", act="create", text={"t": "før"}, status={"s": "åben"})
SIGNES = rev("s", "signe", hlc=2, over={"text": [dot("base")]}, text={"t": "signes"})
PALLES = rev("p", "palle", hlc=3, over={"text": [dot("base")]}, text={"t": "palles"})


def test_parts_that_the_same_people_rewrote_are_one_question() -> None:
    """Text and status by both: one choice; the first written side first, each side with both parts."""
    closed = [
        rev(f"{who}-c", who, hlc=hlc, over={"status": [dot("base")]}, status={"s": who})
        for who, hlc in (("signe", 4), ("palle", 5))
    ]
    (question,) = questions(view(SIGNES, PALLES, *closed))
    assert set(question.groups) == {"text", "status"}
    assert [side.by for side in question.sides] == [person("signe"), person("palle")]
    assert [side.values["status"].value for side in question.sides] == [{"s": "signe"}, {"s": "palle"}]


def test_parts_that_other_people_rewrote_are_questions_of_their_own() -> None:
    """The text by Signe and Palle, the status by Signe and Mona; and two texts of one person are never put together."""
    closed = [
        rev(f"{who}-c", who, hlc=hlc, over={"status": [dot("base")]}, status={"s": who})
        for who, hlc in (("signe", 4), ("mona", 5))
    ]
    assert [set(one.groups) for one in questions(view(SIGNES, PALLES, *closed))] == [{"status"}, {"text"}]
    twice = rev("s2", "signe", device="anden pc", hlc=4, over={"text": [dot("base")]}, text={"t": "signes anden"})
    (question,) = questions(view(SIGNES, twice))
    assert [side.by for side in question.sides] == [person("signe")] * 2


def test_what_stood_before_is_what_all_have_replaced() -> None:
    """The common version; none where somebody wrote from nothing; a chosen text is not what stood before itself."""
    torn = view(SIGNES, PALLES)
    (question,) = questions(torn)
    assert before(torn, question)["text"].dot == dot("base")
    alone = view(SIGNES, rev("n", "palle", hlc=3, text={"t": "af intet"}))
    assert before(alone, questions(alone)[0]) == {}
    chose = rev("v", "signe", "resolve", hlc=4, over={"text": [dot("s"), dot("p")]}, text={"t": "palles"})
    undone = rev("u", "signe", hlc=5, over={"text": [dot("s")]}, text={"t": "signes"})
    again = view(SIGNES, PALLES, chose, undone)
    (question,) = questions(again)
    assert before(again, question)["text"].dot == dot("base")
    assert [(side.by, side.rev.dot) for side in question.sides] == [
        (person("signe"), dot("s")),
        (person("palle"), dot("p")),
    ]


def test_a_text_of_ones_own_is_ones_own_however_often_it_was_chosen() -> None:
    """Chosen twice by others it is still Palle's; the same words written afresh by another are that other's."""
    chose = rev("v", "signe", "resolve", hlc=4, over={"text": [dot("s"), dot("p")]}, text={"t": "palles"})
    once_more = rev("v2", "mona", "resolve", hlc=5, over={"text": [dot("v")]}, text={"t": "palles"})
    shown = view(SIGNES, PALLES, chose, once_more)
    assert origin(shown, "text", shown.groups["text"].survivors[0]).user == person("palle")
    afresh = view(SIGNES, rev("m", "mona", hlc=4, over={"text": [dot("s")]}, text={"t": "palles"}))
    assert origin(afresh, "text", afresh.groups["text"].survivors[0]).user == person("mona")


def test_a_closing_is_of_the_version_it_was_written_with_where_the_others_cannot_have_known() -> None:
    """By an author in or after his version; not by all, by nobody of them, before it, or where it is open again."""

    def closes(name: str, who: str, hlc: int, over: str = "base", to: str = "done") -> Rev:
        return rev(name, who, hlc=hlc, over={"status": [dot(over)]}, status={"status": to})

    def who_closed(*revs: Rev) -> Closing | None:
        torn = view(SIGNES, PALLES, *revs)
        return closing(torn, questions(torn)[0])

    assert who_closed(closes("c", "palle", 4)) == Closing(frozenset({person("palle")}), {"s": "åben"})
    assert who_closed(closes("c", "palle", 2)) is None, "Signe may have read that before she wrote"
    assert who_closed(closes("c", "mona", 4)) is None, "none of the texts is hers"
    assert who_closed(closes("c", "palle", 4), closes("d", "signe", 5)) is None, "both knew"
    assert who_closed(closes("c", "palle", 4), closes("o", "signe", 5, "c", "open")) is None
    mixed = who_closed(closes("c", "palle", 4), closes("d", "mona", 5))
    assert mixed is None, "what Mona closed stands for all"


def view(*revs: Rev) -> RecordView:
    """The record they make on top of the common beginning."""
    return fold(RULE, [BASE, *revs])
