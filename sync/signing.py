"""Signed requests: the one form of RFC 9421 that client and endpoint speak (docs/protocol.md, 2). Knows no key.

The library for all forms of it (which the tests hold this against) takes longer than the request itself.
"""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass

from sync.errors import Refused
from sync.protocol import CHALLENGE_HEADER, COVERED, SIGNATURE_TAG

WRONG = "request signature is wrong"
_LABEL = "rt"
_COMPONENTS = "(" + " ".join(f'"{name}"' for name in COVERED) + ")"
_NAMES = frozenset({"created", "keyid", "alg", "nonce", "tag"})
_INPUT = re.compile(
    rf'([a-z*][a-z0-9_.*-]{{0,31}})=({re.escape(_COMPONENTS)}((?:;[a-z]+=(?:[0-9]{{1,15}}|"[A-Za-z0-9_=+/-]{{0,64}}")){{5}}))'
)
_SIGNATURE = re.compile(r"([a-z*][a-z0-9_.*-]{0,31})=:([A-Za-z0-9+/]{86}==):")


def content_digest(body: bytes) -> str:
    """RFC 9530, of an empty body too."""
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode('ascii')}:"


def base(method: str, path: str, query: str, digest: str, challenge: str, parameters: str) -> bytes:
    """The signature base: the bytes that are signed."""
    values = (method, path, f"?{query}", digest, challenge)
    lines = [f'"{name}": {value}' for name, value in zip(COVERED, values, strict=True)]
    return "\n".join([*lines, f'"@signature-params": {parameters}']).encode("latin-1")


def parameters(created: int, key_id: str, nonce: str) -> str:
    """What is covered, and by whom, when and once."""
    return f'{_COMPONENTS};created={created};keyid="{key_id}";alg="ed25519";nonce="{nonce}";tag="{SIGNATURE_TAG}"'


def headers(digest: str, challenge: str, signed: str, signature: bytes) -> dict[str, str]:
    """The header lines of a signed request."""
    return {
        CHALLENGE_HEADER: challenge,
        "content-digest": digest,
        "signature-input": f"{_LABEL}={signed}",
        "signature": f"{_LABEL}=:{base64.b64encode(signature).decode('ascii')}:",
    }


@dataclass(frozen=True)
class Claim:
    """What a signed request says of its signature; nothing of it is verified yet."""

    parameters: str
    created: int
    device: bytes
    nonce: str
    signature: bytes


def claim(signature_input: str, signature: str) -> Claim:
    """From the two header lines. Raises Refused for any other form than ours; the order of parameters is free."""
    said, made = _INPUT.fullmatch(signature_input), _SIGNATURE.fullmatch(signature)
    if said is None or made is None or said[1] != made[1]:
        raise Refused(WRONG)
    values = dict(part.split("=", 1) for part in said[3].split(";")[1:])
    if values.keys() != _NAMES or (values["alg"], values["tag"]) != ('"ed25519"', f'"{SIGNATURE_TAG}"'):
        raise Refused(WRONG)
    if not values["created"].isdigit() or '"' not in values["keyid"] or '"' not in values["nonce"]:
        raise Refused(WRONG)
    try:
        device = bytes.fromhex(values["keyid"].strip('"'))
        sig = base64.b64decode(made[2], validate=True)
    except (ValueError, binascii.Error):
        raise Refused(WRONG) from None
    return Claim(said[2], int(values["created"]), device, values["nonce"].strip('"'), sig)
