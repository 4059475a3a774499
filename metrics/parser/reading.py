"""From tokens to what was asked for: metrics, time, cuts, names, comparisons. Nothing is resolved.

Words take part by what they are, not by where they stand; only a preposition and its noun ("by
team", "vs last year", "since 11 Nov") must be neighbours.
"""

from dataclasses import dataclass, field

from base.dimensions import Dim
from metrics.model import Against, Stat
from metrics.parser.folding import Folded, is_cjk
from metrics.parser.words import (
    Earlier,
    Hours,
    Meaning,
    MetricWord,
    MissingMetric,
    Named,
    Noun,
    Rank,
    Sign,
    Token,
    Unit,
    When,
)

# Words that are two signs in one.
_BOTH = {Sign.WHY_FELL: (Sign.WHY, Sign.FELL), Sign.WHY_ROSE: (Sign.WHY, Sign.ROSE)}
_DATED = frozenset({Unit.DATE, Unit.DAY_OF_MONTH, Unit.NAMED_MONTH, Unit.HOLIDAY, Unit.WEEKDAY})


@dataclass
class Reading:
    """What the words of a text say, with the tokens that say it.

    `paired` says that two names are compared or joined ("A vs B").
    """

    folded: Folded
    metrics: list[tuple[Token, MetricWord]] = field(default_factory=list)
    missing: list[tuple[Token, MissingMetric]] = field(default_factory=list)
    stats: list[tuple[Token, Stat]] = field(default_factory=list)
    whens: list[tuple[Token, When]] = field(default_factory=list)
    baselines: list[tuple[Token, When | Against | Earlier]] = field(default_factory=list)
    cuts: list[tuple[Token, Dim]] = field(default_factory=list)
    names: list[tuple[Token, Named]] = field(default_factory=list)
    hours: list[tuple[Token, Hours]] = field(default_factory=list)
    ranks: list[tuple[Token, Rank]] = field(default_factory=list)
    signs: dict[Sign, Token] = field(default_factory=dict)
    unknown: list[Token] = field(default_factory=list)
    no_cut: list[Token] = field(default_factory=list)
    paired: bool = False

    def typed(self, token: Token) -> str:
        """Return a token as it was typed."""
        return self.folded.as_typed(token.start, token.end)

    def dims(self) -> tuple[Dim, ...]:
        """Return the cuts asked for, each once, in their order."""
        return tuple(dict.fromkeys(dim for _, dim in self.cuts))


def read(folded: Folded, tokens: list[Token]) -> Reading:
    """Read tokens (see `trie.cut`) of a folded text."""
    reading = Reading(folded)
    words = [token for token in tokens if token.meaning is not Sign.FILLER]
    words = _ranges(folded, _without_closers(folded, words))
    words = _onlys(folded, _sinces(words))
    for at, token in enumerate(words):
        _take(reading, token, words[at - 1] if at else None)
    _compare_names(reading)
    return reading


def _compare_names(reading: Reading) -> None:
    """In 售前售后满意度对比 上月 the names are compared with each other, not with last month."""
    if reading.whens or len(reading.baselines) != 1 or len(reading.names) < 2 or reading.paired:
        return
    token, when = reading.baselines[0]
    kinds = [{member.dim for member in named.members} for _, named in reading.names]
    before = reading.folded.chars[: token.start].rstrip()
    if isinstance(when, When) and before.endswith(("对比", "比较")) and set.intersection(*kinds):
        reading.whens.append((token, when))
        reading.baselines.clear()
        reading.paired = True


def _take(reading: Reading, token: Token, before: Token | None) -> None:
    match token.meaning:
        case None:
            _take_unknown(reading, token, before)
        case When():
            _take_when(reading, token, token.meaning, before)
        case Noun():
            _take_noun(reading, token, token.meaning, before)
        case MetricWord():
            _take_metric(reading, token, token.meaning, before)
        case MissingMetric():
            reading.missing.append((token, token.meaning))
        case Named():
            reading.names.append((token, token.meaning))
            joined = before is not None and _is_one(before.meaning, Sign.VERSUS, Sign.AND)
            reading.paired = reading.paired or joined
        case _:
            _take_rest(reading, token)


# Nouns of a cut that names of metrics begin with: 各客服销售额 asks by agent.
_HEADS = (
    ("客服", Dim.AGENT),
    ("员工", Dim.AGENT),
    ("人员", Dim.AGENT),
    ("店铺", Dim.SHOP),
    ("商品", Dim.PRODUCT),
    ("产品", Dim.PRODUCT),
)


def _take_metric(reading: Reading, token: Token, word: MetricWord, before: Token | None) -> None:
    reading.metrics.append((token, word))
    if before is None or before.meaning is not Sign.BY or before.end != token.start:
        return
    text = reading.folded.chars[token.start : token.end]
    for head, dim in _HEADS:
        if text.startswith(head):
            reading.cuts.append((Token(token.start, token.start + len(head), dim), dim))


