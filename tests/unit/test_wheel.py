"""What is shipped is whole: an editable install hides a file that the wheel forgot."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from installer import build_texts

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built wheel, unpacked."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "unpacked")
    return folder / "unpacked"


def test_the_wheel_holds_what_is_read_at_run_time(unpacked: Path) -> None:
    """Translations, code lists, icons and words are in the wheel; tests and demo driver are not."""
    kept = {p.relative_to(unpacked).as_posix() for p in unpacked.rglob("*") if p.is_file()}
    wanted = {f"{home}/translations/da.mo" for home in ("resources", "sync")}
    wanted |= {"desktop/domain/kinds/consultation.py", "desktop/ui/views/today.py"}
    wanted |= {p.relative_to(ROOT).as_posix() for p in ROOT.glob("resources/catalogues/*.toml")}
    wanted |= {p.relative_to(ROOT).as_posix() for p in ROOT.glob("resources/icons/*.svg")}
    wanted |= {p.relative_to(ROOT).as_posix() for p in ROOT.glob("sync/**/*.txt")}
    assert wanted - kept == set()
    assert not [name for name in kept if name.startswith(("tests/", "installer/"))]


def test_texts_are_whole_while_they_are_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Other tests read them while this file builds a wheel; of the making nothing is left but the texts."""
    folder, write = tmp_path / "sync" / "translations", build_texts.write_mo
    folder.mkdir(parents=True)
    shutil.copy(ROOT / "sync" / "translations" / "da.po", folder)
    build_texts.compile_texts(tmp_path)
    whole = (folder / "da.mo").read_bytes()

    def looked_at(*given: Any) -> None:
        assert (folder / "da.mo").read_bytes() == whole
        write(*given)

    monkeypatch.setattr(build_texts, "write_mo", looked_at)
    build_texts.compile_texts(tmp_path)
    assert sorted(one.name for one in folder.iterdir()) == ["da.mo", "da.po"]
    assert (folder / "da.mo").read_bytes() == whole


@pytest.mark.parametrize("module", ["desktop.cli", "sync.server", "desktop"])
def test_the_commands_answer_from_the_wheel(unpacked: Path, module: str, tmp_path: Path) -> None:
    """`--help` of all three commands works from the unpacked wheel alone."""
    ran = subprocess.run(
        [
            sys.executable,
            "-c",
            f"import sys; sys.path.insert(0, {str(unpacked)!r}); sys.argv = ['x', '--help'];"
            f"import runpy; runpy.run_module({module!r}, run_name='__main__')",
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert "--help" in ran.stdout or "--data" in ran.stdout
