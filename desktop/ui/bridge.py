"""Brings the events of the services, which come on any thread, to the window's thread as signals."""

from PySide6.QtCore import QObject, Qt, Signal

from desktop.services.events import DraftsChanged, Event, Events, MachineEnded, RecordsChanged, SyncChanged


class Bridge(QObject):
    """`records_changed(RecordsChanged)`, `sync_changed(SyncStatus)`, `drafts_changed()`, `machine_ended()`: all on the
    window's thread.
    """

    records_changed = Signal(object)
    sync_changed = Signal(object)
    drafts_changed = Signal()
    machine_ended = Signal()
    _arrived = Signal(object)

    def __init__(self, events: Events, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._unsubscribe = events.subscribe(self._arrived.emit)

    def close(self) -> None:
        """Hears nothing any more."""
        self._unsubscribe()

    def _deliver(self, event: Event) -> None:
        match event:
            case RecordsChanged():
                self.records_changed.emit(event)
            case SyncChanged(status):
                self.sync_changed.emit(status)
            case DraftsChanged():
                self.drafts_changed.emit()
            case MachineEnded():
                self.machine_ended.emit()
