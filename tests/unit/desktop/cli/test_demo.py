"""The synthetic municipality is made once, through a real endpoint process, and everybody has everything."""

from datetime import datetime
from pathlib import Path

import pytest
from helpers.stores import CHEAP
from helpers.town import HandClock

from desktop.cli.__main__ import run
from desktop.cli.state import State
from desktop.locked import Locked
from desktop.services.clock import COPENHAGEN
from desktop.services.demo_content import content


def test_the_demo_is_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Figures of the issue, the right readers, their passphrases, the endpoint's port; a second time is refused."""
    folder = tmp_path / "demo"
    arguments = ["demo", "create", "--data", str(folder), "--seed", "1", "--today", "2026-11-20"]
    assert run(arguments, State(params=CHEAP)) == 0
    assert "407 poster" in capsys.readouterr().out
    assert run(arguments, State(params=CHEAP)) == 1
    port = (folder / "port").read_text(encoding="utf-8")
    made = content(1, datetime(2026, 11, 20).date())
    seen = {}
    for user in made.users:
        app = Locked(folder / user.key, HandClock()).unlock(user.passphrase)
        try:
            assert app.machine.identity.url == f"http://127.0.0.1:{port}"
            assert app.machine.control.roster().demo
            assert app.me.name == user.name
            seen[user.key] = (
                len(app.contacts.institutions()),
                len(app.contacts.people()),
                app.records.count("consultation"),
                app.records.count("ppr_consultation"),
                app.records.count("agreement"),
            )
            assert app.syncing.status().waiting == 0
            assert app.newcomers.unseen().rows == ()
            if user.key == "signe":
                newest = app.consultations.page(limit=1).rows[0]
                assert newest.occurred_at < datetime(2026, 11, 20, tzinfo=COPENHAGEN)
                agreed = app.agreements.read(made.shared_agreement)
                assert (agreed.row.status.code, agreed.values["owner_user"]) == ("open", app.me.user)
                assert not agreed.values.get("owner_name"), "as the form has it: who corrects the text changes no owner"
                assert {row.state for row in app.consultations.page().rows if row.mine} == {"seen"}
                assert app.consultations.choices().prefill["institution"]
        finally:
            app.close()
    assert seen["palle"] == (24, 120, 113, 87, 40)
    assert seen["signe"] == seen["lene"] == (16, seen["signe"][1], 113, 87, 40)
    assert seen["asta"] == (0, 0, 0, 0, 0)
