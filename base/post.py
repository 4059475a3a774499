"""A post: what the bot says of its own accord, as data. Longer than an answer, still one screen.

Its parts come in the order in which they are read: what happened, the figures, why, what is needed.
The details of a post are answers of their own, for its thread.
"""

from dataclasses import dataclass

from base.answer import Answer, FollowUp, PeriodShown
from base.language import Msg


@dataclass(frozen=True)
class Labelled:
    """A line that begins with its own name: "CSAT" and "88.0%, target 92%, missed"."""

    name: Msg
    text: Msg


@dataclass(frozen=True)
class Section:
    """A part under a heading. `inline` stands on the heading's own line: "Needs help: nothing".

    `follow_ups` are its own buttons, right below it; they count among those of the whole post.
    """

    heading: Msg
    lines: tuple[Msg, ...] = ()
    inline: Msg | None = None
    follow_ups: tuple[FollowUp, ...] = ()


@dataclass(frozen=True)
class Post:
    """The whole of a post. `title` is its header, `takeaway` its first line.

    Together they are the notification line. `lead` stands under the takeaway; `notes` are the
    small print; `details` go to the thread.
    """

    title: Msg
    takeaway: Msg
    lead: tuple[Msg, ...] = ()
    figures: tuple[Labelled, ...] = ()
    sections: tuple[Section, ...] = ()
    notes: tuple[Msg, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    details: tuple[Answer, ...] = ()
    period: PeriodShown | None = None
