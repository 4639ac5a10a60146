"""The first-run wizard as a state machine: a page, and acts that lead to the next one. It knows no window.

Founding and joining are `founding` and `enrolment`; here is which step comes when, and what was typed until then.
"""

from collections.abc import Mapping
from pathlib import Path

from desktop import paths
from desktop.services import chosen_files, enrolment, first_run_pages, founding, kits, passphrases
from desktop.services.clock import Clock
from desktop.services.demo_making import DemoMaking
from desktop.services.engine import Connect
from desktop.services.enrolment import Welcomed
from desktop.services.errors import AppError, BadFile, NotYet, Refused
from desktop.services.first_run_pages import Page
from desktop.services.kits import Kit
from desktop.services.machine import Machine
from desktop.store.vault import Argon2Params
from desktop.texts import Message, Texts, _

WAITING = "waits_for_voucher"
"""The administrator's welcome was read in, and that of a colleague is still to come."""
SAVED = "request_saved"
"""The request is in a file: what comes next is the welcome."""
LARGEST = 1 << 20
"""Bytes of an invite or a welcome, at most."""


class Wrong(AppError):
    """Something typed in one field; nothing was done."""

    kind = "wrong_entry"

    def __init__(self, field: str, sentence: Message) -> None:
        self.field = field
        super().__init__(sentence)


class Unfinished(AppError):
    """The folder opened, and its pc is not let in yet: the wizard goes on where it was."""

    kind = "unfinished"
    title = Message(_("This pc is not set up yet"))
    sentence = Message(_("Go on where you were."))