def _take_rest(reading: Reading, token: Token) -> None:
    match token.meaning:
        case Stat():
            reading.stats.append((token, token.meaning))
        case Dim():
            reading.cuts.append((token, token.meaning))
        case Hours():
            reading.hours.append((token, token.meaning))
        case Rank():
            reading.ranks.append((token, token.meaning))
        case Against() | Earlier():
            reading.baselines.append((token, token.meaning))
        case Sign():
            for sign in _BOTH.get(token.meaning, (token.meaning,)):
                reading.signs.setdefault(sign, token)
        case _:
            return


def _is_one(meaning: Meaning, *signs: Sign) -> bool:
    return any(meaning is sign for sign in signs)


def _take_unknown(reading: Reading, token: Token, before: Token | None) -> None:
    if before is not None and before.meaning is Sign.BY:
        reading.no_cut.append(token)
    _join_unknown(reading, token)


def _take_when(reading: Reading, token: Token, when: When, before: Token | None) -> None:
    """A time is a baseline after a word of comparing ("vs last year", "和去年比")."""
    if before is not None and _is_one(before.meaning, Sign.VERSUS, Sign.AND):
        reading.baselines.append((token, when))
    else:
        reading.whens.append((token, when))


def _take_noun(reading: Reading, token: Token, noun: Noun, before: Token | None) -> None:
    led = before is not None and _is_one(before.meaning, Sign.BY, Sign.AND)
    if led or token.alone:
        reading.cuts.append((token, noun.dim))
    elif noun.loose:
        return
    elif token.end - token.start == 1 and is_cjk(reading.folded.chars[token.start]):
        # One glued character ("天" of 天气) is a piece of a word that is not known.
        _join_unknown(reading, token)
    else:
        reading.cuts.append((token, noun.dim))


def _join_unknown(reading: Reading, token: Token) -> None:
    last = reading.unknown[-1] if reading.unknown else None
    if last is not None and last.end == token.start:
        reading.unknown[-1] = Token(last.start, token.end, None)
    else:
        reading.unknown.append(token)


def _without_closers(folded: Folded, words: list[Token]) -> list[Token]:
    """Leave out the 比 that closes 和去年比: it does not compare with what comes after it."""
    kept: list[Token] = []
    for token in words:
        closes = (
            token.meaning is Sign.VERSUS
            and is_cjk(folded.chars[token.start])
            and len(kept) > 1
            and isinstance(kept[-1].meaning, When | Against)
            and _is_one(kept[-2].meaning, Sign.VERSUS, Sign.AND)
        )
        if not closes:
            kept.append(token)
    return kept


def _ranges(folded: Folded, words: list[Token]) -> list[Token]:
    """Join "A to B", "A - B" and "between A and B" to one time word."""
    joined: list[Token] = []
    at = 0
    between = any(token.meaning is Sign.BETWEEN for token in words)
    while at < len(words):
        token, used = words[at], 1
        if isinstance(token.meaning, When):
            second = _range_end(folded, words, at, between=between)
            if second is not None:
                token = _joined(token, words[second])
                used = second - at + 1
        joined.append(token)
        at += used
    return joined


def _range_end(folded: Folded, words: list[Token], at: int, *, between: bool) -> int | None:
    """Return where the second time of a range stands, None when there is no range."""
    if at + 1 >= len(words):
        return None
    following = words[at + 1]
    if isinstance(following.meaning, When):
        gap = folded.chars[words[at].end : following.start].strip()
        return at + 1 if gap in {"-", "~", "--", "..", "..."} else None
    joins = following.meaning is Sign.TO or (between and following.meaning is Sign.AND)
    if joins and at + 2 < len(words) and isinstance(words[at + 2].meaning, When):
        return at + 2
    return None


def _joined(first: Token, second: Token) -> Token:
    parts = (first.meaning, second.meaning)
    whens = tuple(part for part in parts if isinstance(part, When))
    return Token(first.start, second.end, When(Unit.RANGE, parts=whens))


def _onlys(folded: Folded, words: list[Token]) -> list[Token]:
    """Leave out "only" beside a name; beside anything else it says what nobody here understands."""
    out: list[Token] = []
    for at, token in enumerate(words):
        if token.meaning is not Sign.ONLY:
            out.append(token)
            continue
        beside = words[at + 1 : at + 2]
        if at and not is_cjk(folded.chars[token.start]):
            beside = [*beside, words[at - 1]]  # "tmall only"
        if not any(_is_name(one.meaning) for one in beside):
            out.append(token._replace(meaning=None))
    return out


def _is_name(meaning: Meaning) -> bool:
    return isinstance(meaning, Named) or _is_one(meaning, Sign.ASKER, Sign.ASKER_TEAM)


def _sinces(words: list[Token]) -> list[Token]:
    """Turn "since A", "A 以来" and a lone "from A" into one time word."""
    out: list[Token] = []
    for at, token in enumerate(words):
        before = words[at - 1].meaning if at else None
        after = words[at + 1].meaning if at + 1 < len(words) else None
        out.append(_since(token, before, after))
    return out


def _since(token: Token, before: object, after: object) -> Token:
    when = token.meaning
    if not isinstance(when, When) or when.unit is Unit.RANGE:
        return token
    lone_from = before is Sign.FROM and when.unit in _DATED
    if before is Sign.SINCE or after is Sign.SINCE or lone_from:
        return Token(token.start, token.end, When(Unit.SINCE, year=when.year, parts=(when,)))
    return token
