"""What a favourite may be called: nothing that means something already."""

import unicodedata

from base.language import Lang, Msg, msg
from commands.context import Context, Request
from commands.kept_words import kept_asked
from commands.lexicon import standing
from commands.summary_words import summary_asked
from metrics.model import Question
from metrics.parser import parse

LONGEST = 40


def tidy(name: str) -> str:
    """Return a name as it is kept: plain width, single blanks."""
    return " ".join(unicodedata.normalize("NFKC", name).split())


def trouble(context: Context, request: Request, name: str) -> Msg | None:
    """Return why a favourite cannot be called so, None where it can."""
    from commands.router import is_question

    if not name or len(name) > LONGEST:
        return msg("favourite.name_length", most=LONGEST)
    if not any(sign.isalpha() for sign in name) or "=" in name or name[0] in "#/@+-":
        return msg("favourite.name_signs", name=name)
    if kept_asked(name) is not None or summary_asked(name) is not None or not is_question(name):
        return msg("favourite.name_command", name=name)
    if _is_figure(context, request, name):
        return msg("favourite.name_metric", name=name)
    return None


def _is_figure(context: Context, request: Request, name: str) -> bool:
    """Say whether a name is a question as it stands: it would never be asked for the favourite."""
    with context.database.read() as work:
        known = standing(work, context)
        for lang in Lang:
            found = parse(
                name,
                today=request.today(context.clock),
                lexicon=known.lexicon,
                promotions=known.promotions,
                lang=lang,
            )
            if isinstance(found, Question):
                return True
    return False
