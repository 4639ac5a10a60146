"""What belongs to whom a note is about, and what is asked for it."""

from datetime import datetime

import pytest

from desktop.domain import note_rules

NOW = datetime(2026, 11, 20, 8, 18)
EVERYTHING: dict[str, object] = {
    "subject_label": "3.b",
    "age_band": "3-5",
    "family_code": "GRØN-FYR-27",
    "over_reason": "Familien flytter",
    "child": b"c" * 16,
    "text": "Uro",
}


@pytest.mark.parametrize(
    ("subject", "kept"),
    [
        ("anonymous_child", {"age_band"}),
        ("group", {"subject_label"}),
        ("staff", {"subject_label"}),
        ("family_code", {"family_code", "over_reason"}),
        ("child", {"child"}),
        (None, set()),
    ],
)
def test_what_belongs_to_another_choice_goes_no_further(subject: str | None, kept: set[str]) -> None:
    """A code typed before »class« was chosen is not saved with the class; the text always is."""
    fitted = note_rules.fitting({"subject": subject, **EVERYTHING})
    assert {name for name, value in fitted.items() if value} - {"subject"} == kept | {"text"}


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"subject": "family_code", "family_code": ""}, [("family_code", "warning")]),
        ({"subject": "family_code", "family_code": "Grøn fyr"}, [("family_code", "error")]),
        ({"subject": "family_code", "family_code": "grøn fyr 27"}, []),
        ({"subject": "child"}, [("child", "error")]),
        ({"subject": "child", "concern": b"c" * 16}, []),
        ({"subject": "parents"}, []),
    ],
)
def test_each_choice_asks_for_its_own(values: dict[str, object], found: list[tuple[str, str]]) -> None:
    """A family may refuse a code; what is typed there is one. A named child is named, or its concern is."""
    assert [(problem.field, problem.severity) for problem in note_rules.of_note(values, NOW)] == found
