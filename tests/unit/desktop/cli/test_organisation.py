"""`roedtraad-admin organisation`, and what stands in it: spaces and colleagues; files carried by hand."""

import json
from pathlib import Path

from helpers.commands import Desktop, found, pages

from sync.client.names import words


def test_an_organisation_from_nothing_to_two_colleagues(desktop: Desktop) -> None:
    """Found, invite, request, approve, open, vouch, welcome: every step its own command on its own folder."""
    found(desktop)
    assert desktop("asta", "space", "new", "--json") == 0
    space = desktop.answer["space"]
    said: dict[str, str] = {}
    for who, name, role in (
        ("palle", "Palle Pseudonym", "ppr_psychologist"),
        ("signe", "Signe Prøvested", "district_social_worker"),
    ):
        assert desktop("asta", "device", "invite", "--out", desktop.file(f"{who}.invite")) == 0
        invite, request = desktop.file(f"{who}.invite"), desktop.file(f"{who}.request")
        assert desktop(who, "device", "request", "--invite", invite, "--out", request, "--json") == 0
        said[who] = desktop.answer["words"]
        approve = ["device", "approve", "--request", request, "--name", name, "--role", role, "--space", space]
        assert desktop("asta", *approve, "--out", desktop.file(f"{who}.first"), "--words", said[who]) == 0
    assert desktop("palle", "device", "welcome", "--welcome", desktop.file("palle.first")) == 0
    assert desktop("palle", "space", "open", "--space", space, "--name", "Deles i Midt", "--short", "Midt") == 0

    vouch = ["device", "vouch", "--request", desktop.file("signe.request"), "--out", desktop.file("signe.welcome")]
    six = " ".join(words()[:6])
    assert desktop("palle", *vouch, "--words", six) == 1
    assert "Kontrolordene passer ikke" in desktop.complained
    assert not Path(desktop.file("signe.welcome")).exists()
    assert desktop("palle", *vouch, "--words", said["signe"], "--json") == 0
    back = desktop.answer["words"]
    welcome = ["device", "welcome", "--welcome", desktop.file("signe.welcome")]
    assert desktop("signe", *welcome, "--words", six) == 1
    assert desktop("signe", "space", "list") == 1
    assert desktop("signe", *welcome, "--words", back) == 0

    assert desktop("signe", "space", "list", "--json") == 0
    assert json.loads(desktop.said) == [{"space": space, "name": "Deles i Midt", "members": 2}]
    assert desktop("signe", "space", "list") == 0
    assert desktop.said == f"{space[:8]}  2 i fællesskabet  Deles i Midt\n"
    signe = desktop.town.app("signe")
    desktop.town.sync(signe)
    assert (signe.me.name, [one.name for one in signe.spaces.all()]) == ("Signe Prøvested", ["Deles i Midt"])
    signe.close()
    assert desktop("asta", "member", "list") == 0
    assert desktop.said.splitlines() == [
        "Asta Afprøver, Administrator, 1 pc",
        "Palle Pseudonym, PPR-psykolog, 1 pc",
        "Signe Prøvested, Socialrådgiver, 1 pc",
    ]
    assert desktop("asta", "member", "set", "--member", "signe", "--space", space, "--role", "finalise") == 0
    assert desktop("asta", "member", "set", "--member", "signe", "--space", space, "--role", "king") == 2
    assert desktop("asta", "member", "set", "--member", "signe", "--space", "xyz", "--role", "read") == 2


def test_lists_for_people_and_for_programs(desktop: Desktop) -> None:
    """The same rows as lines and as JSON."""
    found(desktop)
    desktop("asta", "space", "new", "--json")
    space = desktop.answer["space"]
    assert desktop("asta", "space", "list") == 0
    assert desktop.said.split() == [space[:8], "0", "i", "fællesskabet"]
    assert desktop("asta", "member", "list", "--json") == 0
    (row,) = json.loads(desktop.said)
    assert (row["name"], row["role"], row["machines"], len(row["user"])) == ("Asta Afprøver", "admin", 1, 32)


def test_the_key_ring_is_allowed_with_the_kit_and_forbidden_without(desktop: Desktop) -> None:
    """Allowing without the kit, or with another file, is refused in one line; both decisions stand in the log."""
    found(desktop)
    command = ["organisation", "key-ring"]
    assert desktop("asta", *command, "--allow") == 1
    assert "rodnøgle" in desktop.complained
    Path(desktop.file("other")).write_text("en anden fil", encoding="utf-8")
    other = ["--page-a", desktop.file("other"), "--page-b", desktop.file("page-b")]
    assert desktop("asta", *command, "--allow", *other) == 1
    for way, setting in (("--allow", 1), ("--ask", 0)):
        assert desktop("asta", *command, way, *pages(desktop)) == 0
        with desktop.town.office("asta") as asta:
            assert asta.machine.control.roster().policy["key_store_opens"] == setting
