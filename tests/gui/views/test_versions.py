"""Two texts side by side: what only one has is underlined, and nothing in a text is taken for markup."""

import pytest

from desktop.ui.forms.versions import marked


@pytest.mark.parametrize(
    ("mine", "other", "shown"),
    [
        ("samme ord", "samme ord", "samme ord"),
        ("Møde 14. december med mor", "Møde 14. december", "Møde 14. december <u>med mor</u>"),
        ("Møde tirsdag", "Møde onsdag", "Møde <u>tirsdag</u>"),
        ("helt andet", "ikke det", "<u>helt andet</u>"),
        ("a < b & c", "", "<u>a &lt; b &amp; c</u>"),
        ("to\nlinjer", "to", "to<br><u>linjer</u>"),
    ],
)
def test_what_only_one_has_is_underlined(mine: str, other: str, shown: str) -> None:
    """Whole words, with the space between two of them; everything else as it is, escaped."""
    assert marked(mine, [other]) == shown
