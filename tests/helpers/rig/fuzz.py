"""`make fuzz SEEDS=from:to [GEN=name]`: plays seeds, counts steps, and makes what breaks as short as it gets.

One seed alone replays it: SEEDS=17:18. Exit 1 where an invariant was broken.
"""

import argparse
import json
import logging
import sys
import time
from dataclasses import asdict
from pathlib import Path

from helpers.rig.generators import GENERATORS
from helpers.rig.script import Act, Broken, Generator, Script, breaks, shrink

SAID_EVERY_S = 30.0


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("seeds", help="from:to")
    parser.add_argument("--generator", default="", help="one of " + ", ".join(GENERATORS))
    parser.add_argument("--no-shrink", action="store_true", help="do not look for a shorter script")
    parser.add_argument("--script", type=Path, help="a JSON file that a failure left: play that instead")
    parser.add_argument("--out", type=Path, default=Path("build/fuzz"), help="where failing scripts are left")
    told = parser.parse_args()
    if told.generator and told.generator not in GENERATORS:
        parser.error("--generator: one of " + ", ".join(GENERATORS))
    if told.script and not told.generator:
        parser.error("--script needs --generator, which made it")
    if (seeds := seeds_of(told.seeds)) is None:
        parser.error("seeds: from:to, such as 0:100, or one seed")
    logging.disable(logging.CRITICAL)
    chosen = [GENERATORS[told.generator]] if told.generator else list(GENERATORS.values())
    if told.script:
        words = breaks(chosen[0], read(told.script))
        print(words or "holds")
        return bool(words)
    return _fuzz(chosen, seeds, not told.no_shrink, told.out)


def seeds_of(text: str) -> range | None:
    """`from:to`, or one seed; None where that is none: a run over nothing would look like one that held."""
    first, _, last = text.partition(":")
    if not first.isdecimal() or not (last or "0").isdecimal():
        return None
    return range(int(first), int(last) if last else int(first) + 1) or None


def _fuzz(chosen: list[Generator], seeds: range, shorten: bool, out: Path) -> int:
    began, said = time.monotonic(), time.monotonic()
    steps = dict.fromkeys((generator.name for generator in chosen), 0)
    failed: list[str] = []
    for seed in seeds:
        for generator in chosen:
            try:
                steps[generator.name] += generator.run(seed)
            except Exception as error:  # noqa: BLE001 - a violation, whatever its kind
                script = generator.plan(seed)
                broken = Broken(script, f"{type(error).__name__}: {error}")
                broken = shrink(generator, script) if shorten else broken
                failed.append(f"{generator.name} seed {seed}: {broken.words}")
                print(f"BROKEN {failed[-1]}\n  {written(out, generator, broken)}", flush=True)
        if time.monotonic() - said > SAID_EVERY_S:
            said = time.monotonic()
            print(f"seed {seed}: {sum(steps.values())} steps in {said - began:.0f} s, {len(failed)} broken", flush=True)
    total = sum(steps.values())
    figures = {"seeds": [seeds.start, seeds.stop], "steps": total, "by": steps, "broken": failed}
    print(json.dumps({**figures, "seconds": round(time.monotonic() - began, 1)}))
    return bool(failed)


def written(out: Path, generator: Generator, broken: Broken) -> Path:
    """Leaves a failing script where `--script` finds it."""
    out.mkdir(parents=True, exist_ok=True)
    path = out / f"{generator.name}-{broken.script.seed}.json"
    path.write_text(json.dumps({"words": broken.words, **asdict(broken.script)}), encoding="utf-8")
    return path


def read(path: Path) -> Script:
    """The script of such a file."""
    kept = json.loads(path.read_text(encoding="utf-8"))
    return Script(kept["seed"], tuple(Act(name, seed) for name, seed in kept["acts"]))


if __name__ == "__main__":
    sys.exit(main())
