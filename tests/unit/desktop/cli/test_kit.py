"""The recovery kit at the command line: the drill, typed pages, a new administrator, keys out of the kit, new pages."""

import json

import pytest
from helpers.stores import CHEAP
from helpers.town import PHRASES, URL, Town

from desktop.cli.__main__ import run
from desktop.cli.pages import TRIES, write_pages
from desktop.services import kits
from desktop.services.kits import Kit
from desktop.texts import Texts
from sync.client import pages

LATE = "lange skygger på gangen"


@pytest.fixture
def town(town: Town) -> Town:
    """A town of one's own, with the two pages of its kit in its folder."""
    assert town.kit is not None
    write_pages(town.state, town.kit, town.folder / "page-a", town.folder / "page-b")
    return town


def command(town: Town, who: str, *arguments: str, typed: list[str] | None = None, phrase: str = "") -> int:
    """One command on somebody's folder; `typed` are the answers at the keyboard."""
    state = town.state
    answers = iter(typed or [])

    def ask(_question: str) -> str:
        try:
            return next(answers)
        except StopIteration:
            raise EOFError from None

    state.ask, state.params = ask, CHEAP
    file = town.folder / f"{who}.phrase"
    file.write_text(phrase or PHRASES[who], encoding="utf-8")
    return run(["--data", str(town.folder / who), *arguments, "--passphrase-file", str(file)], state)


def both(town: Town, prefix: str = "", option: str = "--page") -> list[str]:
    """The options that name two pages."""
    return [part for x in "ab" for part in (f"{option}-{x}", str(town.folder / f"{prefix}page-{x}"))]


def typed_pages(town: Town, slip: bool = False) -> list[str]:
    """What a person types who has both pages before him; with a slip in the first line, corrected at once."""
    a, b = (kits.read_page((town.folder / f"page-{x}").read_text(encoding="utf-8")) for x in "ab")
    lines = [*pages.word_lines(a), *pages.digit_lines(a), *pages.word_lines(b)]
    return [lines[0].replace(" ", " og ", 1), *lines] if slip else lines


def test_the_drill(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    """From files and typed from paper, in words and as JSON; another kit fails; an administrator's pc is refused."""
    assert command(town, "signe", "kit", "drill", *both(town)) == 0
    said = capsys.readouterr().out
    assert "Deles i distrikt Midt: åbnet" in said
    assert "Kommunen: åbnet" in said
    assert "Intet af det er gemt" in said
    assert command(town, "signe", "kit", "drill", "--json", typed=typed_pages(town, slip=True)) == 0
    said = capsys.readouterr().out
    assert "Linje 1 på side A er ikke rigtig" in said
    assert [row["opened"] for row in json.loads(said.splitlines()[-1])] == [True, True]
    assert command(town, "signe", "kit", "drill", typed=["forkert"] * TRIES) == 1
    assert command(town, "signe", "kit", "drill", typed=["forkert"]) == 2
    assert command(town, "asta", "kit", "drill", *both(town)) == 1
    (town.folder / "seddel-page-a").write_text("mælk", encoding="utf-8")
    capsys.readouterr()
    assert command(town, "signe", "kit", "drill", *both(town, "seddel-")) == 1
    assert "seddel-page-a er ikke den rigtige slags fil" in capsys.readouterr().err
    assert town.kit is not None
    wrong = Kit.generate(town.kit.root_seed)
    for half in kits.halves(wrong):
        page = kits.page_text(half, wrong.org, Texts("da"))
        (town.folder / f"wrong-page-{half.letter.lower()}").write_text(page, encoding="utf-8")
    assert command(town, "signe", "kit", "drill", *both(town, "wrong-")) == 1
    said = capsys.readouterr().out
    assert "IKKE åbnet" in said
    assert "kit replace" in said


def test_new_pages(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    """Written into new files, never over old ones; from then on the old pages are refused."""
    assert command(town, "asta", "kit", "replace", *both(town), *both(town, option="--new-page")) == 2
    assert command(town, "asta", "kit", "replace", *both(town), *both(town, "new-", "--new-page")) == 0
    same = ["--new-page-a", str(town.folder / "x"), "--new-page-b", str(town.folder / "x")]
    assert command(town, "asta", "kit", "replace", *both(town, "new-"), *same) == 2
    assert command(town, "signe", "kit", "drill", *both(town, "new-")) in (0, 1)
    capsys.readouterr()
    assert command(town, "signe", "kit", "use", *both(town)) == 1
    assert "afløst" in capsys.readouterr().err


def test_an_administrator_begins_anew(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    """Fault 34 by the command line: a new folder, both pages, and the names are there again."""
    begin = ["kit", "administrator", "--url", URL]
    assert command(town, "asta2", *begin, "--user", "ikke hex", *both(town), phrase=LATE) == 2
    assert command(town, "asta2", *begin, *both(town), phrase=LATE) == 0
    assert "device invite" in capsys.readouterr().out
    assert command(town, "asta2", "member", "list", phrase=LATE) == 0
    assert "Signe Prøvested" in capsys.readouterr().out
    assert command(town, "asta2", "kit", "use", *both(town), phrase=LATE) == 1
    assert command(town, "signe", "kit", "use", *both(town)) == 1
    assert "intet fællesskab" in capsys.readouterr().err
