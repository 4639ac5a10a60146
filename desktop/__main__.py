"""`roedtraad`: the window of Rød Tråd on one data folder."""

import argparse
import sys
from pathlib import Path

from desktop import paths
from desktop.texts import Texts, _


def main() -> int:
    """Exit codes: 0 ok, 1 failed, 2 wrong usage or environment, 3 already open."""
    texts = Texts()
    parser = argparse.ArgumentParser(prog="roedtraad", description=texts(_("Rød Tråd, the window.")))
    parser.add_argument("--data", type=Path, metavar="DIR", help=texts(_("the folder of your data")))
    data: Path = parser.parse_args().data or paths.default_data()
    try:
        paths.prepare(data)
        probe = data / ".writable"
        probe.touch(mode=0o600)
        probe.unlink()
    except OSError:
        line = texts(_("The folder {folder} cannot be written to. Nothing was changed."), folder=data)
        print(line, file=sys.stderr)  # noqa: T201 - the one line of a refused start
        return 2
    from desktop.app import run

    return run(data)


if __name__ == "__main__":
    sys.exit(main())
