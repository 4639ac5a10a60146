"""Settings keep what JSON holds."""

from desktop.store.settings import Settings
from desktop.store.store import Store


def test_settings_keep_what_json_holds(store: Store) -> None:
    """Set, set again, ask for what was never set."""
    settings = Settings(store)
    settings.set("discreet", True)
    settings.set("places", ["å", 1, None])
    settings.set("discreet", False)
    assert (settings.get("discreet"), settings.get("places"), settings.get("none", 7)) == (False, ["å", 1, None], 7)
