"""The table of settings."""

from pathlib import Path

import pytest

from desktop.assembly import App
from desktop.services.settings import TABLE, Preferences


def test_every_setting_has_a_default_it_accepts() -> None:
    """The table agrees with itself."""
    assert all(setting.accepts(setting.default) for setting in TABLE.values())


def test_plain_ones_are_there_without_a_key(tmp_path: Path) -> None:
    """Colour, text size and language are kept in a file that needs no unlocking, and nothing else is."""
    preferences = Preferences(tmp_path)
    assert preferences.get("colour") == "auto"
    preferences.set("colour", "dark")
    preferences.set("text_size", 150)
    assert (Preferences(tmp_path).get("colour"), Preferences(tmp_path).get("text_size")) == ("dark", 150)
    with pytest.raises(KeyError):
        preferences.get("discreet")


@pytest.mark.parametrize("damage", ["", "colour = ", "colour = 7\ntext_size = 4000", "\x00\xff", "colour = 'pink'"])
def test_a_damaged_file_is_as_none(tmp_path: Path, damage: str) -> None:
    """The app starts all the same."""
    (tmp_path / "settings.toml").write_text(damage, encoding="latin-1")
    assert Preferences(tmp_path).get("colour") == "auto"
    assert Preferences(tmp_path).get("text_size") == 100


def test_settings_are_kept_and_bounded(signe: App) -> None:
    """A value outside its bounds is refused and changes nothing."""
    settings = signe.settings
    assert settings.get("idle_minutes") == 10
    settings.set("idle_minutes", 25)
    settings.set("colour", "light")
    for name, value in (("idle_minutes", 31), ("idle_minutes", "ten"), ("colour", "pink"), ("discreet", 1)):
        with pytest.raises(ValueError, match=name):
            settings.set(name, value)
    assert (settings.get("idle_minutes"), settings.get("colour"), settings.get("discreet")) == (25, "light", True)
    with pytest.raises(KeyError):
        settings.get("nothing")