class FirstRun:
    """One folder that holds nothing yet, or a pc that waits to be let in. `page` is what to show now.

    Every act is for the reader's thread; it raises AppError, and then the page is as it was.
    """

    def __init__(
        self, folder: Path, clock: Clock, texts: Texts, connect: Connect, params: Argon2Params | None = None,
        demo: DemoMaking | None = None,
    ) -> None:  # fmt: skip
        self._folder, self._clock, self._texts = folder, clock, texts
        self._connect, self._params = connect, params
        self.demo = demo or DemoMaking(folder.with_name(f"{folder.name}-demo"))
        self.page: Page = first_run_pages.BEGIN
        self._machine: Machine | None = None
        self._invited = b""
        self._welcomed: Welcomed | None = None
        self._typed: dict[str, str] = {}
        self._kit: Kit | None = None
        self._kept: set[str] = set()

    # in and out

    @staticmethod
    def begun(machine: Machine) -> bool:
        """Whether a pc that was opened still waits for something here."""
        waits = (machine.secrets.get(name) for name in (founding.FOUNDER, WAITING))
        return not machine.enrolled or any(kept is not None for kept in waits)

    def go_on(self, machine: Machine) -> None:
        """Takes over a pc that waits, at the step where it stands."""
        self._machine = machine
        if any(machine.secrets.get(name) is not None for name in (founding.FOUNDER, founding.FOUNDING)):
            self.page = first_run_pages.admit(founding.command(machine))
        else:
            saved = machine.secrets.get(SAVED) is not None
            self.page = first_run_pages.asking(" ".join(enrolment.words_to_say(machine)), machine.enrolled, saved)

    def close(self) -> None:
        """Leaves: the folder can be opened by its passphrase. Begins anew where nothing was made."""
        machine, self._machine = self._machine, None
        if machine is not None:
            machine.close()
        self.demo.stop()
        self._begin()

    def _begin(self) -> None:
        self.page, self._kit, self._welcomed = first_run_pages.BEGIN, None, None
        self._typed.clear()
        self._kept.clear()

    # the acts

    def do(self, act: str, typed: Mapping[str, str], file: bytes = b"") -> None:
        """Carries out what a button offers. Raises Wrong beside a field, else what the services raise."""
        getattr(self, f"_do_{act}")(typed, file)

    def do_file(self, act: str, typed: Mapping[str, str], path: Path) -> None:
        """The same with what is in a file. Raises CannotOpen; BadFile by its name where it is another kind."""
        found = chosen_files.read(path, LARGEST)
        try:
            if len(found) > LARGEST:
                raise BadFile(path.name)
            self.do(act, typed, found)
        except BadFile as problem:
            raise BadFile(path.name) from problem

    def save(self, act: str, typed: Mapping[str, str], path: Path) -> None:
        """Writes what the act hands out into a new file, then does it. Raises NotYet, and writes over nothing."""
        if path.exists():
            told = _("{file} is there already; nothing was written over it.")
            raise NotYet(Message(told, {"file": path.name}))
        try:
            paths.write_private(path, self.file(act))
        except OSError as problem:
            raise NotYet(Message(_("{file} cannot be written."), {"file": path.name})) from problem
        self.do(act, typed)

    def _do_back(self, _typed: Mapping[str, str], _file: bytes) -> None:
        back = {
            "passphrase": first_run_pages.INVITE,
            "founder": first_run_pages.ORGANISATION,
            "kit": first_run_pages.FOUNDER,
        }
        if self.page.step in ("answer", "space") and self._machine is not None:
            self.go_on(self._machine)
        elif self.page.step in back:
            self.page = back[self.page.step]
        else:
            self._begin()

    def _do_join(self, _typed: Mapping[str, str], _file: bytes) -> None:
        self.page = first_run_pages.INVITE

    def _do_invited(self, _typed: Mapping[str, str], file: bytes) -> None:
        invite = enrolment.read_invite(file)
        if invite.expires_ms < self._clock.now_ms():
            raise Refused("invite has run out")
        self._invited, self.page = file, first_run_pages.passphrase(invite.url)

    def _do_request(self, typed: Mapping[str, str], _file: bytes) -> None:
        passphrase = self._passphrase(typed, demo=True)
        machine, _request = enrolment.request(paths.prepare(self._folder), passphrase, self._invited, self._params)
        self.go_on(machine)

    def _do_welcome(self, _typed: Mapping[str, str], file: bytes) -> None:
        machine = self._opened
        welcomed = enrolment.look_at(machine, file)
        if welcomed.vouchers:
            self._welcomed, self.page = welcomed, first_run_pages.answer(len(welcomed.vouchers))
            return
        enrolment.accept(machine, welcomed, [])
        roster, user = machine.control.roster(), machine.identity.user
        if roster.is_admin(user):
            self._enter(
                _("You are an administrator now. Nobody has to vouch for you: an administrator reads no notes.")
            )
        elif roster.is_carrier(user):
            self._enter(_("You carry sealed files now. Nobody has to vouch for you: a carrier reads nothing."))
        else:
            machine.secrets.put(WAITING, b"\x01")
            self.go_on(machine)

    def _do_without(self, _typed: Mapping[str, str], _file: bytes) -> None:
        if founding.unopened(self._opened):
            self.page = first_run_pages.SPACE
            return
        self._opened.secrets.drop(WAITING)
        self._enter(_("It is entered, and cannot read or write before a colleague has vouched for it."))

    def _do_open_space(self, typed: Mapping[str, str], _file: bytes) -> None:
        machine, name = self._opened, typed.get("space", "").strip()
        if not name:
            raise Wrong("space", Message(_("Type what the shared space is called.")))
        founding.open_space(machine, self._clock, self._connect, name, typed.get("short", "").strip())
        machine.secrets.drop(WAITING)
        self._enter(_("Your shared space is open: write the first note. Vouch for colleagues with roedtraad-admin."))

    def _do_accept(self, typed: Mapping[str, str], _file: bytes) -> None:
        if self._welcomed is None:
            raise NotYet
        said = [typed.get(f"words{n}", "") for n in range(1, len(self._welcomed.vouchers) + 1)]
        enrolment.accept(self._opened, self._welcomed, said)
        self._opened.secrets.drop(WAITING)
        self._enter(_("It is let in. Your colleagues' notes come as soon as there is a connection."))

    def _do_found(self, _typed: Mapping[str, str], _file: bytes) -> None:
        self.page = first_run_pages.ORGANISATION

    def _do_server(self, typed: Mapping[str, str], _file: bytes) -> None:
        for name, missing in (("name", _("Type your name.")), ("url", _("Type the address of the server."))):
            if not typed.get(name, "").strip():
                raise Wrong(name, Message(missing))
        founding.probe(typed["url"].strip(), self._connect)
        self._typed, self.page = dict(typed), first_run_pages.FOUNDER

    def _do_kit(self, typed: Mapping[str, str], _file: bytes) -> None:
        self._typed["passphrase"] = self._passphrase(typed)
        self._kit, self._kept = Kit.generate(), set()
        self.page = first_run_pages.kit(self._kept)

    def _do_page_a(self, _typed: Mapping[str, str], _file: bytes) -> None:
        self._keep("page_a")

    def _do_page_b(self, _typed: Mapping[str, str], _file: bytes) -> None:
        self._keep("page_b")

    def _do_founded(self, _typed: Mapping[str, str], _file: bytes) -> None:
        if self._kit is None or self._kept != {"page_a", "page_b"}:
            raise NotYet(Message(_("Print or save both pages first: the organisation stands and falls with them.")))
        typed, kit = self._typed, self._kit
        folder = paths.prepare(self._folder)
        machine = founding.found(
            folder, typed["passphrase"], typed["url"].strip(), False, self._clock, self._connect, lambda _kit: None,
            self._params, kit,
        )  # fmt: skip
        founding.note_founder(machine, typed["name"].strip(), typed.get("title", "").strip())
        self._typed, self._kit = {}, None
        self.go_on(machine)
        try:
            self._do_complete({}, b"")
        except NotYet:
            return  # the page says what to run

    def _do_complete(self, _typed: Mapping[str, str], _file: bytes) -> None:
        machine = self._opened
        if machine.secrets.get(founding.FOUNDING) is not None:
            founding.complete(machine, self._clock, self._connect)
        founding.introduce(machine, self._clock, self._connect, self._texts)
        self._enter(_("The organisation is founded. Invite the first colleagues with roedtraad-admin."))

    def _do_demo(self, _typed: Mapping[str, str], _file: bytes) -> None:
        self.page = first_run_pages.demo(str(self.demo.folder), self.demo.made, *self.demo.person)

    def _do_open_demo(self, _typed: Mapping[str, str], _file: bytes) -> None:
        self.demo.open()
        self.page = first_run_pages.demo(str(self.demo.folder), self.demo.made, *self.demo.person, opening=True)

    # what is saved or printed

    def file(self, act: str) -> bytes:
        """What the button of an act saves or prints: the request, or a page of the kit as text."""
        if act == "save_request":
            return self._opened.secrets.get(enrolment.REQUEST) or b""
        if self._kit is None:
            raise NotYet
        half = kits.halves(self._kit)[act == "page_b"]
        return kits.page_text(half, self._kit.org, self._texts).encode()

    def _do_save_request(self, _typed: Mapping[str, str], _file: bytes) -> None:
        """It is saved: the page says so, for the words are still to be said."""
        self._opened.secrets.put(SAVED, b"\x01")
        self.go_on(self._opened)

    # helpers

    def _keep(self, page: str) -> None:
        self._kept.add(page)
        self.page = first_run_pages.kit(self._kept)

    @property
    def _opened(self) -> Machine:
        if self._machine is None:
            raise NotYet
        return self._machine

    def _enter(self, told: str) -> None:
        unlock = Message(_("Unlock with the passphrase that you chose."))
        if self._machine is not None:
            self._machine.close()
            self._machine = None
        self.page = first_run_pages.entered((Message(told), unlock))

    def _passphrase(self, typed: Mapping[str, str], demo: bool = False) -> str:
        chosen = typed.get("passphrase", "")
        try:
            passphrases.check(chosen, demo)
        except AppError as problem:
            raise Wrong("passphrase", problem.sentence) from problem
        if typed.get("again", "") != chosen:
            raise Wrong("again", Message(_("The two are not the same.")))
        return chosen
