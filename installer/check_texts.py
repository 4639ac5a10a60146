"""Fails on a text without Danish or English, a fuzzy or an unused one, and a word that must not be used.

The words are those of docs/words.md.
"""

import ast
import re
import string
import sys
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[1]
# whose catalogue, and the folder whose modules speak out of it
CATALOGUES = {"resources": "desktop", "sync": "sync"}
BANNED = (
    r"notes?|noten|hurtignotat?e?r?|hurtignote|maskine[rn]?|enhed(en|er)?|endpoint(et|s)?|servere?n?|over tid|udeblev|"
    r"skal ses på|konflikt(en|er)?|flettet|skal følges op|ikke færdigt|kan gøres|sidst hørt|sat til side|"
    r"karantæne|læs pakke ind|lav pakke|midt / fælles|compartment|hvad virker\?|tre kolonner|spredning|"
    r"break-glass|recovery kit|revoke|read log|six words|passphrase|password|adgangskode|carrier|dpo"
)
# in the code lists too
BANNED_EVERYWHERE = r"underskriv(e|es|er|et)?|underskrevet|signér|signere[rt]?|skolevægring|rådet til underretning"
_BANNED = re.compile(rf"(?<![\wæøå])({BANNED}|{BANNED_EVERYWHERE})(?![\wæøå])", re.IGNORECASE)
_LABELS = re.compile(rf"(?<![\wæøå])({BANNED_EVERYWHERE})(?![\wæøå])", re.IGNORECASE)
_ALLOWED = re.compile(r"kommunens server", re.IGNORECASE)
_STRAIGHT = re.compile(r'["\u201c\u201d]')
# Danish names that English keeps; what is in quotes is an example of what somebody types
_DANISH_NAMES = re.compile(r"Rød Tråd|Blå stue|TVÆRS|Børnelinealen|Trivselslinealen|»[^«]*«")
_DANISH = re.compile(r"[æøå]", re.IGNORECASE)


def marked(tree: ast.AST) -> Iterator[str]:
    """Every literal handed to `_` or `Message` in a module."""
    for call in _calls(tree, "_", "Message"):
        yield from _literals(call.args[:1])


def plurals(tree: ast.AST) -> Iterator[tuple[str, ...]]:
    """The forms for one and for many of every call of `plural`."""
    for call in _calls(tree, "plural"):
        forms = (form.args[0] if isinstance(form, ast.Call) else form for form in call.args[:2])
        yield tuple(_literals(forms))


def _calls(tree: ast.AST, *names: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if name in names:
                yield node


def _literals(nodes: Iterable[ast.expr]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
            yield node.value


def places(sentence: str) -> set[str]:
    """The `{names}` that a sentence fills in."""
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def banned(sentence: str) -> str:
    """The first word of a Danish sentence that must not be used, "" for none."""
    found = _BANNED.search(_ALLOWED.sub("", sentence))
    return found[0] if found else ""


def problems() -> Iterator[str]:
    """One line for each text that is wrong."""
    for home, speakers in CATALOGUES.items():
        yield from _spoken(f"{home}/translations/da.po", speakers)
    for path in sorted((ROOT / "resources" / "catalogues").glob("*.toml")):
        for row in tomllib.loads(path.read_text(encoding="utf-8"))["row"]:
            yield from row_problems(f"{path.name}, {row['code']}", row)


def _spoken(po: str, speakers: str) -> Iterator[str]:
    """One line for each text that is wrong in a catalogue, or missing in it for the modules under a folder."""
    with (ROOT / po).open("rb") as file:
        catalogue = read_po(file, locale="da")
    known: set[str] = set()
    counted: set[tuple[str, ...]] = set()
    for entry in catalogue:
        if not entry.id:
            continue
        ids = entry.id if isinstance(entry.id, tuple) else (entry.id,)
        danish = entry.string if isinstance(entry.string, tuple) else (entry.string or "",)
        if entry.fuzzy or not all(danish):
            yield f"{po}: untranslated or fuzzy: {ids[0]!r}"
        for sentence in danish:
            if word := banned(sentence):
                yield f"{po}: »{word}« in {sentence!r} (docs/words.md)"
            if _STRAIGHT.search(sentence):
                yield f"{po}: quotes are »…« in {sentence!r} (docs/words.md)"
            if places(ids[-1]) != places(sentence):
                yield f"{po}: other places than the msgid: {sentence!r}"
        known.update(ids)
        if len(ids) > 1:
            counted.add(ids)
    used: set[str] = set()
    for source in sorted(ROOT.glob(f"{speakers}/**/*.py")):
        tree = ast.parse(source.read_text(encoding="utf-8"))
        for msgid in marked(tree):
            used.add(msgid)
            if _not_english(msgid):
                yield f"{source.relative_to(ROOT)}: not English: {msgid!r}"
            if msgid not in known:
                yield f"{source.relative_to(ROOT)}: no Danish for {msgid!r}"
        for forms in plurals(tree):
            if forms not in counted:
                yield f"{source.relative_to(ROOT)}: no Danish plural for {forms!r}"
    for msgid in sorted(known - used):
        yield f"{po}: used nowhere: {msgid!r}"


def row_problems(where: str, row: dict[str, object]) -> Iterator[str]:
    """What is wrong with the labels of one row of a code list; that each has both languages is checked on loading."""
    for key, label in row.items():
        if not isinstance(label, str):
            continue
        if found := _LABELS.search(label):
            yield f"{where}: »{found[0]}« (docs/words.md)"
        if (key == "en" or key.endswith("_en")) and _not_english(label):
            yield f"{where}: not English: {label!r}"


def _not_english(sentence: str) -> bool:
    return _DANISH.search(_DANISH_NAMES.sub("", sentence)) is not None


def main() -> int:
    """Prints what is wrong; exit status 1 if anything is."""
    found = list(problems())
    for line in found:
        print(line)
    print(f"texts: {len(found)} problems" if found else "texts: all translated, no banned words")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
