"""What people wrote, without the names of those who work here: for rooms wider than a group.

Only names: a time, a number or a shop in somebody's words is what the words are about. What is
anonymous goes through much more (`reviews/masking`).
"""

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property

from base.language import Listing, Msg, Value
from reviews.masking_clean import shadow
from reviews.masking_names import Names
from reviews.masking_tokens import LABELS, Hidden
from storage.engine import Work
from storage.names import everybody_called


class Unnamed:
    """Hides the names of everybody of the staff list, in all their spellings."""

    def __init__(self, work: Work) -> None:
        self._work = work

    @cached_property
    def _names(self) -> Names:
        return Names(everybody_called(self._work))

    def text(self, written: str) -> str:
        """Return a text with "colleague" in its own language for every name."""
        chinese = any("\u4e00" <= sign <= "\u9fff" for sign in written)
        mark = LABELS[Hidden.COLLEAGUE][0 if chinese else 1]
        kept, at = "", 0
        for start, end, put in sorted(self._names.find(written, shadow(written), mark)):
            if start >= at:
                kept, at = kept + written[at:start] + put, end
        return kept + written[at:]

    def message(self, said: Msg) -> Msg:
        """Return a message with the texts of people's in it without names."""
        return replaced(said, self.text)


def replaced(said: Msg, by: Callable[[str], str]) -> Msg:
    """Return a message whose texts were put through a function."""
    return replace(said, params={name: _value(value, by) for name, value in said.params.items()})


def _value(value: Value, by: Callable[[str], str]) -> Value:
    match value:
        case str():
            return by(value)
        case Msg():
            return replaced(value, by)
        case Listing(items=items):
            return replace(value, items=tuple(_value(one, by) for one in items))
        case _:
            return value
