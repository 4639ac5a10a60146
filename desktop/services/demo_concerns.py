"""The concerns of the synthetic municipality: a child, what worries people, and assessments between the notes."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from desktop.domain import scales
from desktop.domain.calendar import add_months
from desktop.services.children import CONSENT_MONTHS
from desktop.services.demo_material import Scene, SceneAssessment, SceneConcern
from desktop.services.demo_record import DemoRecord


class Concerns:
    """Makes the records of a scene's concern around its notes."""

    def __init__(
        self, concerns: Sequence[SceneConcern], rec: Callable[[str], bytes], today: date, lead: str, district: str
    ) -> None:
        self._concerns = {concern.key: concern for concern in concerns}
        self._rec, self._today, self._lead, self._district = rec, today, lead, district

    def about(self, scene: Scene) -> dict[str, object]:
        """What a note of the scene says about its concern, and an agreement too but for the subject."""
        if not scene.concern:
            return {}
        named = self._concerns[scene.concern].naming == "named"
        return {"concern": self._rec(f"concern/{scene.concern}")} | ({"subject": "child"} if named else {})

    def around(self, scene: Scene, place: bytes, notes: Sequence[DemoRecord]) -> list[DemoRecord]:
        """The child, the concern and its assessments, in the order they were written."""
        if not scene.concern:
            return []
        concern, first = self._concerns[scene.concern], notes[0]
        child, rec = self._rec(f"child/{concern.key}"), self._rec(f"concern/{concern.key}")
        began = first.at.date()
        values: dict[str, object] = {
            "child": child,
            "institution": place,
            "room": concern.room,
            "noticed_on": began - timedelta(days=5),
            "worries": concern.worries,
            "strengths": concern.strengths,
            "next_steps": concern.next_steps,
            "parents_informed": concern.parents,
            "lead_name": self._lead,
            "status": "closed" if concern.outcome else "open",
            "outcome": concern.outcome,
            "closed_on": notes[-1].at.date() if concern.outcome else None,
        }
        made = [
            self._record("child", child, self._child(concern, scene, began), scene, first.at - timedelta(minutes=3)),
            self._record("concern", rec, values, scene, first.at - timedelta(minutes=2)),
        ]
        return made + [
            self._record(
                "assessment", self._rec(f"assessment/{concern.key}/{number}"), self._answer(rec, one, notes), scene,
                notes[one.after].at + timedelta(minutes=4 + number),
            )
            for number, one in enumerate(concern.assessment)
        ]  # fmt: skip

    def _child(self, concern: SceneConcern, scene: Scene, began: date) -> dict[str, object]:
        if concern.naming != "named":
            return {"naming": concern.naming, "pseudonym": concern.pseudonym, "age_band": scene.age}
        return {
            "naming": concern.naming,
            "name": concern.name,
            "born_on": add_months(self._today, -concern.born_months),
            "naming_reason": concern.naming_reason,
            "consent_giver": concern.consent_giver,
            "consent_role": concern.consent_role,
            "consent_on": began,
            "consent_purpose": concern.consent_purpose,
            "consent_expires_on": add_months(began, CONSENT_MONTHS),
        }

    @staticmethod
    def _answer(concern: bytes, one: SceneAssessment, notes: Sequence[DemoRecord]) -> dict[str, object]:
        return {
            "concern": concern,
            "scale": one.scale,
            "version": next(scale.version for scale in scales.offered() if scale.code == one.scale),
            "value": one.value,
            "perspective": one.perspective,
            "assessed_on": notes[one.after].at.date(),
            "reason": one.reason,
        }

    def _record(self, kind: str, rec: bytes, values: dict[str, object], scene: Scene, at: datetime) -> DemoRecord:
        filled = {name: value for name, value in values.items() if value}
        return DemoRecord(rec, kind, filled, scene.by, at, self._district)
