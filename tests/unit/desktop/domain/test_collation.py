"""The Danish order of names."""

from desktop.domain.collation import da_key


def test_danish_letters_come_last_and_aa_is_å() -> None:
    """The order of a Danish telephone book."""
    ordered = ["Anne", "Ärla", "Zoo", "Ærø", "Østerby", "Aabenraa", "Aalborg", "Ålbæk", "Åse"]
    assert sorted(["Ålbæk", "Zoo", "Aalborg", "Anne", "Østerby", "Åse", "Aabenraa", "Ærø"], key=da_key) == [
        name for name in ordered if name != "Ärla"
    ]


def test_accents_and_case_do_not_move_a_name() -> None:
    """é stands with e, capitals with small letters, and equal keys keep a fixed order."""
    assert sorted(["Erik", "Éva", "eda", "Eva"], key=da_key) == ["eda", "Erik", "Eva", "Éva"]
    assert da_key("A\u030ase")[0] == da_key("Åse")[0]
