"""The language of what is said before a data folder is opened: its settings, else the environment, else Danish."""

from pathlib import Path

import pytest

from desktop import paths, spoken
from desktop.services.settings import Preferences


def test_the_settings_come_before_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the folder that the arguments name, wherever they name it, else of the usual one."""
    monkeypatch.setattr(paths, "default_data", lambda: tmp_path / "usual")
    chosen = tmp_path / "chosen"
    chosen.mkdir()
    Preferences(chosen).set("language", "en")
    monkeypatch.delenv("LANGUAGE", raising=False)
    assert spoken.language([]) == "da"
    assert spoken.language(["--data", str(chosen), "--help"]) == "en"
    assert spoken.language(["space", "list", f"--data={chosen}"]) == "en"
    assert spoken.language(["--data"]) == "da"
    monkeypatch.setenv("LANGUAGE", "en_GB:en")
    assert spoken.language([]) == "en"
    assert Preferences(tmp_path).get("language") == "en", "what Indstillinger shows as chosen"
    Preferences(chosen).set("language", "da")
    assert spoken.language(["--data", str(chosen)]) == "da"


@pytest.mark.parametrize("content", ["language = 7", 'language = "fr"', "no toml", "\xff"])
def test_settings_that_say_nothing_are_as_none(tmp_path: Path, content: str) -> None:
    """A number, a language there is none of, no settings at all."""
    paths.preferences(tmp_path).write_bytes(content.encode("latin-1"))
    assert spoken.chosen(tmp_path) == ""
