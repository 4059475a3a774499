"""How deep and how large a JSON value is, found without recursion: for values of any shape."""

import json

DEEPEST = 64


def too_deep(value: object) -> bool:
    """True when arrays and objects are nested more than `DEEPEST` levels."""
    level: list[object] = [value]
    for _ in range(DEEPEST + 1):
        level = [part for item in level for part in _parts(item)]
        if not level:
            return False
    return True


def _parts(value: object) -> list[object]:
    """The arrays and objects directly within a value."""
    if isinstance(value, dict):
        return [part for part in value.values() if isinstance(part, dict | list)]
    if isinstance(value, list):
        return [part for part in value if isinstance(part, dict | list)]
    return []


def size(value: object) -> int:
    """The bytes of the value as compact JSON in UTF-8. The value must not be too deep."""
    if isinstance(value, dict):
        return 1 + sum(size(k) + size(v) + 2 for k, v in value.items()) + (not value)
    if isinstance(value, list):
        return 1 + sum(size(item) + 1 for item in value) + (not value)
    if isinstance(value, str):
        return len(json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    if isinstance(value, int) and value.bit_length() > 64:
        return value.bit_length() // 3  # Python refuses to write out very long numbers
    return len(json.dumps(value)) if isinstance(value, bool | int | float | None) else 0
