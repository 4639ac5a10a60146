"""The composition root without Qt: paths, store, services and transport are put together here, for app and cli.

Importing it takes its time (database, network): the window does that on a worker, after the lock screen is painted.
"""

from desktop.services import session
from desktop.services.access import Access
from desktop.services.agreements import Agreements
from desktop.services.anonymity import AnonymityGuard
from desktop.services.approval_marks import Marks
from desktop.services.approving import Approving
from desktop.services.asking import Asking
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
from desktop.services.engine import Connect, Nowhere, OnWriter, engine_of, stamps
from desktop.services.erasing import Erasing
from desktop.services.events import Events
from desktop.services.families import Families
from desktop.services.family_sheet import FamilySheets
from desktop.services.field_words import FieldWords
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
from desktop.services.note_correcting import NoteCorrecting
from desktop.services.note_making import NoteMaking
from desktop.services.outrows import Titles
from desktop.services.pcs import Pcs
from desktop.services.presence import Presence
from desktop.services.readlog import ReadLog
from desktop.services.rebuilding import Rebuilding
from desktop.services.removing import Removing
from desktop.services.replaced import ReplacedByOthers
from desktop.services.same import Same
from desktop.services.search import Search
from desktop.services.settings import Settings
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
from desktop.store import settings as kept_settings
from desktop.store.last_link import Later
from desktop.store.records import Records
from desktop.store.remaking import Said, nothing_said
from desktop.store.replaced import ReplacedWords
from desktop.store.search import Finder
from desktop.texts import Texts
from sync.client.transport import HttpTransport, Transport, Unreachable
from sync.crypto.keys import DeviceKeys


def over_http(url: str, keys: DeviceKeys) -> Transport:
    """The transport of the real world."""
    try:
        return HttpTransport(url, keys)
    except Unreachable:
        return Nowhere()


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
        titles, kept = Titles(records, names, words), kept_settings.Settings(machine.store)
        spaces = Spaces(machine, records, self.texts)
        self.spaces, self.records = spaces, records
        me = identity.user
        self.me = session.who_am_i(me, records, spaces, self.texts)
        self.about = session.About(identity.url, str(machine.store.folder))
        hlc = stamps(machine, clock)
        self.settings = Settings(kept, machine.store.folder)
        self.health = Health(machine.store, self.settings, clock)
        self.syncing = Syncing(
            machine,
            engine_of(machine, clock, hlc, on_writer, self.health.before_keys_change),
            connect(identity.url, machine.keys),
            connect(identity.url, machine.keys),
            titles,
            self.settings,
            self.events,
            clock,
        )
        self.bundles = Bundles(machine, clock, hlc, on_writer, self.syncing, names, records, spaces, self.texts)
        self.writing = Writing(machine, clock, self.events, hlc, self.syncing.nudge)
        editor = Editor(records, self.writing, words, clock, me)
        versions = Versions(records, names, words, me)
        self.readlog = ReadLog(kept_readlog.ReadLog(machine.store), records, names, words, clock, me)
        unnamed = Unnamed(records, self.events)
        self.agreements = Agreements(records, editor, spaces, names, versions, unnamed, words, clock, me)
        self.children = Children(records, editor, spaces, self.readlog, words, clock, me)
        self.assessments = Assessments(records, editor, names, self.children, words, me)
        self.families = Families(records, self.assessments, words, clock)
        self.drafts = Drafts(machine.drafts, self.families, names, words, self.events, clock)
        self.presence = Presence(records, clock, me)
        self.visits = Visits(records, editor, spaces, names, self.presence, unnamed, words, clock, me)
        self.calendar_visits = CalendarVisits(records, self.writing, spaces, names, clock, me)
        making = NoteMaking(self.writing, self.children, self.families, words, clock)
        self.correcting = NoteCorrecting(
            records, self.writing, editor, making, self.families, self.children, spaces, names, self.readlog, me
        )
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
            making,
            self.readlog,
            words,
            clock,
            me,
        )
        fields = FieldWords(names, words, clock)
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
            self.presence,
            words,
            fields,
            clock,
            me,
        )
        self.anonymity = AnonymityGuard(records, self.events)
        self.approving = Approving(
            records,
            self.writing,
            Marks(kept),
            self.consultations,
            spaces,
            names,
            words,
            fields,
            self.drafts,
            self.events,
            clock,
            me,
        )
        self.settling = Settling(records, self.writing, editor, words, clock, me)
        self.to_settle = ToSettle(
            records, editor, spaces, names, titles, words, fields, Asking(names, words), self.readlog, me
        )
        self.family_sheets = FamilySheets(self.consultations, self.readlog, words)
        self.known_children = KnownChildren(records, self.readlog, words, clock)
        self.copying = Copying(records, self.writing, self.children, self.readlog, words, clock, self.me)
        self.history = History(records, editor, versions, names, titles, words, fields, self.readlog)
        self.replaced = ReplacedByOthers(ReplacedWords(machine.store, me), records, names, titles, words, clock, me)
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
        self.erasing = Erasing(machine, clock, names, words, titles)
        since = Since(kept, records, clock)
        on_writer(since.unlocked)
        self.newcomers = Newcomers(machine, records, names, spaces, words, kept)
        on_writer(self.newcomers.unlocked)
        follow_words = FollowUpWords(records, self.children, unnamed, names, words, me)
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
        self.pcs = Pcs(machine, records, names, self.syncing, spaces)
        self.laid_aside = LaidAside(machine, names, words, self.events, clock, self.syncing.nudge)
        self.rebuilding = Rebuilding(machine, clock, self.events)
        self.undo = Undo(records, self.writing, machine.drafts, self.events, clock, me)
        self.removing = Removing(records, self.writing, editor, self.concerns, titles, names, spaces, me)
        log = ImportLog(kept)
        self.imports = Imports(records, self.writing, self.undo, spaces, log, words, fields, clock, me)
        ways = ways or Unlocking(machine.store.folder, clock)
        self.access = Access(machine, ways.pins, ways.key_store, self.settings, clock, ways.params)

    def speak(self, language: str) -> None:
        """Goes on in another language; what was read before is read again by whoever shows it. (R)"""
        self.texts.speak(language)
        self.me = session.who_am_i(self.machine.identity.user, self.records, self.spaces, self.texts)

    def interrupt(self, thread: int) -> None:
        """Ends what `thread` reads now; its work fails. From any thread. (R)"""
        self.machine.store.interrupt(thread)

    def put_off(self, later: Later) -> None:
        """From now on `later` runs what nobody waits for, on the writer, behind the answer to what was asked."""
        self.machine.store.last_link.put_off(later)
        self.syncing.put_off(later)

    def close(self) -> None:
        """Stops sync, closes the connections and forgets the keys; may be called twice."""
        self.search.stop()
        self.syncing.stop()
        self.machine.close()
