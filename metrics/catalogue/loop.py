"""The loop itself: what meetings decide, and what becomes of it. From Fupan's own records."""

from base.dimensions import Dim
from base.language import Bilingual
from base.units import Good, Unit
from metrics.catalogue.shared import terms
from metrics.model import Chapter, Interval, Metric, Records

_CUTS = frozenset({Dim.DAY, Dim.WEEK, Dim.MONTH, Dim.TEAM})

METRICS: tuple[Metric, ...] = (
    Metric(
        key="decide_rate",
        name=Bilingual("会议必决率", "Decide rate"),
        formula=Records("decide_rate"),
        unit=Unit.SHARE,
        good=Good.UP,
        chapter=Chapter.LOOP,
        cuts=_CUTS,
        synonyms=terms(
            "会议必决率|必决率|会议决策率|会议必决|议题决议率|decide rate|decided problems|"
            "share of problems decided|decision rate"
        ),
        definition=Bilingual(
            "会议必决率 = 会上定了行动或写明不做理由的问题 ÷ 议程上的问题，算在开会那天。",
            "Decide rate = problems the meeting settled with an action or a written “no action” ÷ "
            "problems on its agenda, counted on the day of the meeting.",
        ),
        words=Bilingual("会上有结论的问题 ÷ 议程上的问题", "problems decided ÷ problems raised"),
        n_of=Bilingual("个问题", "problems"),
        interval=Interval.WILSON,
        small_n=30,
        source="2.2 decide_rate, R23",
    ),
    Metric(
        key="action_done_rate",
        name=Bilingual("决后必办率", "Action completion"),
        formula=Records("action_done_rate"),
        unit=Unit.SHARE,
        good=Good.UP,
        chapter=Chapter.LOOP,
        cuts=_CUTS,
        synonyms=terms(
            "决后必办率|必办率|决后必办|行动完成率|行动项完成率|行动按时完成率|落实率|"
            "action completion|action completion rate|action done rate|"
            "actions done on time|follow-through rate|行动完成|行动项完成|actions done|"
            "action items done"
        ),
        definition=Bilingual(
            "决后必办率 = 到期前已核实办完的行动 ÷ 期内到期的行动；过期后再改期的照样算没办到。",
            "Action completion = items verified by their due date ÷ items due in the period; a "
            "new date given after the old one has passed does not undo the miss.",
        ),
        words=Bilingual(
            "到期前核实的 ÷ 期内到期的", "verified by the due date ÷ due in the period"
        ),
        n_of=Bilingual("项行动", "items"),
        interval=Interval.WILSON,
        small_n=30,
        source="2.2 action_done_rate, R24",
    ),
)
