"""The composition root without Qt: paths, store, services and transport are put together here, for app and cli.

Importing it takes its time (database, network): the window does that on a worker, after the lock screen is painted.
"""

from dataclasses import dataclass
from pathlib import Path

from desktop.services import ending, session
from desktop.services.access import Access
from desktop.services.agreements import Agreements
from desktop.services.anonymity import AnonymityGuard
from desktop.services.approving import Approving
from desktop.services.assessments import Assessments
from desktop.services.bundles import Bundles
from desktop.services.calendar_visits import CalendarVisits
from desktop.services.casework import Consultations
from desktop.services.children import Children
from desktop.services.clock import Clock
from desktop.services.concerns import Concerns
from desktop.services.contact_lists import ContactLists
from desktop.services.contacts import Contacts
from desktop.services.copying import Copying
from desktop.services.drafts import Drafts
from desktop.services.editing import Editor
from desktop.services.engine import Connect, Nowhere, OnWriter, engine_of, run_here, stamps
from desktop.services.erasing import Erasing
from desktop.services.errors import told
from desktop.services.events import Events
from desktop.services.families import Families
from desktop.services.family_sheet import FamilySheets
from desktop.services.field_words import FieldWords
from desktop.services.first_run import FirstRun, Unfinished
from desktop.services.followup_words import FollowUpWords
from desktop.services.followups import FollowUps
from desktop.services.health import Health
from desktop.services.history import History
from desktop.services.import_log import ImportLog
from desktop.services.imports import Imports
from desktop.services.known_children import KnownChildren
from desktop.services.laid_aside import LaidAside
from desktop.services.machine import Machine
from desktop.services.nearby import Nearby
from desktop.services.newcomers import Newcomers
from desktop.services.note_choosing import NoteChoosing
from desktop.services.note_making import NoteMaking
from desktop.services.outrows import Titles
from desktop.services.pcs import Pcs
from desktop.services.presence import Presence
from desktop.services.readlog import ReadLog
from desktop.services.rebuilding import Rebuilding
from desktop.services.removing import Removing
from desktop.services.replaced import ReplacedByOthers
from desktop.services.rescue import Rescue
from desktop.services.same import Same
from desktop.services.search import Search
from desktop.services.settings import Preferences, Settings
from desktop.services.settling import Settling
from desktop.services.since import Since
from desktop.services.spaces import Spaces
from desktop.services.syncing import Syncing
from desktop.services.to_settle import ToSettle
from desktop.services.today import Today
from desktop.services.undo import Undo
from desktop.services.unlocking import Unlocking
from desktop.services.unnamed import Unnamed
from desktop.services.versions import Versions
from desktop.services.visits import Visits
from desktop.services.wording import Wording
from desktop.services.writing import Writing
from desktop.store import readlog as kept_readlog
from desktop.store import restore, vault
from desktop.store import settings as kept_settings
from desktop.store.drafts import Unwritten
from desktop.store.records import Records
from desktop.store.remaking import Said, nothing_said
from desktop.store.replaced import ReplacedWords
from desktop.store.search import Finder
from desktop.store.store import in_use
from desktop.store.vault import Argon2Params
from desktop.store.vault_keystore import KeyStore
from desktop.texts import Texts
from sync.client.transport import HttpTransport, Transport, Unreachable
from sync.crypto.keys import DeviceKeys


def over_http(url: str, keys: DeviceKeys) -> Transport:
    """The transport of the real world."""
    try:
        return HttpTransport(url, keys)
    except Unreachable:
        return Nowhere()


@dataclass(frozen=True)
class Status:
    """What is known of a data folder before it is unlocked."""

    exists: bool
    in_use: bool
    wait_s: float
    tries: int
    key_store: bool = False
    words: bool = False
    empty: bool = False


