"""The first-run wizard in the window: by keys alone, files through the one seam, refusals beside their fields."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from helpers import audit, pixels
from helpers.first_hands import Newcomer
from helpers.town import Town
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.services import first_run_pages as pages
from desktop.services.demo_making import DemoMaking
from desktop.texts import Message
from desktop.ui import accessibility, files, printing

GOOD = "fire ord uden sammenhæng her"


@pytest.fixture
def newcomer(town: Town, qtbot: QtBot) -> Iterator[Callable[..., Newcomer]]:
    """Opens a window on a folder that holds nothing."""
    town.line.up = True
    made: list[Newcomer] = []

    def open_window(**more: object) -> Newcomer:
        made.append(Newcomer(town, qtbot, **more))  # type: ignore[arg-type]
        return made[-1]

    yield open_window
    for one in made:
        one.window.close()
        one.window.deleteLater()


@pytest.fixture
def chosen(monkeypatch: pytest.MonkeyPatch) -> list[Path | None]:
    """What the file dialog answers next, to open or to save."""
    answers: list[Path | None] = []
    monkeypatch.setattr(files, "choose_file", lambda *_args: answers.pop(0))
    monkeypatch.setattr(files, "choose_new_file", lambda *_args: answers.pop(0))
    return answers


def test_joining_by_files_and_going_on_after_a_restart(
    newcomer: Callable[..., Newcomer], town: Town, chosen: list[Path | None], tmp_path: Path, qtbot: QtBot
) -> None:
    """Invite, passphrase, request, close; unlock, welcome, words back; the lock screen opens the first page."""
    from desktop.cli.device import admit
    from desktop.services import enrolment

    with town.office("asta") as asta:
        (tmp_path / "invitation").write_bytes(enrolment.invite(asta.machine, town.clock))
    mona = newcomer()
    mona.key(Qt.Key.Key_Return)
    mona.see("Vælg din invitation")
    (tmp_path / "endpoint").mkdir(exist_ok=True)
    (tmp_path / "andet").write_bytes(b"%PDF-1.7")
    chosen += [None, tmp_path / "endpoint", tmp_path / "andet", tmp_path / "invitation"]
    mona.press("Vælg invitationen …")
    assert "Vælg din invitation" in mona.words(), "a dialog that was closed changes nothing"
    mona.press("Vælg invitationen …")
    mona.see("endpoint er en mappe. Intet er ændret.")
    mona.press("Vælg invitationen …")
    mona.see("andet er ikke den rigtige slags fil")
    assert mona.focus()[0] == "Vælg invitationen …", "it can be pressed again at once"
    mona.press("Vælg invitationen …")
    mona.see("Vælg det der åbner denne pc")
    mona.fill(passphrase="kort", again="kort")
    mona.key(Qt.Key.Key_Return)
    mona.see("Brug mindst 12 tegn")
    assert accessibility.focused() is mona.card.fields["passphrase"].widget
    mona.fill(passphrase=GOOD, again=GOOD)
    mona.press("Videre")
    mona.see("Bed om at blive lukket ind")
    words = mona.wizard.page.aloud
    assert words in mona.words()
    chosen.append(tmp_path / "anmodning")
    mona.press("Gem anmodningen …")
    qtbot.waitUntil((tmp_path / "anmodning").exists, timeout=5_000)
    mona.see("Anmodningen er gemt")
    mona.press("Luk, fortsæt senere")
    mona.see("Din adgangssætning")
    request = (tmp_path / "anmodning").read_bytes()
    with town.office("asta") as asta:
        admit(
            asta, town.state.texts, request, words, "Mona Midlertidig", "district_social_worker", "", "", [town.space]
        )
        asta.desk.sync()
    with town.office("palle") as palle:
        palle.desk.sync()
        sealed, back = enrolment.vouch(palle.desk, palle.machine, request, words)
    (tmp_path / "velkomst").write_bytes(sealed)
    assert mona.window.screen_ is not None
    mona.window.screen_.unlock.emit(GOOD)
    mona.see("Bed om at blive lukket ind")
    chosen.append(tmp_path / "velkomst")
    mona.press("Indlæs velkomsten …")
    mona.see("Skriv de seks kontrolord du hører")
    mona.fill(words1="de forkerte seks ord er disse")
    mona.key(Qt.Key.Key_Return)
    mona.see("Kontrolordene passer ikke")
    mona.fill(words1=" ".join(back))
    mona.key(Qt.Key.Key_Return)
    mona.see("Denne pc er sat op")
    mona.key(Qt.Key.Key_Return)
    mona.see("Din adgangssætning")
    with qtbot.waitSignal(mona.window.unlocked, timeout=20_000):
        mona.window.screen_.unlock.emit(GOOD)
    qtbot.waitUntil(lambda: "I dag" in mona.words(), timeout=10_000)


def test_founding_hands_out_two_pages_first(
    newcomer: Callable[..., Newcomer], chosen: list[Path | None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One page printed, one saved; without both nothing is made; then the words for IT, and the step stays for them."""
    bo = newcomer()
    bo.press("Opret …")
    bo.see("Opret en organisation")
    bo.key(Qt.Key.Key_Return)
    bo.see("Skriv dit navn.")
    bo.fill(name="Bo Begynder", url="http://127.0.0.1:1")
    bo.press("Videre")
    bo.see("Vælg det der åbner denne pc")
    bo.key(Qt.Key.Key_Escape)
    bo.see("Opret en organisation")
    assert bo.card.typed()["name"] == "Bo Begynder", "what was typed is there when one comes back"
    bo.press("Videre")
    bo.see("Vælg det der åbner denne pc")
    bo.fill(passphrase=GOOD, again=GOOD)
    bo.press("Videre")
    bo.see("Gendannelsesarket er to sider")
    assert bo.focus() == ("Udskriv …", "Side A"), "what is still to be done comes first"
    bo.press("Opret organisationen")
    bo.see("Udskriv eller gem begge sider først")
    printed: list[str] = []
    monkeypatch.setattr(printing, "print_page", lambda _parent, page: bool(printed) or printed.append(page))
    bo.press("Udskriv …", of="Side A")
    assert "Udskrevet eller gemt" not in bo.words(), "the printer's dialog was closed"
    bo.press("Udskriv …", of="Side A")
    bo.see("Udskrevet eller gemt")
    assert bo.focus() == ("Udskriv …", "Side B")
    (tmp_path / "there").touch()
    chosen += [tmp_path / "there", tmp_path / "b.txt"]
    bo.press("Gem som fil …", of="Side B")
    bo.see("there findes allerede")
    bo.press("Gem som fil …", of="Side B")
    bo._qtbot.waitUntil((tmp_path / "b.txt").exists, timeout=5_000)
    bo.see("Gendannelsesarket er to sider")
    assert "side A" in printed[0]
    assert "side B" in (tmp_path / "b.txt").read_text(encoding="utf-8")
    assert not bo.folder.exists()
    assert bo.focus() == ("Opret organisationen", "")
    bo.key(Qt.Key.Key_Return)
    bo.see("roedtraad-endpoint admit --org-key")
    bo.press("Prøv nu")
    bo.see("betjener ikke denne organisation endnu")


