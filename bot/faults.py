"""References for what went wrong on our side: short, easy to read out, found again in the log."""

import secrets

# No 0/O, 1/I/L: people read references to each other.
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def new_reference() -> str:
    """Return four characters that name one failure."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(4))
