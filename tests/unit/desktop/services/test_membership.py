"""Names, roles and spaces."""

import pytest
from helpers.town import Town

from desktop.services.errors import NotAllowed, NotFound, NotYet, Refused
from desktop.services.membership import level_of
from sync.control import RIGHTS


def test_colleagues_are_found_by_name(town: Town) -> None:
    """Whole, or its beginning in any case; nobody and several are told apart."""
    with town.office("asta") as asta:
        membership = asta.membership
        assert [one.name for one in membership.colleagues()] == [
            "Asta Afprøver",
            "Lene Eksempel",
            "Palle Pseudonym",
            "Signe Prøvested",
        ]
        assert membership.find("signe") == membership.find("Signe Prøvested")
        assert membership.find(membership.find("lene").hex()) == membership.find("lene")
        with pytest.raises(NotFound):
            membership.find("Ukendt")
        with pytest.raises(NotFound):
            membership.find("")
        membership.name_member(b"2" * 16, "Signe Anden", "admin")
        with pytest.raises(NotYet):
            membership.find("signe")


def test_a_changed_name_reaches_everybody(town: Town) -> None:
    """And who is not an administrator cannot change one."""
    with town.office("asta") as asta:
        user = asta.membership.find("palle")
        asta.membership.name_member(user, "Palle Nytnavn", "ppr_psychologist", "PPR-psykolog")
        asta.desk.sync()
    signe = town.app("signe")
    town.sync(signe)
    assert "Palle Nytnavn" in [option.label for option in signe.agreements.choices().owners]
    signe.close()
    with town.office("signe") as office, pytest.raises(NotAllowed):
        office.membership.name_member(user, "Noget", "admin")


def test_a_role_is_given_and_taken(town: Town) -> None:
    """Down to none and back; an administrator gets no role, and a space that is not there has none to give."""
    with town.office("asta") as asta:
        lene, me = asta.membership.find("lene"), asta.membership.find("asta")
        for level in ("write", "read", "none", "finalise"):
            asta.membership.set_role(town.space, lene, level)  # type: ignore[arg-type]
            assert asta.desk.refresh().role(lene, town.space) == RIGHTS[level]
        with pytest.raises(Refused):
            asta.membership.set_role(town.space, me, "read")
        with pytest.raises(NotFound):
            asta.membership.set_role(b"?" * 16, lene, "read")


def test_pcs_are_listed_and_found(town: Town) -> None:
    """By name, or by the beginning of the id; one that was stopped stays in the list and says how it ended."""
    with town.office("asta") as asta:
        membership = asta.membership
        pcs = {pc.name: pc for pc in membership.machines()}
        assert list(pcs) == ["Asta Afprøver", "Lene Eksempel", "Palle Pseudonym", "Signe Prøvested"]
        signes = pcs["Signe Prøvested"]
        assert membership.find_machine(signes.label.upper()) == signes.device
        assert membership.find_machine(signes.device.hex()[:8]) == signes.device
        assert membership.find_machine("signe") == signes.device
        for nobody in ("", "ukendt", signes.device.hex()[:7]):
            with pytest.raises(NotFound):
                membership.find_machine(nobody)
        membership.name_machine(pcs["Palle Pseudonym"].device, pcs["Palle Pseudonym"].user, signes.label)
        with pytest.raises(NotYet):
            membership.find_machine(signes.label)
        membership.revoke(signes.device, "left")
        assert [pc.state for pc in membership.machines()] == ["", "", "", "left"]
        membership.revoke(signes.device, "lost")
        assert [pc.state for pc in membership.machines()] == ["", "", "", "lost"]


def test_a_space_is_opened_by_its_first_member(town: Town) -> None:
    """Not by the administrator, not by who has no role, and once."""
    with town.office("asta") as asta:
        space = asta.membership.new_space()
        asta.membership.set_role(space, asta.membership.find("palle"), "finalise")
        asta.membership.set_role(space, asta.membership.find("signe"), "write")
        with pytest.raises(NotAllowed):
            asta.membership.open_space(space, "Kun PPR", "Midt")
    with town.office("lene") as lene, pytest.raises(NotAllowed):
        lene.membership.open_space(space, "Kun PPR", "Midt")
    with town.office("palle") as palle:
        palle.membership.open_space(space, "Kun PPR, Midt", "Midt")
        palle.membership.open_space(space, "Kun PPR, Midt", "Midt")
        assert [one.name for one in palle.app.spaces.all()] == ["Deles i distrikt Midt", "Kun PPR, Midt"]
    with town.office("signe") as signe, pytest.raises(NotYet):
        signe.membership.open_space(space, "Kun mig", "")


def test_levels_follow_from_what_people_are() -> None:
    """The one table of roles; an unknown role is told."""
    assert (level_of("team_lead"), level_of("district_social_worker"), level_of("admin")) == (
        "read",
        "finalise",
        "none",
    )
    with pytest.raises(NotFound):
        level_of("king")
