"""Compiles the translations while a wheel is built, so that an installed app speaks Danish."""

import os
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def compile_texts(root: Path) -> None:
    """Writes a `.mo` beside every `.po` of the app (`resources`) and of the endpoint (`sync`).

    Whoever reads it meanwhile, as the tests do while one of them builds a wheel, has the old one or the new one.
    """
    for source in sorted(po for home in ("resources", "sync") for po in (root / home / "translations").glob("*.po")):
        with source.open("rb") as po:
            catalogue = read_po(po, locale=source.stem)
        part = source.with_suffix(f".{os.getpid()}.part")
        with part.open("wb") as mo:
            write_mo(mo, catalogue)
        part.replace(source.with_suffix(".mo"))


class TextsHook(BuildHookInterface):  # type: ignore[type-arg]  # hatchling's own generic has no default
    """The build hook that hatchling calls."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Runs before the files are gathered."""
        compile_texts(Path(self.root))


if __name__ == "__main__":
    compile_texts(Path(__file__).resolve().parents[1])
