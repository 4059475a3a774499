"""A request that a person can mend, told as what was wrong and what would work."""

from base.language import Msg


class Refusal(Exception):  # noqa: N818 - the design's word: it is an answer, not a fault of ours
    """The request cannot be met as it stands; `message` says why, `suggestions` what works.

    Suggestions are at most three requests, typed as the person would type them.
    """

    def __init__(self, message: Msg, suggestions: tuple[str, ...] = ()) -> None:
        super().__init__(message.key)
        self.message = message
        self.suggestions = suggestions
