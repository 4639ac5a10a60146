"""A kind groups its fields, writes groups whole, and reads back what it wrote."""

from datetime import UTC, datetime

import pytest

from desktop.domain.fields import Choices, Text
from desktop.domain.kind import Kind
from desktop.domain.registry import kind, kinds
from sync.codec import encode
from sync.merge import GroupRule

#: M4: the policy of a (kind, group) never changes. A line may be added, never altered: a new rule is a new group name.
_POLICIES = {
    "agreement": "about concern due earliest kept owner status text withdrawn",
    "assessment": "about answer consultation withdrawn",
    "child": "consent identity reason withdrawn",
    "concern": "about lead next_steps noticed_on parents place status strengths withdrawn worries",
    "consultation": "amend:amend child concern family followed followup form journal next_steps observation outcome"
    " own_view place requester statements strengths subject text theme:set when withdrawn worries",
    "institution": "address district institution_no name ownership phone protected same_as type withdrawn",
    "machine": "device label withdrawn",
    "member": "name phone role title withdrawn",
    "person": "email institution name phone protected reachable role_title same_as withdrawn",
    "ppr_consultation": "amend:amend child concern effect focus:set followed followup form guideposts:set hypotheses"
    " journal level next_steps observation outcome own_view participants place ppv question requester statements"
    " strengths subject text theme:set when withdrawn worries",
    "space_info": "name withdrawn",
    "visit": "calendar held place purpose visitor when withdrawn",
}
_VALUES: dict[str, object] = {
    "institution": b"\x01" * 16,
    "form": "sparring",
    "occurred_at": datetime(2026, 11, 20, 7, 5, tzinfo=UTC),
    "duration_min": 15,
    "subject": "group",
    "subject_label": "3.b (klasse)",
    "text": "Lærer undres",
    "themes": ("behaviour", "wellbeing"),
    "outcome": "",
}


@pytest.mark.parametrize("name", sorted(kinds()))
def test_policies_never_change(name: str) -> None:
    """The groups of every kind and their policies are the ones that were published."""
    frozen = dict((*group.split(":"), "register")[:2] for group in _POLICIES[name].split())
    assert dict(kind(name).groups) == frozen


def test_the_merge_rule_follows_the_groups() -> None:
    """`sync.merge` is told the same policies."""
    rule = kind("consultation").rule
    assert rule.groups["theme"] == GroupRule("set")
    assert rule.groups["amend"] == GroupRule("amend")
    assert not rule.own


def test_values_become_groups() -> None:
    """Groups that belong together are written together, empty ones not at all, and the format takes them."""
    written = kind("consultation").to_wire(_VALUES)
    assert written == {
        "form": {"form": "sparring"},
        "place": {"institution": b"\x01" * 16},
        "subject": {"subject": "group", "subject_label": "3.b (klasse)"},
        "text": {"text": "Lærer undres"},
        "theme": {"behaviour": 1, "wellbeing": 1},
        "when": {"occurred_at": [1795158300000, 0], "duration_min": 15},
    }
    assert encode(written)
    assert kind("consultation").from_wire(written) == {key: value for key, value in _VALUES.items() if value}


def test_built_in_groups() -> None:
    """Withdrawing and adding are groups of every kind and of the kinds that take additions."""
    consultation = kind("consultation")
    assert consultation.group_to_wire("amend", {"text": " Set igen "}) == {"text": "Set igen"}
    assert consultation.group_from_wire("amend", {"text": "Set igen", "new": 1}) == {"text": "Set igen"}
    assert [field.name for field in kind("agreement").in_group("withdrawn")] == ["at", "by", "reason"]
    assert kind("agreement").in_group("amend") == ()


def test_what_is_not_understood_is_left_out() -> None:
    """A value of a wrong type from a newer or broken client is not shown; the raw bytes keep it."""
    assert kind("consultation").from_wire({"form": {"form": 7}, "theme": {}, "text": {"text": ""}}) == {}


def test_fields_are_found_by_name() -> None:
    """A kind without such a field says so."""
    assert kind("person").field("name").required
    with pytest.raises(KeyError):
        kind("person").field("cpr")


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ((Text("a", "A"), Text("a", "B")), "twice"),
        ((Text("a", "A", "amend"),), "built-in"),
        ((Choices("a", "A", "g"), Text("b", "B", "g")), "one field"),
    ],
)
def test_a_wrong_declaration_is_refused(fields: tuple[Text | Choices, ...], told: str) -> None:
    """Mistakes in a kind are found when it is declared."""
    with pytest.raises(ValueError, match=told):
        Kind("k", "K", "Ks", fields)


def test_the_longest_record_fits_its_revision() -> None:
    """With every text at its limit, in letters of four bytes, a record stays well under 256 KiB."""
    for each in kinds().values():
        size = sum(4 * field.limit for field in each.fields if isinstance(field, Text))
        assert size < 200 * 1024
