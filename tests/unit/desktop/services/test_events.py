"""Who hears what."""

from desktop.services.events import DraftsChanged, Event, Events


def test_every_listener_hears_until_it_is_taken_off() -> None:
    """Taking off twice is no error, and may happen while an event is told."""
    events, heard = Events(), list[Event]()
    off = events.subscribe(heard.append)
    events.subscribe(lambda _event: off())
    events.emit(DraftsChanged())
    events.emit(DraftsChanged())
    off()
    assert heard == [DraftsChanged()]
