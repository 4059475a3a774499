"""An Answer as one JSON object: raw, unrounded, its keys a contract (design.md, "Doors")."""

from typing import Any

from base.answer import Answer, Comparison, FollowUp, Kind, PeriodShown, Row
from base.language import Lang
from base.post import Post
from base.refusal import Refusal
from bot.render.characters import sound
from bot.render.grids import grid_json
from bot.render.texts import word


def answer_json(answer: Answer, lang: Lang) -> dict[str, Any]:
    """Return the object that `fupan ask --json` prints."""
    figure = answer.figure
    return {
        "kind": answer.kind.value,
        "text": word(answer.takeaway, lang),
        "metric": figure.metric if figure else None,
        "stat": figure.stat if figure else None,
        "unit": figure.unit.value if figure else None,
        "currency": figure.currency if figure else None,
        "period": _period(answer.period, lang) if answer.period else None,
        "value": figure.value if figure else None,
        "compare": [_comparison(c, lang) for c in answer.compare],
        "target": answer.target,
        "n": figure.n if figure else None,
        "rows": [_row(row, lang) for row in answer.table.rows] if answer.table else [],
        "grid": grid_json(answer.grid, lang) if answer.grid else None,
        "lines": [word(line, lang) for line in answer.lines],
        "notes": [word(note, lang) for note in answer.notes],
        "sources": [word(source, lang) for source in answer.sources],
        "understood": word(answer.understood, lang) if answer.understood else None,
        "suggestions": [sound(f.request) for f in _follow_ups(answer)],
        "post": _post(answer.post, lang) if answer.post else None,
    }


def _follow_ups(answer: Answer) -> tuple[FollowUp, ...]:
    """Return the next requests; of a post first those of its parts."""
    if answer.post is None:
        return answer.follow_ups
    of_parts = (f for section in answer.post.sections for f in section.follow_ups)
    return (*of_parts, *answer.post.follow_ups)


def _post(post: Post, lang: Lang) -> dict[str, Any]:
    """Return the texts of a post, and its details as answers with their raw figures."""
    return {
        "title": word(post.title, lang),
        "takeaway": word(post.takeaway, lang),
        "lead": [word(line, lang) for line in post.lead],
        "figures": [
            {"name": word(one.name, lang), "text": word(one.text, lang)} for one in post.figures
        ],
        "sections": [
            {
                "heading": word(section.heading, lang),
                "inline": word(section.inline, lang) if section.inline else None,
                "lines": [word(line, lang) for line in section.lines],
            }
            for section in post.sections
        ],
        "notes": [word(note, lang) for note in post.notes],
        "period": _period(post.period, lang) if post.period else None,
        "details": [answer_json(detail, lang) for detail in post.details],
    }


def refusal_json(refusal: Refusal, lang: Lang) -> dict[str, Any]:
    """Return the same object for a request that was refused."""
    empty = Answer(kind=Kind.REFUSAL, takeaway=refusal.message)
    return answer_json(empty, lang) | {"suggestions": [sound(text) for text in refusal.suggestions]}


def _period(period: PeriodShown, lang: Lang) -> dict[str, Any]:
    return {
        "start": period.start.isoformat(),
        "end": period.end.isoformat(),
        "label": word(period.label, lang),
        "partial": period.partial,
    }


def _comparison(compared: Comparison, lang: Lang) -> dict[str, Any]:
    return {
        "against": compared.against,
        "period": _period(compared.period, lang),
        "value": compared.value,
        "change": compared.change,
        "change_unit": compared.change_unit,
        "n": compared.n,
        "verdict": compared.verdict,
    }


def _row(row: Row, lang: Lang) -> dict[str, Any]:
    members = {dim: key if key is not None else sound(name.in_(lang))
               for (dim, name), key in zip(row.members, _keys(row), strict=True)}  # fmt: skip
    found = members | {"value": row.value, "n": row.n, "before": row.before}
    return found if row.part is None else found | {"part": row.part}


def _keys(row: Row) -> tuple[str | None, ...]:
    return row.keys or tuple(None for _ in row.members)
