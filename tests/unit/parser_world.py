"""A small workspace to parse questions in, and meanings told in one line."""

from datetime import date

from base.dimensions import Dim
from base.language import Bilingual, Lang
from metrics.model import Member, NotUnderstood, Period, Question, Stat
from metrics.parser import Lexicon, parse
from metrics.promotions import DEFAULT

TODAY = date(2026, 11, 21)
LEXICON = Lexicon(
    (
        Member(Dim.TEAM, 1, Bilingual("售前组", "Pre-sales")),
        Member(Dim.TEAM, 2, Bilingual("售后组", "After-sales")),
        Member(Dim.TEAM, 3, Bilingual("抖音组", "Douyin team")),
        Member(Dim.SHOP, 1, Bilingual("木棉旗舰店", "Mumian flagship")),
        Member(Dim.SHOP, 2, Bilingual("木棉抖音店", "Mumian Douyin")),
        Member(Dim.CHANNEL, "tmall", Bilingual("天猫", "Tmall")),
        Member(Dim.CHANNEL, "douyin", Bilingual("抖音", "Douyin")),
        Member(Dim.PLATFORM, "tmall", Bilingual("天猫", "Tmall")),
        Member(Dim.PLATFORM, "douyin", Bilingual("抖音", "Douyin")),
        Member(Dim.AGENT, 10, Bilingual("小美", "Mei")),
        Member(Dim.AGENT, 11, Bilingual("王喆", "Wang Zhe")),
        Member(Dim.AGENT, 12, Bilingual("奥布莱恩", "O'Brien")),
        Member(Dim.AGENT, 13, Bilingual("晴晴", "Sunny")),
        Member(Dim.CATEGORY, "logistics", Bilingual("物流", "Shipping")),
    )
)


def language(text: str) -> Lang:
    return Lang.ZH if any("\u4e00" <= char <= "\u9fff" for char in text) else Lang.EN


def ask(text: str, today: date = TODAY, lexicon: Lexicon = LEXICON) -> Question | NotUnderstood:
    return parse(text, today=today, lexicon=lexicon, promotions=DEFAULT, lang=language(text))


def days_told(period: Period) -> str:
    """Tell the days of a period; a trailing + where it is not over."""
    same_year = period.start.year == TODAY.year
    start = f"{period.start:%m-%d}" if same_year else period.start.isoformat()
    end = f"{period.end:%m-%d}" if same_year else period.end.isoformat()
    days = start if start == end else f"{start}..{end}"
    return f"{days}+" if period.partial else days


def _against(question: Question) -> list[str]:
    told = []
    for baseline in question.baselines:
        days = ",".join(days_told(period) for period in baseline.periods)
        told.append(f"vs {baseline.against} {days}".strip())
    return told


def meaning(question: Question | NotUnderstood) -> str:
    """Tell an understanding in a line. A trailing + marks a period that is not over."""
    assert isinstance(question, Question), question
    parts = [f"why {question.why}"] if question.why else []
    parts += [question.metric.key, days_told(question.period)]
    if question.stat is not Stat.MEAN:
        parts.append(question.stat)
    parts += [f"by {dim}" for dim in question.cuts]
    parts += [f"{f.dim}={','.join(map(str, f.members))}" for f in question.filters]
    if question.hours:
        parts.append(f"{question.hours[0]}-{question.hours[1]}h")
    parts += _against(question)
    parts += ["worst first"] if question.worst_first else []
    parts += [f"{c.typed}>{c.read_as.zh} {c.how}" for c in question.corrections]
    parts += [note.key for note in question.notes]
    return " | ".join(parts)


# The four usual weeks before Double 11 2026, and their first five days.
USUAL = "vs usual 08-24..08-30,08-31..09-06,09-07..09-13,09-14..09-20"
USUAL_TO_FRIDAY = "vs usual 08-24..08-30,08-31..09-06,09-07..09-13,09-14..09-20"
AFTER_PROMOTION = "note.before_is_promotion"
ASSUMED = "note.period_assumed"
