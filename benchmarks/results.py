"""Figures as JSON in `benchmarks/results/`, each file with the machine they were measured on."""

import json
import time
from collections.abc import Mapping
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

RESULTS = Path(__file__).resolve().parent / "results"
_CHECKS = 2_000


def verify_us() -> float:
    """Processor time of one signature check: what bounds every figure at one record a commit."""
    key, message = Ed25519PrivateKey.generate(), bytes(32)
    public, signature = key.public_key(), key.sign(message)
    began = time.process_time()
    for _ in range(_CHECKS):
        public.verify(signature, message)
    return round((time.process_time() - began) / _CHECKS * 1e6, 1)


def write(name: str, about: Mapping[str, object], figures: Mapping[str, object]) -> None:
    """Prints the figures and keeps them as `results/NAME.json`."""
    text = json.dumps({"machine": about, "figures": figures}, indent=2, ensure_ascii=False)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.json").write_text(text + "\n", encoding="utf-8")
    print(text)
