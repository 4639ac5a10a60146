"""Every decoder of the program on 10,000 damaged inputs each: taken, or refused with a reason; nothing else.

`MUTATIONS=n` chooses how many; a failure names its number, and every run damages alike. What a taken input means is
proved beside each decoder; here it must at least be what its bytes say: written again, it is the same.
"""

import inspect
import io
import os
import pkgutil
import random
import re
import resource
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from types import FrameType

import pytest
from helpers import bundles
from helpers.bodies import BODIES, CUT, D1, D2
from helpers.commits import commit, keys, revision
from helpers.mutations import changed, damaged
from helpers.organisation import MIDT, NOW, Organisation, device

import sync
from desktop.domain import catalogues, identifiers
from desktop.services import kits
from desktop.services.errors import BadFile
from desktop.store import vault_file
from desktop.store.errors import StoreError
from desktop.texts import Texts
from sync import bundle, control_bodies, control_ops, control_rows, protocol
from sync.client import enrolment, health, names, pages
from sync.codec import Value, decode, encode
from sync.crypto import sealed_file
from sync.crypto.envelope import open_bodies
from sync.crypto.keys import SigningKey
from sync.errors import SyncError
from sync.heads import Beat, Entry, GenStart, Head
from sync.keybox import KeyBox
from sync.model import NO_WITNESS, ZERO32, Commit, CtlRef, Dot, Header, header_in, without_bodies
from sync.revision import Revision
from sync.server import waiting

MUTATIONS = int(os.environ.get("MUTATIONS", "10000"))
MEMORY_MB = 300
"""What a decoder may take of memory over all its inputs together."""

SERVER = SigningKey(b"s" * 32)
ORG, SPACE = b"o" * 16, b"p" * 16
START = GenStart(ORG, SPACE, 1, NO_WITNESS, NOW).signed(SERVER)
HEAD = Head(ORG, SPACE, 1, 1, b"c" * 32, NOW).signed(SERVER)
BEAT = Beat(ORG, SPACE, keys().device_id, 1, ((b"i" * 8, 1, b"c" * 32),), NO_WITNESS, CtlRef(1, ZERO32), 0, b"", 5)
COMMIT = commit(1)
FIELD = Organisation()
INVITE = enrolment.Invite.new(FIELD.root.pk, "https://sync.fiktivby.example", NOW)
REQUEST = enrolment.Request.make(INVITE, device("bente"))


@dataclass(frozen=True)
class Decoder:
    """One decoder, a valid input, what it may raise, and what of what it took can be written again."""

    take: Callable[[bytes], object]
    valid: bytes
    refusals: tuple[type[Exception], ...] = (SyncError,)
    raw: Callable[[object], bytes] | None = None
    msgpack: bool = True


def _text(parse: Callable[[str], object]) -> Callable[[bytes], object]:
    return lambda raw: parse(raw.decode("utf-8", "replace"))


def _value(parse: Callable[[Value], object]) -> Callable[[bytes], object]:
    return lambda raw: parse(decode(raw, 1 << 20))


def _body(kind: str) -> Callable[[bytes], object]:
    return lambda raw: control_bodies.parse_body(kind, decode(raw, 1 << 20))


def _opened(raw: bytes) -> list[bytes]:
    made = Commit.parse(raw)
    made.header.understood()
    return open_bodies(made, b"\x55" * 32)


def _entry(raw: bytes) -> object:
    return Entry.from_value(decode(raw, 1 << 20))


def _sealed(raw: bytes) -> object:
    return sealed_file.Head(io.BytesIO(len(raw).to_bytes(4, "big") + raw))


def _same(taken: object) -> bytes:
    raw = taken.raw  # type: ignore[attr-defined]
    return raw() if callable(raw) else raw  # type: ignore[no-any-return]


KIT = kits.Kit.generate()
PAGE = kits.halves(KIT)[0]
SIX = names.six_words(b"w" * 32)
RESULT = protocol.PushResult(protocol.STORED, 1)
HELLO = protocol.Hello((1,), protocol.hello_limits(), 5, b"c" * 32, SERVER.pk)
VAULT = vault_file.bytes_of(
    vault_file.Vault(True, b"k" * 32, b"s" * 16, 0, 0, vault_file.Head(), ([1, 8, 1, 1, b"s" * 16, b"w" * 40],))
)
CATALOGUE = '[[row]]\ncode = "a"\nda = "Æble"\nen = "Apple"\n[[row]]\ncode = "b"\nda = "B"\nen = "B"\nshown = false\n'

