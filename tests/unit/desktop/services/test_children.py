"""Children: what each is called, here and in lists, and a name that is taken out again."""

from datetime import date

import pytest
from helpers.concerns import ALFA, NAMED, concern

from desktop.assembly import App


@pytest.mark.parametrize(
    ("child", "title", "discreet"),
    [
        ({"naming": "age_band", "age_band": "unborn"}, "Barn, ufødt", "Barn, ufødt"),
        ({"naming": "pseudonym", "pseudonym": "Bjørk", "age_band": "6-9"}, "Bjørk, 6–9 år", "Barn, 6–9 år"),
        ({**NAMED, "cpr": ""}, ALFA, "Barn"),
        ({**NAMED, "cpr": "", "born_on": date(2009, 11, 20)}, f"{ALFA}, 17 år", "Barn, 16–17 år"),
    ],
)
def test_what_a_child_is_called(signe: App, child: dict[str, object], title: str, discreet: str) -> None:
    """As it is known; the discreet title holds nothing that somebody typed."""
    concern(signe, **child)
    (row,) = signe.concerns.page().rows
    assert (row.title, row.discreet_title) == (title, discreet)


def test_a_name_can_be_taken_out_again(signe: App) -> None:
    """»Uden navn« on a child that was named empties name, number, reason and consent."""
    rec = concern(signe, **NAMED).rec
    page = signe.children.open(signe.concerns.read(rec).child)
    signe.children.save(page.rec, {**page.values, "naming": "age_band", "age_band": "3-5"}, None, page.base)
    assert signe.children.values(page.rec) == {"naming": "age_band", "age_band": "3-5"}
    assert signe.concerns.page().rows[0].title == "Barn, 3–5 år"
