"""What every command of `roedtraad-admin` shares: the data folder, passphrases, opened pc's, and how it ends.

Exit codes: 0 ok, 1 failed or refused, 2 wrong usage or environment, 3 already open. One line an error.
"""

import getpass
import json
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import typer

from desktop import paths
from desktop.assembly import App, over_http
from desktop.services import chosen_files, ending
from desktop.services.clock import Clock
from desktop.services.desk import Desk
from desktop.services.engine import Connect, run_here
from desktop.services.errands import Errands
from desktop.services.errors import AlreadyOpen, AppError, NotFound, Unreachable
from desktop.services.machine import Machine
from desktop.services.membership import Membership
from desktop.services.op_words import OpWords
from desktop.store.vault import Argon2Params
from desktop.texts import Message, Texts, _

OK, FAILED, USAGE, IN_USE = 0, 1, 2, 3
INNER = ": "
WHOLE_ID = re.compile("[0-9a-fA-F]{32}")
YES = frozenset({"ja", "j", "yes", "y"})


class Usage(AppError):
    """Something about the command or the machine it runs on, not about what was asked for."""

    kind = "usage"
    title = Message(_("The command cannot be carried out"))


@dataclass
class State:
    """The seams of the command line; tests give their own."""

    data: Path | None = None
    texts: Texts = field(default_factory=Texts)
    connect: Connect = over_http
    clock: Clock = field(default_factory=Clock)
    params: Argon2Params | None = None
    ask: Callable[[str], str] = input
    ask_secret: Callable[[str], str] = getpass.getpass

    def say(self, msgid: str, **args: object) -> None:
        """A sentence on standard output."""
        print(self.texts(msgid, **args))

    def tell(self, as_json: bool, facts: dict[str, object], msgid: str, **args: object) -> None:
        """The same facts as JSON for programs or as a sentence for people."""
        if as_json:
            self.dump(facts)
        else:
            self.say(msgid, **{**facts, **args})

    def dump(self, facts: object) -> None:
        """One line of JSON on standard output."""
        print(json.dumps(facts, ensure_ascii=False))

    def folder(self, data: Path | None, make: bool = True) -> Path:
        """The data folder of this command, made if need be and if it may be. Raises Usage."""
        folder = data or self.data or paths.default_data()
        try:
            if not make and not folder.is_dir():
                raise Usage(Message(_("There is no folder {folder}. Nothing was made."), {"folder": str(folder)}))
            return paths.prepare(folder)
        except OSError as problem:
            raise Usage(Message(_("{folder} cannot be made or written."), {"folder": str(folder)})) from problem

    def passphrase(self, file: Path | None, new: bool = False) -> str:
        """From a file's first line, from standard input (`-`), or typed; a new one is typed twice."""
        if file is not None:
            try:
                text = sys.stdin.readline() if str(file) == "-" else file.read_text(encoding="utf-8")
            except OSError as problem:
                raise Usage(chosen_files.why(str(file), problem)) from problem
            except UnicodeDecodeError as problem:
                raise Usage(Message(_("{file} holds no text."), {"file": str(file)})) from problem
            return text.split("\n", 1)[0].rstrip("\r")
        typed = self._typed(self.ask_secret, _("Passphrase"))
        if new and self._typed(self.ask_secret, _("The same again")) != typed:
            raise Usage(Message(_("The two passphrases are not the same.")))
        return typed

    def words(self, given: str | None, msgid: str, **args: object) -> str:
        """Six words as they were heard: from the option, else typed."""
        return given if given is not None else self._typed(self.ask, msgid, **args)

    def _typed(self, ask: Callable[[str], str], msgid: str, **args: object) -> str:
        try:
            return ask(self.texts(msgid, **args) + INNER)
        except EOFError as problem:
            raise Usage(Message(_("An answer is missing: nobody is at the keyboard."))) from problem

    @contextmanager
    def machine(self, data: Path | None, file: Path | None) -> Iterator[Machine]:
        """The opened folder, enrolled or not."""
        folder = self.folder(data, make=False)
        ending.carry_out(folder)
        machine = Machine.open(folder, self.passphrase(file), self.clock)
        try:
            ending.refuse_ended(machine, self.clock)
            yield machine
        finally:
            machine.close()

    @contextmanager
    def office(self, data: Path | None, file: Path | None) -> Iterator["Office"]:
        """An enrolled pc with its desk."""
        with self.machine(data, file) as machine, opened(machine, self) as office:
            yield office