DECODERS: dict[str, Decoder] = {
    "codec": Decoder(lambda raw: decode(raw, 1 << 20), COMMIT.raw(), raw=encode),
    "dot": Decoder(_value(Dot.parse), encode([b"c" * 32, 3])),
    "header": Decoder(Header.parse, COMMIT.header.raw, raw=_same),
    "commit": Decoder(Commit.parse, COMMIT.raw(), raw=_same),
    "header of a commit": Decoder(header_in, COMMIT.raw()),
    "commit without bodies": Decoder(without_bodies, COMMIT.raw()),
    "bodies": Decoder(_opened, COMMIT.raw()),
    "revision": Decoder(Revision.parse, revision().raw, raw=_same),
    "op": Decoder(control_ops.Op.parse, FIELD.log.ops[0][0]),
    "ctlhead": Decoder(control_ops.CtlHead.parse, FIELD.log.ops[0][1]),
    **{f"body {n} {one.KIND}": Decoder(_body(one.KIND), encode(one.value())) for n, one in enumerate(BODIES)},
    "cuts": Decoder(_value(control_rows.parse_cuts), encode([list(CUT)])),
    "spaces": Decoder(_value(control_rows.parse_spaces), encode([MIDT, SPACE])),
    "keybox": Decoder(KeyBox.parse, encode([1, ORG, SPACE, 1, D1, 1, bytes(1168), D2, b"s" * 64])),
    "wait token": Decoder(waiting.Token.parse, waiting.Token(5, {ORG: (1,), SPACE: (2, 3)}).raw()),
    "invite": Decoder(enrolment.Invite.parse, INVITE.raw, raw=_same),
    "request": Decoder(enrolment.Request.parse, REQUEST.raw, raw=_same),
    "welcome": Decoder(
        enrolment.Welcome.parse, enrolment.Welcome(REQUEST.hash, ((b"op", b"head"),), (b"box",), (), ()).raw()
    ),
    "GenStart": Decoder(GenStart.parse, START.raw(), raw=_same),
    "Head": Decoder(Head.parse, HEAD.raw(), raw=_same),
    "Beat": Decoder(Beat.parse, BEAT.signed(keys())),
    "manifest": Decoder(bundle.Manifest.parse, bundles.manifest().raw(), raw=_same),
    "segment": Decoder(bundle.parse_segment, bundle.segment_of([bundles.LOOSE, encode([9, 1]), encode([2, b"raw"])])),
    "bundle": Decoder(bundles.faults, bundles.bundle(), msgpack=False),
    "sealed bundle": Decoder(_sealed, encode([1, ORG, [[1, D1, 1, bytes(1168)], [2, "words"]]])),
    "Entry": Decoder(_entry, encode([1, 5, COMMIT.value()])),
    "Hello": Decoder(protocol.Hello.parse, HELLO.raw(), raw=_same),
    "Problem": Decoder(protocol.Problem.parse, protocol.Problem("gap", [1, b"x"]).raw(), raw=_same),
    "LogPage": Decoder(protocol.LogPage.parse, protocol.log_page([(1, 5, COMMIT.raw())], HEAD, 1)),
    "PushAnswer": Decoder(
        protocol.PushAnswer.parse, protocol.PushAnswer((RESULT, RESULT), HEAD).raw(), raw=_same
    ),
    "CtlPage": Decoder(protocol.CtlPage.parse, protocol.CtlPage(((b"op", b"head"),), b"head").raw(), raw=_same),
    "raws": Decoder(protocol.parse_raws, encode([b"a", b"b"])),
    "refill": Decoder(protocol.parse_refill, encode([[b"op", b"head"]])),
    "wait": Decoder(protocol.parse_wait, encode([b"token", [SPACE]])),
    "push": Decoder(protocol.parse_push, protocol.push_body([COMMIT.value()])),
    "six words": Decoder(
        _text(lambda typed: names.same_words(typed, SIX)), " ".join(SIX).encode(), msgpack=False
    ),
    "key file": Decoder(vault_file.parse, VAULT, (StoreError,), vault_file.bytes_of, msgpack=False),  # type: ignore[arg-type]
    "kit page": Decoder(
        _text(kits.read_page),
        kits.page_text(PAGE, KIT.org, Texts("da")).encode(),
        (BadFile, kits.WrongPage),
        msgpack=False,
    ),
    "page words": Decoder(
        _text(lambda line: pages.read_words("A", 1, line)), pages.word_lines(PAGE)[0].encode(), msgpack=False
    ),
    "page digits": Decoder(
        _text(lambda line: pages.read_digits(7, line)), pages.digit_lines(PAGE)[0].encode(), msgpack=False
    ),
    "health": Decoder(health.parse, encode({"lacks": [1, 2, 300], "v": 1})),
    "sealed health": Decoder(health.outside, encode([1, 2, b"s" * 80])),
    "code list": Decoder(
        _text(lambda text: catalogues.parse("x", text)), CATALOGUE.encode(), (catalogues.BadCatalogue,), msgpack=False
    ),
    "personal number": Decoder(_text(identifiers.parse_cpr), b"670761-4285", (identifiers.NotANumber,), msgpack=False),
    "institution number": Decoder(
        _text(identifiers.parse_institution_no), b"012345", (identifiers.NotANumber,), msgpack=False
    ),
    "telephone": Decoder(_text(identifiers.parse_phone), b"+45 12 34 56 78", (identifiers.NotANumber,), msgpack=False),
}  # fmt: skip


