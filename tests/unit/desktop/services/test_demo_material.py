"""The hand-written material can be played: every scene has a place, a person who answers, and codes that exist."""

from desktop.domain import catalogues
from desktop.services.demo_material import load


def test_every_scene_can_be_played() -> None:
    """Its setting is served somewhere, and whoever does what was agreed works there."""
    material = load()
    served = {setting for row in material.institutions for setting in row.serves}
    users = {user.key for user in material.users}
    for scene in material.scenes:
        assert scene.at in served
        assert scene.by in users
        assert scene.note
        if scene.agreement and scene.agreement.owner not in users:
            parts = material.answers[scene.agreement.owner]
            for row in material.institutions:
                if scene.at in row.serves:
                    assert any(part in title for title in material.titles[row.type] for part in parts), (
                        row.name,
                        parts,
                    )


def test_every_code_exists() -> None:
    """Forms, subjects, themes, outcomes, ages and roles are rows of the catalogues, and offered."""
    shown = {name: {row.code for row in catalogues.load(name).shown} for name in catalogues.names()}
    for scene in load().scenes:
        assert scene.about in shown["subjects"]
        assert scene.age in shown["age_bands"]
        assert shown["themes"].issuperset(scene.themes)
        assert scene.asked in shown["requester_roles"]
        for note in scene.note:
            assert note.form in shown["forms"]
            assert note.outcome in shown["outcomes"]


def test_enough_is_written_by_hand() -> None:
    """More than 200 different consultations and 40 agreed steps, none of them twice."""
    scenes = load().scenes
    texts = [note.text for scene in scenes for note in scene.note]
    steps = [scene.agreement.text for scene in scenes if scene.agreement]
    assert len(set(texts)) == len(texts) >= 200
    assert len(set(steps)) == len(steps) >= 40
