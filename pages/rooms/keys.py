"""A room's code, which everybody sees, and the secrets of host and players, which nobody does."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass

ALPHABET = "CDFHJKMNPQRTWXY34679"
"""No two of them look alike (0 and O, 1 and I, 2 and Z, 5 and S, 6 and G, 8 and B, U and V), and no
vowel is among them, so no code is a word."""

LENGTH = 6
"""Sixty-four million codes: at one wrong guess a second, which `services` allows all visitors
together, a given room is found in two years."""


def new_code() -> str:
    """Return a code by chance; whether it is free, the database says."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def clean_code(raw: str) -> str | None:
    """Return a code as it is kept, from what a person typed; None where it is none."""
    code = "".join(letter for letter in raw.upper() if letter.isalnum())
    fits = len(code) == LENGTH and set(code) <= set(ALPHABET)
    return code if fits else None


def spaced(code: str) -> str:
    """Return a code in two halves, as it is read out."""
    half = LENGTH // 2
    return f"{code[:half]} {code[half:]}"


def hashed(secret: str) -> str:
    """Return what is kept of a secret: it is long and random, so a plain hash tells nothing."""
    return hashlib.sha256(secret.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Key:
    """What a browser holds to be let in again.

    Attributes:
        code: of the room.
        player: the player's number; 0 for the host.
        secret: whose hash the database has.
    """

    code: str
    player: int
    secret: str

    @classmethod
    def read(cls, text: str) -> "Key | None":
        """Return the key that a browser kept as text; None for anything else."""
        code, _, rest = text.partition(".")
        player, _, secret = rest.partition(".")
        number = player.isascii() and player.isdigit() and len(player) <= 9
        if clean_code(code) != code or not number or not 0 < len(secret) <= 64:
            return None
        return cls(code, int(player), secret)

    def fits(self, kept: str) -> bool:
        """Return whether this is the secret whose hash was kept."""
        return hmac.compare_digest(hashed(self.secret), kept)

    def __str__(self) -> str:
        return f"{self.code}.{self.player}.{self.secret}"


def new_secret() -> str:
    """Return a secret of 128 bits."""
    return secrets.token_urlsafe(16)