@pytest.mark.parametrize("name", DECODERS)
def test_whatever_comes_is_taken_or_refused(name: str) -> None:
    """Bytes flipped, cut and spliced; fields of another type, length or number; and things that were never ours."""
    decoder = DECODERS[name]
    decoder.take(decoder.valid)
    value = decode(decoder.valid, 1 << 20) if decoder.msgpack else None
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    rng = random.Random(name)
    for number in range(MUTATIONS):
        bad = _spoilt(rng, decoder, value)
        try:
            taken = decoder.take(bad)
        except decoder.refusals as problem:
            assert getattr(problem, "reason", str(problem)), f"number {number}"
            continue
        except Exception as problem:
            raise AssertionError(f"number {number}: {type(problem).__name__}") from problem
        if decoder.raw is not None:
            assert decoder.raw(taken) == bad, f"number {number}: not what its bytes say"
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < MEMORY_MB << 10


def _spoilt(rng: random.Random, decoder: Decoder, value: Value) -> bytes:
    how = rng.random()
    if how < 0.03:
        return rng.choice(
            (b"", b"<!doctype html><title>Log ind</title>", rng.randbytes(rng.randrange(90)), bytes(5000))
        )
    if decoder.msgpack and how < 0.5:
        other = changed(rng, value)
        return encode(changed(rng, other) if rng.random() < 0.3 else other)
    bad = damaged(rng, decoder.valid)
    return damaged(rng, bad) if rng.random() < 0.3 else bad


def _parsers() -> dict[object, str]:
    """Every function of `sync` that reads bytes or a value from outside, by its code."""
    found: dict[object, str] = {}
    for module in pkgutil.walk_packages(sync.__path__, "sync."):
        if module.name.endswith("__main__"):
            continue
        made = import_module(module.name)
        owners = [made, *(item for _name, item in inspect.getmembers(made, inspect.isclass))]
        for owner in owners:
            for name, item in inspect.getmembers(owner):
                function = getattr(item, "__func__", item)
                if inspect.isfunction(function) and re.match(r"(parse|from_value$|read_)", name):
                    arguments = list(inspect.signature(function).parameters)
                    if function.__module__.startswith("sync.") and {"raw", "value"} & set(arguments):
                        found[function.__code__] = f"{function.__module__}.{function.__qualname__}"
    return found


def test_no_decoder_is_forgotten() -> None:
    """Whatever parses in `sync` is run by one of the decoders above."""
    called: set[object] = set()

    def note(frame: FrameType, event: str, _argument: object) -> None:
        if event == "call":
            called.add(frame.f_code)

    sys.setprofile(note)
    try:
        for decoder in DECODERS.values():
            decoder.take(decoder.valid)
    finally:
        sys.setprofile(None)
    parsers = _parsers()
    assert len(parsers) > 30
    assert sorted(name for code, name in parsers.items() if code not in called) == []
