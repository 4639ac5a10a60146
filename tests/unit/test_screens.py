"""Every view has its picture under `build/screens`, and the handbook says what the window's own help says."""

from helpers.views import VIEWS

from installer import handbook
from installer.demo.screen_list import SCREENS


def test_every_view_has_a_picture() -> None:
    """A page that is in no list would be looked at by nobody; each name is one file's."""
    assert {screen.view for screen in SCREENS if screen.view} == VIEWS
    assert len({screen.name for screen in SCREENS}) == len(SCREENS)


def test_the_handbook_is_made_of_the_help_of_today() -> None:
    """Its text is what its maker would write now (python -m installer.handbook), and every picture in it is there."""
    written = (handbook.FOLDER / "README.md").read_text(encoding="utf-8")
    assert written == handbook.text()
    names = [name for some in handbook.PICTURES.values() for name, _shows in some]
    assert [name for name in names if not (handbook.FOLDER / f"{name}.png").is_file()] == []
    assert set(names) <= {screen.name for screen in SCREENS}
