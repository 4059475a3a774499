"""Targets: what was agreed on for a figure, listed, set, split and taken away again.

Everybody sees them and their history; they are set by those who oversee. For a department, a team,
a shop, a channel, a product or a country, never for a person.
"""

from dataclasses import replace

from base.answer import Answer
from commands.context import Context, Request
from commands.lexicon import standing
from commands.metric import answer_metric
from commands.target_history import answer_history
from commands.target_listing import listed, shown
from commands.target_reading import Asked, checked, not_understood, understanding
from commands.target_setting import set_wish, wish_of
from commands.target_splitting import answer_split
from commands.target_words import Verb, time_in, verb_in
from metrics.model import NotUnderstood


def answer_targets(context: Context, request: Request) -> Answer:
    """List the targets, or set, split or take away one; without a value tell how a figure stands.

    Raises Refusal for somebody who may not set any, and for what no target can be set for.
    """
    verb, text = verb_in(request.text.strip())
    if verb is Verb.HISTORY:
        return answer_history(context, request, text)
    if verb is Verb.SPLIT:
        return answer_split(context, request, text)
    if verb is Verb.LIST or not text:
        return _listed(context, request, text)
    with context.database.read() as work:
        known = standing(work, context)
        wish = wish_of(known, work, context, request, text)
        if isinstance(wish, Asked):
            today = request.today(context.clock)
            return shown(known, work, request, wish.metric, wish.whose, today)
    if wish is None:
        return answer_metric(context, replace(request, text=f"目标 {text}"))
    return set_wish(context, request, wish)


def _listed(context: Context, request: Request, text: str) -> Answer:
    """List all targets, or those of the metric that is named."""
    today = request.today(context.clock)
    with context.database.read() as work:
        known = standing(work, context)
        if not text:
            return listed(known, work, request, today)
        found = understanding(known, work, context, request)(time_in(text, today).rest)
        if isinstance(found, NotUnderstood):
            raise not_understood(found, request)
        asked = checked(known, work, request, found)
        return shown(known, work, request, asked.metric, asked.whose, today)
