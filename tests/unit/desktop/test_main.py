"""`roedtraad` on the command line: its help is in one language."""

import subprocess
import sys


def test_help_is_danish_throughout() -> None:
    """Headings, options and description; none of argparse's own English words."""
    done = subprocess.run(
        [sys.executable, "-m", "desktop", "--help"], capture_output=True, check=True, encoding="utf-8", timeout=120
    )
    assert done.stdout.startswith("Brug: roedtraad")
    assert "Valg:" in done.stdout
    for english in ("usage", "options", "show this", "exit", "DIR"):
        assert english not in done.stdout
