"""Scales are catalogues: every one has its answers, an answer its words, and an unknown edition its raw value."""

from desktop.domain import catalogues, scales


def test_every_scale_has_its_answers_in_order() -> None:
    """Børnelinealen 1, 2, 3, 4a, 4b; Trivselslinealen 1-5; the safety scale 0-10; each has a question and a help."""
    answers = {scale.code: [row.code for row in scale.answers.shown] for scale in scales.offered()}
    assert answers == {
        "child_ruler": ["1", "2", "3", "4a", "4b"],
        "wellbeing_ruler": ["1", "2", "3", "4", "5"],
        "safety": [str(n) for n in range(11)],
    }
    for row in catalogues.load("scales").shown:
        assert row.text("question") and row.text("question", "en") and row.text("reads")


def test_an_answer_is_told_in_words() -> None:
    """In both languages; what this program does not know is shown as it is called, whatever it is."""
    assert scales.answer("child_ruler", "2", "3") == "Bekymring"
    assert scales.answer("child_ruler", "2", "3", "en") == "Concern"
    assert scales.answer("child_ruler", "1", "3") == "3", "another edition is another scale"
    assert scales.answer("../outcomes", "2", "x") == "x"
    assert scales.find("child_ruler", "1") is None
    assert scales.name("safety") == "Tryghedsskalaen" and scales.name("barometer") == "Barometer"
