"""The endpoint's folder is damaged: it says which file it is in one line, exit 2, and never begins anew over a loss."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from helpers.stage import Made, Stage, run

DAMAGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "garbage": (lambda folder: (folder / "endpoint.db").write_bytes(os.urandom(50_000)), "cannot open the database"),
    "empty": (lambda folder: (folder / "endpoint.db").write_bytes(b""), "is gone or empty"),
    "gone": (lambda folder: (folder / "endpoint.db").unlink(), "is gone or empty"),
    "key gone": (lambda folder: (folder / "server.key").unlink(), "server.key is gone"),
}


def test_a_damaged_folder_is_said_and_not_begun_anew(town_made: Made, tmp_path: Path) -> None:
    """serve and admit; what is left of the files is as it was."""
    stages = {name: Stage.on(town_made, tmp_path / name) for name in DAMAGES}
    before = {}
    for name, (damage, _said) in DAMAGES.items():
        folder = stages[name].folder / "endpoint"
        damage(folder)
        before[name] = {path.name: path.read_bytes() for path in folder.iterdir()}
    tries = [(name, ("serve", "--port", "0")) for name in DAMAGES] + [("gone", ("admit", "--org-key", "ab" * 16))]
    with ThreadPoolExecutor(3) as pool:
        ends = list(
            pool.map(lambda one: run("sync.server", *one[1], "--data", str(stages[one[0]].folder / "endpoint")), tries)
        )
    for (name, _arguments), ended in zip(tries, ends, strict=True):
        assert (ended.returncode, ended.stdout) == (2, ""), (name, ended)
        assert len(ended.stderr.splitlines()) == 1, (name, ended.stderr)
        assert DAMAGES[name][1] in ended.stderr, (name, ended.stderr)
        left = {path.name: path.read_bytes() for path in (stages[name].folder / "endpoint").iterdir()}
        left.pop("endpoint.lock", None)
        before[name].pop("endpoint.lock", None)
        assert left == before[name], name
