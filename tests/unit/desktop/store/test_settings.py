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


def test_settings_of_one_sort_are_listed_and_dropped(store: Store) -> None:
    """By the beginning of their names, in order; a sign that SQL knows is a sign like any other."""
    settings = Settings(store)
    for name in ("a/2", "a/1", "b/1", "a%"):
        settings.set(name, name)
    assert list(settings.under("a/").items()) == [("a/1", "a/1"), ("a/2", "a/2")]
    assert list(settings.under("a%")) == ["a%"]
    settings.drop("a/1")
    settings.drop("never set")
    assert list(settings.under("a/")) == ["a/2"]
