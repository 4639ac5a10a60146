"""Lists as CSV, read, planned and imported the way the page and the command line do it."""

from desktop.assembly import App
from desktop.services.import_plan import Choice
from desktop.services.import_work import Opened, Plan, Returning, Running

HEAD = "INST_NR;INST_NAVN;INST_ADR;TLF_NR;INST_TYPE_NAVN\n"
PEOPLE = "Navn;Stilling;Institution;E-mail;Telefon\n"


def opened(app: App, text: str | bytes) -> Opened:
    """A whole file."""
    made = app.imports.take("liste.csv", text.encode() if isinstance(text, str) else text)
    while made.read():
        pass
    return made


def plan(app: App, text: str | bytes, kind: str = "", otherwise: str = "") -> Plan:
    """What would happen."""
    file = opened(app, text)
    kind = kind or app.imports.kind(file)
    space = app.imports.usual_space(app.imports.spaces())
    made = app.imports.plan(file, Choice(kind, app.imports.columns(file, kind), bytes.fromhex(space), otherwise))
    while made.step():
        pass
    return made


def run(app: App, text: str | bytes, kind: str = "", steps: int = 1000, size: int = 24) -> Running:
    """The import, or its first steps."""
    running = app.imports.begin(plan(app, text, kind))
    running.size = size
    for _step in range(steps):
        if not app.imports.step(running):
            break
    return running


def back(app: App, id: str, steps: int = 1000) -> Returning:
    """Takes an import back, or some of it."""
    returning = app.imports.take_back(id)
    for _step in range(steps):
        if not app.imports.step_back(returning):
            break
    return returning


def acts(made: Plan) -> str:
    """The rows in one letter each: a(dd), c(hange), . (same), s(kip)."""
    return "".join({"add": "a", "change": "c", "same": ".", "skip": "s"}[row.act] for row in made.rows)


def schools(n: int, street: str = "Prøvevej") -> str:
    """A register of `n` schools."""
    return HEAD + "".join(f"{i};Skole {i};{street} {i};0000{i:04};Folkeskoler\n" for i in range(1, n + 1))
