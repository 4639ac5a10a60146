"""The first-run wizard without a window: an organisation is founded, both pages first."""

from pathlib import Path

import pytest
from helpers.town import Town

from desktop.assembly import App
from desktop.locked import Locked
from desktop.services.errors import NotYet, Unreachable
from desktop.services.first_run import FirstRun, Unfinished, Wrong

GOOD = "fire ord uden sammenhæng her"
TWICE = {"passphrase": GOOD, "again": GOOD}
FOUNDING = {"name": "Bo Begynder", "title": "Konsulent", "url": "http://127.0.0.1:1"}


def test_an_organisation_is_founded(town: Town, locked: Locked) -> None:
    """Both pages before anything is made; the server told; the founder has his name, and nothing of it is left over."""
    wizard = locked.first_run
    wizard.do("found", {})
    wizard.do("server", FOUNDING)
    with pytest.raises(Wrong):
        wizard.do("kit", {**TWICE, "again": "noget andet"})
    wizard.do("kit", TWICE)
    with pytest.raises(NotYet):
        wizard.do("founded", {})
    pages = [wizard.file("page_a").decode(), wizard.file("page_b").decode()]
    assert [page.splitlines()[0] for page in pages] == [
        "Rød Tråd: gendannelsesark, side A", "Rød Tråd: gendannelsesark, side B"
    ]  # fmt: skip
    wizard.do("page_a", {})
    with pytest.raises(NotYet):
        wizard.do("founded", {})
    wizard.do("page_b", {})
    wizard.do("founded", {})
    assert wizard.page.step == "admit"
    assert wizard.page.aloud.startswith("roedtraad-endpoint admit --org-key ")
    org = bytes.fromhex(wizard.page.aloud.rsplit(" ", 1)[1])
    with pytest.raises(NotYet):
        wizard.do("complete", {})
    wizard.close()
    with pytest.raises(Unfinished):
        locked.unlock(GOOD)
    assert wizard.page.step == "admit"
    town.endpoint.admit(org)
    wizard.do("complete", {})
    assert wizard.page.step == "entered"
    app: App = locked.unlock(GOOD)
    assert (app.me.name, app.me.title, app.spaces.administers) == ("Bo Begynder", "Konsulent", True)
    assert not FirstRun.begun(app.machine)
    app.close()


@pytest.mark.parametrize(("name", "field"), [("name", "name"), ("url", "url")])
def test_what_a_founder_must_type(locked: Locked, folder: Path, name: str, field: str) -> None:
    """Name and address: said beside the field, before a server is asked."""
    wizard = locked.first_run
    wizard.do("found", {})
    with pytest.raises(Wrong) as refused:
        wizard.do("server", {**FOUNDING, name: "  "})
    assert refused.value.field == field
    assert not folder.exists()


def test_without_a_server_nothing_is_founded(town: Town, locked: Locked, folder: Path) -> None:
    """Its key is pinned in the first op: it must answer before the kit is made."""
    wizard = locked.first_run
    wizard.do("found", {})
    town.line.up = False
    with pytest.raises(Unreachable):
        wizard.do("server", FOUNDING)
    assert wizard.page.step == "organisation"
    assert not folder.exists()