def test_the_demo_can_be_stopped_and_is_opened_when_it_is_made(
    newcomer: Callable[..., Newcomer], tmp_path: Path
) -> None:
    """Progress with a button to stop; stopped, nothing is left; made, its passphrase is shown and it opens."""
    one = newcomer()
    script = tmp_path / "command.py"
    script.write_text(
        "import sys, pathlib, time\n"
        "if sys.argv[1] == 'desktop': pathlib.Path(sys.argv[3]).parent.joinpath('opened').touch(); sys.exit()\n"
        "folder = pathlib.Path(sys.argv[5])\n"
        "(folder / 'asta').mkdir()\n"
        "while not folder.with_name('go').exists(): time.sleep(0.02)\n"
        "(folder / 'signe').mkdir(); (folder / 'port').touch()\n",
        encoding="utf-8",
    )
    demo = one.wizard.demo = DemoMaking(tmp_path / "demo", (sys.executable, str(script)))
    one.press("Se demoen …")
    one.see("Fiktivby Kommune")
    one.press("Lav demoen")
    one.see("Demoen laves")
    one._qtbot.waitUntil(lambda: (demo.folder / "asta").exists(), timeout=10_000)
    one.key(Qt.Key.Key_F9)
    one.see("112")
    one.key(Qt.Key.Key_Escape)
    assert "112" not in one.words() and "Demoen laves" in one.words()
    one.key(Qt.Key.Key_Escape)
    one.see("Se demoen")
    assert not demo.folder.exists()
    (tmp_path / "go").touch()
    one.press("Lav demoen")
    one.see("Demoen er klar")
    assert demo.person[1] in one.words()
    one.press("Åbn demoen")
    one.see("Demoen åbner i sit eget vindue")
    one._qtbot.waitUntil((demo.folder / "opened").exists, timeout=10_000)
    for window in demo._windows:
        window.wait()


@pytest.mark.parametrize(("size", "colour"), [(100, "light"), (200, "dark")])
def test_every_step_is_named_and_whole(newcomer: Callable[..., Newcomer], size: int, colour: str) -> None:
    """S20: every stop of every step has a name, nothing is cut, pale or small, the primary button is in sight."""
    one = newcomer(text_size=size, colour=colour)
    words = "abe bil cykel dag elv fod"
    steps = (
        pages.BEGIN,
        pages.INVITE,
        pages.passphrase("https://rt.fiktivby.example"),
        pages.asking(words, False, False),
        pages.asking(words, False, True),
        pages.asking(words, True, True),
        pages.answer(1),
        pages.SPACE,
        pages.ORGANISATION,
        pages.FOUNDER,
        pages.kit({"page_a"}),
        pages.admit("roedtraad-endpoint admit --org-key " + "0f" * 16),
        pages.entered([Message("This pc is entered.")]),
        pages.demo("/home/signe/.local/share/roedtraad-demo", False, "", ""),
        pages.demo("/home/signe/.local/share/roedtraad-demo", True, "Signe Prøvested", "fire ord uden sammenhæng"),
    )
    found = []
    for step in steps:
        one.card.show_page(step)
        one._qtbot.wait(30)
        found += [f"{step.step}: {fault}" for fault in pixels.faults(one.window)]
        found += audit.nameless(one.window) + audit.misheard(one.window)
        assert len(audit.tab_stops(one.window)) >= 1
    assert found == []


def test_the_telephone_numbers_are_one_key_away(newcomer: Callable[..., Newcomer]) -> None:
    """F9 in the wizard too; Esc closes the list first, then goes one step back."""
    one = newcomer()
    one.press("Opret …")
    one.see("Opret en organisation")
    one.key(Qt.Key.Key_F9)
    one.see("112")
    one.key(Qt.Key.Key_Escape)
    assert "Opret en organisation" in one.words() and "112" not in one.words()
    one.press("Akutte telefonnumre")
    one.see("112")
    one.key(Qt.Key.Key_Escape)
    one.key(Qt.Key.Key_Escape)
    one.see("Velkommen til Rød Tråd")
