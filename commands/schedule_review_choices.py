"""What can be chosen in the form for a series of reviews: cadences, days, how long ahead. Data."""

from collections.abc import Mapping

from base.form import Option
from base.language import Bilingual
from base.schedule import Cadence, DayKind, DayRule
from commands.schedule_form import DAY_NAMES
from commands.schedule_reviews import MOST_AHEAD

# Values that name no days of their own.
USUAL, KEPT = "usual", "as_it_is"
CADENCES = (
    Option(Cadence.WEEKLY, Bilingual("每周", "Weekly")),
    Option(Cadence.MONTHLY, Bilingual("每月", "Monthly")),
    Option(Cadence.QUARTERLY, Bilingual("每季度", "Quarterly")),
    Option(Cadence.ANNUAL, Bilingual("每年", "Annual")),
    Option(Cadence.BEFORE_PROMOTION, Bilingual("大促前准备会", "Before each promotion")),
    Option(Cadence.PROMOTION, Bilingual("大促后复盘", "After each promotion")),
)
AHEAD = tuple(
    Option(str(n), name)
    for n, name in enumerate(
        (
            Bilingual("开会当天", "The same day"),
            Bilingual("提前 1 个工作日", "1 working day before"),
            *(
                Bilingual(f"提前 {n} 个工作日", f"{n} working days before")
                for n in range(2, MOST_AHEAD + 1)
            ),
        )
    )
)


def _rules() -> dict[str, tuple[Bilingual, DayRule]]:
    """Return the days that can be chosen, by their values."""
    found: dict[str, tuple[Bilingual, DayRule]] = {}
    for n in range(7):
        name = DAY_NAMES[f"weekday{n}"]
        found[f"weekday{n}"] = (name, DayRule(DayKind.WEEKDAYS, frozenset({n})))
    found["first_workday"] = (
        Bilingual("当月第一个工作日", "The first working day of the month"),
        DayRule(DayKind.FIRST_WORKDAY),
    )
    found["last_workday"] = (
        Bilingual("当月最后一个工作日", "The last working day of the month"),
        DayRule(DayKind.LAST_WORKDAY),
    )
    for n, ending in ((3, "rd"), (5, "th"), (8, "th"), (10, "th"), (15, "th"), (20, "th")):
        name = Bilingual(f"当月 {n} 日", f"The {n}{ending} of the month")
        found[f"month{n}"] = (name, DayRule(DayKind.MONTH_DAY, month_day=n))
    for n in (5, 10, 15, 20):
        name = Bilingual(f"大促前 {n} 个工作日", f"{n} working days before the promotion")
        found[f"before{n}"] = (name, DayRule(DayKind.BEFORE_PROMOTION, month_day=n))
    for n in (2, 3, 5, 10):
        name = Bilingual(f"大促后 {n} 个工作日", f"{n} working days after the promotion")
        found[f"after{n}"] = (name, DayRule(DayKind.AFTER_PROMOTION, month_day=n))
    return found


RULES: Mapping[str, tuple[Bilingual, DayRule]] = _rules()
USUAL_DAYS = Option(
    USUAL,
    Bilingual("按惯例（周三、每月 5 号、大促后 3 天）", "The usual (Wednesday, the 5th)"),
)
KEPT_DAYS = Option(KEPT, Bilingual("还是现在的日子", "The days as they are now"))
