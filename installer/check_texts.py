"""Fails on a text without Danish, a fuzzy one, or a word that the window must not use (docs/words.md)."""

import ast
import re
import string
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[1]
BANNED = (
    r"notes?|noten|hurtignotat?e?r?|hurtignote|maskine[rn]?|enhed(en|er)?|endpoint(et|s)?|servere?n?|over tid|udeblev|"
    r"underskriv|signér|skal ses på|konflikt(en|er)?|flettet|skal følges op|ikke færdigt|sidst hørt|sat til side|"
    r"karantæne|læs pakke ind|lav pakke|midt / fælles|compartment|hvad virker\?|tre kolonner|skolevægring|spredning|"
    r"break-glass|recovery kit|revoke|read log|six words|passphrase|password|adgangskode|carrier|dpo"
)
_BANNED = re.compile(rf"(?<![\wæøå])({BANNED})(?![\wæøå])", re.IGNORECASE)
_ALLOWED = re.compile(r"kommunens server", re.IGNORECASE)


def marked(tree: ast.AST) -> Iterator[str]:
    """Every literal handed to `_`, `Message`, `texts` or `plural` in a module."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        taken = {"_": 1, "Message": 1, "plural": 1}.get(name, 0)
        for argument in node.args[:taken]:
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str) and argument.value:
                yield argument.value


def places(sentence: str) -> set[str]:
    """The `{names}` that a sentence fills in."""
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def problems() -> Iterator[str]:
    """One line for each text that is wrong."""
    with (ROOT / "resources" / "translations" / "da.po").open("rb") as file:
        catalogue = read_po(file, locale="da")
    known: dict[str, tuple[str, ...]] = {}
    for entry in catalogue:
        if not entry.id:
            continue
        ids = entry.id if isinstance(entry.id, tuple) else (entry.id,)
        danish = entry.string if isinstance(entry.string, tuple) else (entry.string or "",)
        if entry.fuzzy or not all(danish):
            yield f"da.po: untranslated or fuzzy: {ids[0]!r}"
        for sentence in danish:
            if found := _BANNED.search(_ALLOWED.sub("", sentence)):
                yield f"da.po: »{found[0]}« in {sentence!r} (docs/words.md)"
            if len(ids) == 1 and places(ids[0]) != places(sentence):
                yield f"da.po: other places than the msgid: {sentence!r}"
        known.update(dict.fromkeys(ids, tuple(danish)))
    for source in sorted([*ROOT.glob("desktop/**/*.py"), *ROOT.glob("sync/**/*.py")]):
        for msgid in marked(ast.parse(source.read_text(encoding="utf-8"))):
            if msgid not in known:
                yield f"{source.relative_to(ROOT)}: no Danish for {msgid!r}"
    for path in sorted((ROOT / "resources" / "catalogues").glob("*.toml")):
        if re.search(r"(?i)underskriv|signér|skolevægring|rådet til underretning", path.read_text(encoding="utf-8")):
            yield f"{path.name}: a word that docs/words.md bans"
        tomllib.loads(path.read_text(encoding="utf-8"))


def main() -> int:
    """Prints what is wrong; exit status 1 if anything is."""
    found = list(problems())
    for line in found:
        print(line)
    print(f"texts: {len(found)} problems" if found else "texts: all translated, no banned words")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
