"""V7: twelve small logs, each with the view it must give; written by hand, and read by the code in every order."""

import itertools
import json
from pathlib import Path
from typing import Any

import pytest

from sync.client.reading import open_commit
from sync.errors import Malformed, Unknown
from sync.merge import GroupRule, KindRule, RecordView, Rev, fold
from sync.model import Dot
from sync.revision import ACTS, Revision

V7 = json.loads((Path(__file__).parents[2] / "vectors" / "v7.json").read_text(encoding="utf-8"))
LOGS = {log["name"]: log for log in [*V7["logs"], *V7["twins"]]}


def rule(own: bool) -> KindRule:
    """The rule of the vectors."""
    groups = {name: GroupRule(policy[0], tuple(policy[1:])) for name, policy in V7["rule"]["groups"].items()}
    return KindRule(groups, own=own, must=frozenset(V7["rule"]["must"]))


def entry(row: dict[str, Any]) -> Rev:
    """One revision of a log."""
    revision = Revision.parse(bytes.fromhex(row["revision"]))
    return Rev(Dot(bytes.fromhex(row["cid"]), row["i"]), revision, *map(bytes.fromhex, (row["user"], row["device"])))


def shown(view: RecordView) -> dict[str, Any]:
    """A view as the vectors write it."""
    groups = {
        name: {
            "value": dict(group.value),
            "conflict": group.conflict,
            "survivors": [
                {
                    "dots": [[cid.hex(), i] for cid, i in s.dots],
                    "value": dict(s.value),
                    "final": s.final,
                    "proposal": s.proposal,
                }
                for s in group.survivors
            ],
        }
        for name, group in view.groups.items()
    }
    said = [[cid.hex(), i] for cid, i in (s.dot for s in view.amendments)]
    return {"groups": groups, "withdrawn": view.withdrawn, "locked": sorted(view.locked), "amendments": said}


@pytest.mark.parametrize("name", LOGS)
def test_the_log_gives_the_view_in_every_order(name: str) -> None:
    """Whole, in each order, and with each entry twice."""
    log = LOGS[name]
    revs = [entry(row) for row in log["log"]]
    for order in itertools.permutations(revs):
        assert shown(fold(rule(log["own"]), [*order, order[0]])) == log["view"]


@pytest.mark.parametrize("case", V7["invalid"], ids=lambda case: case["why"])
def test_what_is_no_commit(case: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Told apart: what is wrong in every version, and what only a newer one reads."""
    bodies = [bytes.fromhex(raw) for raw in case["commit"]]
    monkeypatch.setattr("sync.client.reading.open_bodies", lambda *_: bodies)
    nothing: Any = None  # what is opened is given above
    if case["error"] == "Unknown":
        with pytest.raises(Unknown):
            Revision.parse(bodies[0])
        revisions, newer = open_commit(nothing, b"")
        assert newer or revisions[0].act not in ACTS
        return
    with pytest.raises(Malformed):
        open_commit(nothing, b"")
