"""Secrets are found in no file, also when they are forgotten."""

from pathlib import Path

from helpers.stores import made

from desktop.store.secrets import DEVICE, Secrets


def test_secrets_are_kept_replaced_and_forgotten(tmp_path: Path) -> None:
    """Byte strings by name; the bytes are found in no file, also after they were dropped."""
    with made(tmp_path)[0] as store:
        secrets = Secrets(store)
        assert secrets.get(DEVICE) is None
        secrets.put(DEVICE, b"old")
        secrets.put(DEVICE, b"private key of a device")
        assert secrets.get(DEVICE) == b"private key of a device"
        assert all(b"private key" not in file.read_bytes() for file in tmp_path.iterdir())
        secrets.drop(DEVICE)
        assert secrets.get(DEVICE) is None