class App:
    """An unlocked Rød Tråd: every service of one data folder."""

    def __init__(
        self,
        machine: Machine,
        clock: Clock,
        language: str,
        on_writer: OnWriter,
        connect: Connect = over_http,
        ways: Unlocking | None = None,
        said: Said = nothing_said,
    ) -> None:
        identity = machine.identity
        self.machine, self.clock, self.events = machine, clock, Events()
        self.texts = Texts(language)
        words = Wording(self.texts)
        records = Records(machine.store, said=said)
        names = session.Names(records, self.texts, self.events)
        spaces = Spaces(machine, records, self.texts)
        self.spaces, self.records = spaces, records
        me = identity.user
        self.me = session.who_am_i(me, records, spaces, self.texts)
        self.about = session.About(identity.url, str(machine.store.folder))
        hlc = stamps(machine, clock)
        self.settings = Settings(kept_settings.Settings(machine.store), machine.store.folder)
        self.health = Health(machine.store, self.settings, clock)
        self.syncing = Syncing(
            machine,
            engine_of(machine, clock, hlc, on_writer, self.health.before_keys_change),
            connect(identity.url, machine.keys),
            connect(identity.url, machine.keys),
            Titles(records, names, words),
            self.settings,
            self.events,
            clock,
        )
        self.bundles = Bundles(machine, clock, hlc, on_writer, self.syncing, names, records, spaces, self.texts)
        self.writing = Writing(machine, clock, self.events, hlc, self.syncing.nudge)
        editor = Editor(records, self.writing, words, clock, me)
        versions = Versions(records, names, words, me)
        self.readlog = ReadLog(kept_readlog.ReadLog(machine.store), records, names, words, clock, me)
        self.drafts = Drafts(machine.drafts, words, self.events, clock)
        self.agreements = Agreements(records, editor, spaces, names, versions, words, clock, me)
        self.children = Children(records, editor, spaces, self.readlog, words, clock, me)
        self.assessments = Assessments(records, editor, names, self.children, words, me)
        self.families = Families(records, self.assessments, words, clock)
        self.presence = Presence(records, clock, me)
        self.visits = Visits(records, editor, spaces, names, self.presence, words, clock, me)
        self.calendar_visits = CalendarVisits(records, self.writing, spaces, names, clock, me)
        self.consultations = Consultations(
            records,
            self.writing,
            editor,
            spaces,
            names,
            versions,
            self.agreements,
            self.assessments,
            self.children,
            self.families,
            NoteChoosing(records, spaces, names, self.assessments, self.settings, self.presence, words, clock, me),
            NoteMaking(self.writing, self.children, self.families, words, clock),
            self.readlog,
            words,
            clock,
            me,
        )
        self.concerns = Concerns(
            records,
            self.writing,
            editor,
            spaces,
            names,
            versions,
            self.agreements,
            self.assessments,
            self.children,
            self.readlog,
            words,
            clock,
            me,
        )
        self.anonymity = AnonymityGuard(records, self.events)
        kept, fields = kept_settings.Settings(machine.store), FieldWords(names, words, clock)
        self.approving = Approving(
            records, self.writing, kept, self.consultations, spaces, names, words, fields, self.events, clock, me
        )
        self.settling = Settling(records, self.writing, editor, words, clock, me)
        titles = Titles(records, names, words)
        self.to_settle = ToSettle(records, editor, spaces, names, titles, words, fields, self.readlog, me)
        self.family_sheets = FamilySheets(self.consultations, self.readlog, words, clock)
        self.known_children = KnownChildren(records, self.readlog, words, clock)
        self.copying = Copying(records, self.writing, self.readlog, words, clock, self.me)
        self.history = History(editor, versions, names, titles, words, fields, self.readlog)
        self.replaced = ReplacedByOthers(ReplacedWords(machine.store, me), names, titles, words, clock)
        self.same = Same(records, self.writing, editor, names, self.settings, words, me)
        self.contacts = Contacts(
            records,
            editor,
            spaces,
            names,
            self.consultations,
            self.agreements,
            self.concerns,
            self.assessments,
            self.visits,
            self.presence,
            words,
            clock,
            me,
        )
        self.contact_lists = ContactLists(self.contacts, records, words)
        self.search = Search(
            Finder(machine.store),
            records,
            self.concerns,
            self.consultations,
            self.agreements,
            names,
            self.readlog,
            words,
            clock,
        )
        self.erasing = Erasing(machine, clock, names, words, Titles(records, names, words))
        since = Since(kept_settings.Settings(machine.store), records, clock)
        on_writer(since.unlocked)
        self.newcomers = Newcomers(machine, records, names, spaces, words, kept_settings.Settings(machine.store))
        on_writer(self.newcomers.unlocked)
        follow_words = FollowUpWords(records, self.children, Unnamed(records, self.events), names, words, me)
        self.followups = FollowUps(records, self.writing, follow_words, clock, me)
        self.today = Today(
            self.consultations,
            self.presence,
            Nearby(self.visits, words, clock),
            self.followups,
            self.drafts,
            self.to_settle,
            self.approving,
            self.newcomers,
            self.syncing,
            machine.journal,
            since,
            self.replaced,
            spaces,
            names,
            words,
            clock,
        )
        self.pcs = Pcs(machine, records, names, self.syncing)
        self.laid_aside = LaidAside(machine, names, words, self.events, clock, self.syncing.nudge)
        self.rebuilding = Rebuilding(machine, clock, self.events)
        self.undo = Undo(records, self.writing, machine.drafts, self.events, clock, me)
        self.removing = Removing(
            records, self.writing, editor, self.concerns, Titles(records, names, words), names, spaces, me
        )
        log = ImportLog(kept_settings.Settings(machine.store))
        self.imports = Imports(records, self.writing, self.undo, spaces, names, log, words, clock, me)
        ways = ways or Unlocking(machine.store.folder, clock)
        self.access = Access(machine, ways.pins, ways.key_store, self.settings, clock, ways.params)

    def speak(self, language: str) -> None:
        """Goes on in another language; what was read before is read again by whoever shows it. (R)"""
        self.texts.speak(language)
        self.me = session.who_am_i(self.machine.identity.user, self.records, self.spaces, self.texts)

    def close(self) -> None:
        """Stops sync, closes the connections and forgets the keys; may be called twice."""
        self.search.stop()
        self.syncing.stop()
        self.machine.close()


