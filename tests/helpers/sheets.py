"""What stands on the sheet that is open in a window."""

from helpers.desks import Desks

from desktop.ui.forms.draft_sheet import DraftSheet


def sheet(desks: Desks) -> DraftSheet:
    """The open sheet."""
    assert isinstance(desks.view, DraftSheet)
    return desks.view


def beside(view: DraftSheet, field: str) -> str:
    """What stands beside a field."""
    wrapper = view.fields[field][1]
    assert wrapper is not None
    return wrapper.problem_text
