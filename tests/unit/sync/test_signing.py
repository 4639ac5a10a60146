"""Our one form of RFC 9421, held against a library for all of them: each accepts what the other signs."""

import json
import os
import time
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from http_message_signatures import HTTPMessageSigner, HTTPMessageVerifier, HTTPSignatureKeyResolver, algorithms

from sync import signing
from sync.client.transport import _Signed
from sync.crypto.keys import DeviceKeys, SigningKey, verify_plain
from sync.errors import Refused
from sync.protocol import CHALLENGE_HEADER, COVERED, SIGNATURE_TAG, Hello

V10 = json.loads((Path(__file__).parents[2] / "vectors" / "v10.json").read_text(encoding="utf-8"))
NOW = int(time.time())
URLS = [
    "http://endpoint/v1/o/00/ctl?after=0",
    "http://endpoint/v1/o/00/wait?v=",
    "http://endpoint/v1/o/0%2f0/wait",
    "http://endpoint/v1/o/00/s/11/log?gen=1&after=12&max_bytes=1048576",
]


class Keys(HTTPSignatureKeyResolver):
    """One machine's keys, as the library wants them."""

    def __init__(self, keys: DeviceKeys) -> None:
        self.key = Ed25519PrivateKey.from_private_bytes(keys.signing.private_bytes())

    def resolve_private_key(self, key_id: str) -> object:
        """The key."""
        return self.key

    def resolve_public_key(self, key_id: str) -> object:
        """The key."""
        return self.key.public_key()


@pytest.mark.parametrize("url", URLS)
@pytest.mark.parametrize("body", [b"", b"\x91\x01"])
def test_the_library_accepts_what_we_sign(url: str, body: bytes) -> None:
    """Covered components, parameters and digest are those of the standard."""
    keys = DeviceKeys.generate()
    signed = _Signed(keys, time.monotonic)
    signed.hear(Hello((1,), (1, 1, 1), NOW * 1000, b"c" * 24, b"k" * 32))
    request = httpx.Request("POST", url, content=body)
    signed.sign(request, body)
    verifier = HTTPMessageVerifier(signature_algorithm=algorithms.ED25519, key_resolver=Keys(keys))
    (result,) = verifier.verify(request, expect_tag=SIGNATURE_TAG, require_components=COVERED, body=body)
    assert result.parameters["keyid"] == keys.device_id.hex()
    signed.sign(request, body)
    assert len(request.headers.get_list("signature")) == 1


@pytest.mark.parametrize("case", V10["requests"], ids=lambda case: case["method"])
def test_vector_v10(case: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """A pc whose clock says 1970 signs at the endpoint's time: byte for byte, and the endpoint reads it so."""
    seconds = iter((1000.0, 1000.0 + V10["seconds_since_hello"]))
    monkeypatch.setattr(time, "time", lambda: float(V10["pc_clock_s"]))
    monkeypatch.setattr(os, "urandom", lambda _n: bytes.fromhex(V10["nonce"]))
    key = SigningKey(bytes.fromhex(V10["sign_seed"]))
    keys = SimpleNamespace(device_id=bytes.fromhex(V10["device"]), signing=key)
    signed, challenge = _Signed(keys, lambda: next(seconds)), bytes.fromhex(V10["hello"]["challenge"])  # type: ignore[arg-type]
    signed.hear(Hello((1,), (1, 1, 1), V10["hello"]["time_ms"], challenge, b"k" * 32))
    body = bytes.fromhex(case["body"])
    request = httpx.Request(case["method"], f"http://endpoint{case['path']}?{case['query']}", content=body)
    signed.sign(request, body)
    assert {name: request.headers[name] for name in case["headers"]} == case["headers"]
    claim = signing.claim(case["headers"]["signature-input"], case["headers"]["signature"])
    digest = signing.content_digest(body)
    covered = signing.base(case["method"], case["path"], case["query"], digest, challenge.hex(), claim.parameters)
    assert (covered.decode(), claim.created, claim.device.hex()) == (case["base"], V10["created"], V10["device"])
    assert verify_plain(key.pk, covered, claim.signature)


@pytest.mark.parametrize("url", URLS)
def test_we_accept_what_the_library_signs(url: str) -> None:
    """An older client of ours signs with it."""
    keys, body = DeviceKeys.generate(), b"x"
    request = httpx.Request("POST", url, content=body, headers={CHALLENGE_HEADER: "ab" * 24})
    HTTPMessageSigner(signature_algorithm=algorithms.ED25519, key_resolver=Keys(keys)).sign(
        request,
        key_id=keys.device_id.hex(),
        created=datetime.fromtimestamp(NOW, UTC),
        nonce="A" * 22,
        tag=SIGNATURE_TAG,
        covered_component_ids=COVERED,
        body=body,
    )
    said = signing.claim(request.headers["signature-input"], request.headers["signature"])
    assert (said.created, said.device, said.nonce) == (NOW, keys.device_id, "A" * 22)
    digest = request.headers["content-digest"]
    assert digest == signing.content_digest(body)
    path, _, query = request.url.raw_path.decode().partition("?")
    covered = signing.base("POST", path, query, digest, "ab" * 24, said.parameters)
    assert verify_plain(keys.signing.pk, covered, said.signature)
    assert not verify_plain(keys.signing.pk, covered + b" ", said.signature)


GOOD = signing.headers("d", "c", signing.parameters(1, "ab" * 16, "n" * 22), bytes(64))
INPUT, SIGNATURE = GOOD["signature-input"], GOOD["signature"]


@pytest.mark.parametrize(
    ("said", "made"),
    [
        ("", SIGNATURE),
        (INPUT, ""),
        (INPUT.replace("rt=", "xy="), SIGNATURE),
        (INPUT.replace('"@query" ', ""), SIGNATURE),
        (INPUT.replace('"@method" "@path"', '"@path" "@method"'), SIGNATURE),
        (INPUT.replace('"@query"', '"@query";req'), SIGNATURE),
        (INPUT.replace(';tag="rt1"', ""), SIGNATURE),
        (INPUT.replace('tag="rt1"', 'tag="rt2"'), SIGNATURE),
        (INPUT.replace("ed25519", "hmac-sha256"), SIGNATURE),
        (INPUT.replace("created=1", 'created="1"'), SIGNATURE),
        (INPUT.replace("created=1", "created=1.5"), SIGNATURE),
        (INPUT.replace("created=1", "created=-1"), SIGNATURE),
        (INPUT.replace('keyid="' + "ab" * 16 + '"', "keyid=12"), SIGNATURE),
        (INPUT.replace("ab" * 16, "zz" * 16), SIGNATURE),
        (INPUT.replace(";created=1", ";created=1;created=2"), SIGNATURE),
        (INPUT.replace(';nonce="', ';expires=5;nonce="'), SIGNATURE),
        (INPUT + ", b=()", SIGNATURE),
        (INPUT + "\n", SIGNATURE),
        (INPUT, SIGNATURE.replace("rt=", "xy=")),
        (INPUT, SIGNATURE[:-3] + ":"),
        (INPUT, SIGNATURE + ", rt=:AA==:"),
    ],
)
def test_any_other_form_is_refused(said: str, made: str) -> None:
    """What we never send is no signature, however valid it might be elsewhere."""
    assert signing.claim(INPUT, SIGNATURE).device == b"\xab" * 16
    with pytest.raises(Refused):
        signing.claim(said, made)
