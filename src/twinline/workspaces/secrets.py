"""Keys derived from the installation's one secret, and the sealing of everything else. Never loads Django."""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE_BYTES = 12
KEY_BYTES = 32


class Unreadable(Exception):
    """Sealed bytes do not open: another key, another place, or altered."""


def derive(secret: bytes, purpose: str) -> bytes:
    """32 bytes bound to a purpose, by HKDF-SHA256."""
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=f"twinline/{purpose}".encode()).derive(secret)


def role_password(secret: bytes, role: str) -> str:
    """A database role's password; nothing to store, and a new secret changes them all."""
    return derive(secret, f"role/{role}").hex()


def new_key() -> bytes:
    return os.urandom(KEY_BYTES)


def seal_with(key: bytes, plain: bytes, aad: bytes) -> bytes:
    """AES-256-GCM: nonce (12 bytes) followed by the ciphertext with its tag."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, aad)


def open_with(key: bytes, sealed: bytes, aad: bytes) -> bytes:
    """The plain bytes; raises Unreadable."""
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], aad)
    except (InvalidTag, ValueError) as error:
        raise Unreadable("Sealed bytes do not open with this key in this place.") from error


class Vault:
    """Seals what belongs to the installation. The place (`aad`) is bound in, so swapped ciphertexts fail."""

    def __init__(self, secret: bytes) -> None:
        self._key = derive(secret, "vault")

    def seal(self, plain: bytes, aad: bytes) -> bytes:
        return seal_with(self._key, plain, aad)

    def open(self, sealed: bytes, aad: bytes) -> bytes:
        return open_with(self._key, bytes(sealed), aad)
