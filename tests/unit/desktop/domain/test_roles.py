"""The table of what people's keys may do."""

from desktop.domain.roles import ROLES, title


def test_who_writes_and_who_reads() -> None:
    """Social workers, psychologists and health nurses approve; an administrator has no right in any shared space."""
    levels = {code: role.level for code, role in ROLES.items()}
    assert [code for code, level in levels.items() if level == "finalise"] == [
        "district_social_worker",
        "ppr_psychologist",
        "health_nurse",
    ]
    assert levels["family_adviser"] == "write"
    assert {code for code, level in levels.items() if level == "read"} == {"district_facilitator", "team_lead"}
    assert levels["admin"] == "none"


def test_an_unknown_role_is_shown_as_it_is() -> None:
    """A role of a newer client does not stop the program."""
    assert title("ppr_psychologist") == "PPR psychologist"
    assert title("archivist") == "archivist"