class Locked:
    """A data folder before unlocking; needs no key."""

    def __init__(
        self,
        data: Path,
        clock: Clock,
        language: str = "da",
        connect: Connect = over_http,
        key_store: KeyStore | None = None,
        params: Argon2Params | None = None,
    ) -> None:
        self.data, self.clock, self.language, self._connect = data, clock, language, connect
        self.preferences = Preferences(data)
        self.rescue = Rescue(data, clock)
        self._unwritten: Unwritten = {}
        self.ways = Unlocking(data, clock, self._unwritten, key_store, params)
        self.said: Said = nothing_said
        """Hears, on the worker, how many records are read again after an update, and of how many."""
        self.first_run = FirstRun(data, clock, Texts(language), connect, params)

    def status(self) -> Status:
        """Whether there is something to unlock, and whether it must wait. Raises AppError for a damaged vault."""
        with told():
            restore.settle(self.data)
            ending.carry_out(self.data, self.ways.key_store)
            known = vault.status(self.data, self.clock.now_ms())
            ways = self.ways
            words = known.exists and ways.has_words()
            key_store = known.exists and ways.has_key_store()
            empty = not known.exists and not self.rescue.anything
            return Status(known.exists, in_use(self.data), known.wait, known.tries, key_store, words, empty)

    def close(self) -> None:
        """Lets go of a pc that waits in the first-run wizard, and ends a demo that is being made."""
        self.first_run.close()

    def unlock(self, passphrase: str, on_writer: OnWriter = run_here) -> App:
        """Opens the folder; slow. Raises subclasses of services.errors.AppError."""
        ending.carry_out(self.data, self.ways.key_store)
        machine = Machine.open(self.data, passphrase, self.clock, self._unwritten)
        app = self._app(machine, on_writer)
        self.ways.typed()
        return app

    def unlock_by_pin(self, pin: str, on_writer: OnWriter = run_here) -> App:
        """Opens for the PIN of this process; slow. Raises WrongPin, PinOver and as `unlock`."""
        return self._app(self.ways.by_pin(pin), on_writer)

    def unlock_by_key_store(self, on_writer: OnWriter = run_here) -> App:
        """Opens for what the pc's key store holds. Raises StoreTrouble: the passphrase opens as ever."""
        return self._app(self.ways.by_key_store(), on_writer)

    def recover(self, words: str, new: str, on_writer: OnWriter = run_here) -> App:
        """Opens for the 24 recovery words and sets a new passphrase; slow. Raises WeakPassphrase and as `unlock`."""
        return self._app(self.ways.by_words(words, new), on_writer)

    def _app(self, machine: Machine, on_writer: OnWriter) -> App:
        ending.refuse_ended(machine, self.clock, self.ways.key_store)
        if FirstRun.begun(machine):
            self.first_run.go_on(machine)
            raise Unfinished
        try:
            machine.refuse_demo_passphrase()
            return App(machine, self.clock, self.language, on_writer, self._connect, self.ways, self.said)
        except BaseException:
            machine.close()
            raise
