"""Two pc's assess, correct and sync in any order: every assessment that was made stands on both, as it was made.

`SEEDS=from:to` chooses the seeds; a failure names its seed.
"""

import os
import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from helpers.concerns import concern
from helpers.town import Town

from desktop.assembly import App
from desktop.domain import catalogues, scales

FIRST, _, LAST = os.environ.get("SEEDS", "0:1").partition(":")
SEEDS = range(int(FIRST), int(LAST))
STEPS = 24


@pytest.fixture
def town(town_model: Town, tmp_path: Path) -> Iterator[Town]:
    """A town of one's own."""
    with town_model.twin(tmp_path) as twin:
        yield twin


def answered(rng: random.Random, about: bytes) -> dict[str, object]:
    """Any answer of any scale, of anybody's perspective."""
    scale = rng.choice(scales.offered())
    return {
        "concern": about,
        "scale": scale.code,
        "value": rng.choice(scale.answers.shown).code,
        "perspective": rng.choice(catalogues.load("perspectives").shown).code,
        "assessed_on": date(2026, 11, rng.randint(1, 3)),
        "reason": f"Grund {rng.random()}",
    }


def shown(app: App, about: bytes) -> dict[bytes, tuple[object, ...]]:
    """What stands, by record: everything that was said and who said it."""
    names = ("scale", "version", "value", "perspective", "assessed_on", "reason")
    return {row.rec: (row.created_by, *(row.values[name] for name in names)) for row in app.assessments.of(about)}


@pytest.mark.parametrize("seed", SEEDS)
def test_every_assessment_stands_as_it_was_made(town: Town, seed: int) -> None:
    """S16 in any order: own and joint, at once or not; none is lost, changed, merged or averaged."""
    rng = random.Random(seed)
    apps = (town.app("signe"), town.app("palle"))
    about = concern(apps[0]).rec
    town.sync(*apps)
    made: dict[bytes, tuple[object, ...]] = {}
    for _step in range(STEPS):
        app = rng.choice(apps)
        match rng.randrange(8):
            case 0:
                town.line.up = not town.line.up
            case 1:
                town.sync(*rng.sample(apps, 2))
            case 2:
                page = app.concerns.read(about)
                app.concerns.save(about, {**page.values, "strengths": f"Styrke {rng.random()}"}, None, page.base)
            case _:
                values = answered(rng, about)
                rec = app.assessments.save(values).rec
                version = next(one.version for one in scales.offered() if one.code == values["scale"])
                told = (values["value"], values["perspective"], values["assessed_on"], values["reason"])
                made[rec] = (app.me.user, values["scale"], version, *told)
    town.line.up = True
    town.sync(*rng.sample(apps, 2), *apps)
    for app in apps:
        assert shown(app, about) == made, f"seed {seed}"
    pages = [app.concerns.read(about) for app in apps]
    for page in pages:
        for standing in page.standings:
            for answer in standing.answers:
                assert answer.value == made[answer.rec][3], "what is shown was said by somebody"
    knots = [{(k.day, k.title, k.answers) for k in page.thread if k.answers} for page in pages]
    assert {rec for _day, _title, answers in knots[0] for _words, rec in answers} == made.keys()
    assert knots[0] == knots[1]
