"""Control ops in words: one sentence for every kind, with names where this pc knows them."""

import pytest
from helpers.controls import control_log
from helpers.organisation import row
from helpers.town import Town

from desktop.services import op_words
from desktop.texts import Texts
from sync.control import Op, build_op
from sync.control_bodies import PARSERS, AdminSet, Body, DpoSet
from sync.control_rows import RIGHTS
from sync.control_space_bodies import DeviceRevoke, MemberSet, SpaceNew
from sync.crypto.keys import DeviceKeys


def test_every_kind_has_a_sentence(town: Town) -> None:
    """Told of a log that has an op of nearly every kind, with strangers in it: ids instead of names, no gap."""
    texts = Texts("da")
    assert {body.KIND for body in op_words._SENTENCES} == set(PARSERS)  # type: ignore[attr-defined]
    assert set(op_words.RIGHTS_TOLD) == set(RIGHTS)
    with town.office("asta") as asta:
        told = [texts(asta.words(Op.parse(line.raw))) for line in control_log().lines]
    assert all(told)
    assert not any("{" in line for line in told)


@pytest.mark.parametrize("who", ["asta", "palle"])
def test_names_where_they_are_known(town: Town, who: str) -> None:
    """The name of a space only for those who read there; an administrator sees its id."""
    texts, entered = Texts("da"), DeviceKeys.generate()
    with town.office("asta") as asta:
        user, device = asta.membership.find("signe"), asta.membership.find_machine("Signe Prøvested: pc")
        head, org, keys = asta.machine.control.head, asta.machine.identity.org, asta.machine.keys
    with town.office(who) as office:
        office.desk.sync()
        space = "»Deles i distrikt Midt«" if who == "palle" else f"fællesskabet {town.space.hex()[:8]}"

        def told(body: Body) -> str:
            return texts(office.words(Op.parse(build_op(keys, org, head, body, 0))))

        assert told(MemberSet(town.space, user, "read")) == f"Signe Prøvested må læse i {space}."
        assert told(MemberSet(org, user, "none")).startswith("Signe Prøvested mister adgang til kommunens navneliste")
        assert told(DeviceRevoke(device, "lost")) == "Signe Prøvested: »Signe Prøvested: pc« spærres som mistet."
        pc = f"pc'en {entered.device_id.hex()[:8]}"
        assert told(AdminSet(user, 1, None)) == "Signe Prøvested bliver administrator."
        assert told(AdminSet(user, 0, None)) == "Signe Prøvested er ikke længere administrator."
        assert told(AdminSet(user, 1, row(user, entered))) == f"Signe Prøvested bliver administrator, med {pc}."
        assert told(DpoSet(user)) == "Signe Prøvested bliver databeskyttelsesrådgiver."
        assert told(DpoSet(b"")) == "Ingen er databeskyttelsesrådgiver længere."
        assert told(SpaceNew(b"n" * 16)) == f"Asta Afprøver opretter fællesskabet {(b'n' * 16).hex()[:8]}."