@dataclass(frozen=True)
class Office:
    """An enrolled pc, ready for control ops and records."""

    app: App
    desk: Desk
    membership: Membership

    @property
    def machine(self) -> Machine:
        """The pc itself."""
        return self.app.machine

    @property
    def errands(self) -> Errands:
        """What was asked for here without a connection."""
        return Errands(self.machine, self.desk, self.membership.cutting)

    def reached(self) -> bool:
        """Whether the municipality's server answers: then everything is fetched."""
        try:
            self.desk.sync()
        except Unreachable:
            return False
        return True

    def space(self, text: str) -> bytes:
        """A space by its name where this pc reads it, or by the beginning of its id. Raises Usage."""
        try:
            return bytes.fromhex(text) if WHOLE_ID.fullmatch(text) else self.membership.find_space(text)
        except NotFound as problem:
            raise Usage(problem.sentence) from problem

    @property
    def words(self) -> OpWords:
        """What control ops say, in words."""
        return OpWords(self.machine, self.app.records, self.app.spaces)


@contextmanager
def opened(machine: Machine, state: State) -> Iterator[Office]:
    """The services of an opened pc, over one transport of their own."""
    machine.refuse_demo_passphrase()
    transport = state.connect(machine.identity.url, machine.keys)
    try:
        app = App(machine, state.clock, state.texts.language, run_here, state.connect)
        desk = Desk(machine, transport, state.clock)
        try:
            yield Office(app, desk, Membership(machine, desk, app.writing, app.records))
        finally:
            app.syncing.stop()
    finally:
        transport.close()


def read_file(path: Path) -> bytes:
    """A small file. Raises Usage."""
    try:
        return path.read_bytes()
    except OSError as problem:
        raise Usage(chosen_files.why(str(path), problem)) from problem


def need_new(path: Path) -> None:
    """Raises Usage where a file of that name is there already."""
    if path.exists():
        raise Usage(Message(_("{file} is there already; nothing was written over it."), {"file": str(path)}))


def write_file(path: Path, data: bytes) -> Path:
    """Writes a file only its owner may read; never over another. Raises Usage."""
    need_new(path)
    try:
        return paths.write_private(path, data)
    except OSError as problem:
        raise Usage(Message(_("{file} cannot be written."), {"file": str(path)})) from problem


def hexed(text: str, refused: Message, *sizes: int) -> bytes:
    """What is typed in hexadecimal digits, of one of these sizes in bytes. Raises Usage with the sentence `refused`."""
    try:
        found = bytes.fromhex(text)
    except ValueError as problem:
        raise Usage(refused) from problem
    if len(found) not in sizes:
        raise Usage(refused)
    return found


def is_yes(answer: str) -> bool:
    """Whether what was typed means yes."""
    return answer.strip().casefold() in YES


def moment(at: datetime) -> str:
    """A moment, to the minute."""
    return f"{at:%d.%m.%Y %H.%M}"


def code_of(problem: AppError) -> int:
    """The exit code of an error."""
    if isinstance(problem, AlreadyOpen):
        return IN_USE
    return USAGE if isinstance(problem, Usage) or problem.kind == "read-only-folder" else FAILED


def _some_folder(text: str) -> Path:
    if not text:
        # an empty name would be the folder one happens to stand in
        raise ValueError
    return Path(text)


Data = typer.Option(None, "--data", help=_("Data folder."), metavar="DIR", parser=_some_folder)
PassphraseFile = typer.Option(
    None,
    "--passphrase-file",
    help=_("File whose first line is the passphrase; - is standard input."),
    metavar="FILE|-",
)
AsJson = typer.Option(False, "--json", help=_("Answer in JSON."))
Member = typer.Option(..., "--member", help=_("The colleague's name."))
Space = typer.Option(..., "--space", help=_("The space: its name, or the beginning of its id."))
