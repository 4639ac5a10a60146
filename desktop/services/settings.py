"""One table of settings with default and bounds. What is needed before unlocking lies in plain."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from desktop import spoken
from desktop.paths import preferences, write_private
from desktop.store import settings as store


@dataclass(frozen=True)
class Setting:
    """One row: its default, which values it takes, and whether it is needed before unlocking."""

    default: object
    accepts: Callable[[object], bool]
    plain: bool = False


def _whole(low: int, high: int) -> Callable[[object], bool]:
    return lambda value: type(value) is int and low <= value <= high


def _one_of(*values: object) -> Callable[[object], bool]:
    return lambda value: value in values and type(value) is type(values[0])


def _letters(most: int) -> Callable[[object], bool]:
    """What base64 writes, at most so much of it."""
    letters = re.compile(r"[A-Za-z0-9+/=]*")
    return lambda value: isinstance(value, str) and len(value) <= most and letters.fullmatch(value) is not None


TABLE = {
    "text_size": Setting(100, _whole(100, 200), plain=True),
    "colour": Setting("auto", _one_of("auto", "light", "dark"), plain=True),
    "language": Setting("da", _one_of("da", "en"), plain=True),
    "window": Setting("", _letters(1_000), plain=True),
    "discreet": Setting(True, _one_of(True, False)),
    "idle_minutes": Setting(10, _whole(2, 30)),
}


class Preferences:
    """The settings that lie in plain in the data folder; they tell of no person. A damaged file is as none."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, name: str) -> object:
        """The value, its default when never set; KeyError for one that needs a key."""
        setting = _plain(name)
        if name == "language":
            return spoken.of(self._folder)
        value = spoken.plain(self._folder).get(name)
        return value if setting.accepts(value) else setting.default

    def set(self, name: str, value: object) -> None:
        """Keeps a value; ValueError outside its bounds."""
        if not _plain(name).accepts(value):
            raise ValueError(name)
        kept = {**spoken.plain(self._folder), name: value}
        lines = [f"{key} = {_toml(item)}" for key, item in sorted(kept.items()) if key in TABLE]
        write_private(preferences(self._folder), ("\n".join(lines) + "\n").encode())


class Settings:
    """The person's settings on this pc; any thread reads, (W) sets."""

    def __init__(self, kept: store.Settings, folder: Path) -> None:
        self._kept, self._preferences = kept, Preferences(folder)

    def get(self, name: str) -> object:
        """The value of a setting, its default when never set; KeyError for an unknown name."""
        setting = TABLE[name]
        if setting.plain:
            return self._preferences.get(name)
        value = self._kept.get(name, setting.default)
        return value if setting.accepts(value) else setting.default

    def set(self, name: str, value: object) -> None:
        """Keeps a setting; raises ValueError for a value outside its bounds; (W)."""
        setting = TABLE[name]
        if not setting.accepts(value):
            raise ValueError(name)
        if setting.plain:
            self._preferences.set(name, value)
        else:
            self._kept.set(name, value)

    def hidden(self, name: str) -> object:
        """What a service remembers for itself, such as the place last used."""
        return self._kept.get(f"_{name}")

    def hide(self, name: str, value: object) -> None:
        """Keeps what a service remembers for itself; (W)."""
        self._kept.set(f"_{name}", value)


def _plain(name: str) -> Setting:
    setting = TABLE[name]
    if not setting.plain:
        raise KeyError(name)
    return setting


def _toml(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value).lower()
