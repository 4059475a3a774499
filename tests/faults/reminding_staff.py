"""Who is there in a fault test of reminders, and when: people, days, figures, the workspace."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from base.language import Lang
from base.rights import Role
from storage.people import StaffRow
from tests.faults.reckoned import HERE, ONE, workday
from workspace import Channel, Person, WorkspaceConfig

# A Monday; neither a holiday nor a promotion until 12 December.
FIRST = date(2026, 11, 23)
A, B = "售前组", "售后组"
LEADS = {A: "ULU", B: "UWU"}
ABOVE_ALL = "ULAN"
LEAVERS = ("UZHOU", "UBAI")
STAFF = (
    StaffRow("陈露", "Lu", team=A, team_en="Pre-sales", lead=True, slack_user="ULU"),
    StaffRow("何伟", "Wei", team=A, slack_user="UWEI"),
    StaffRow("晴晴", "Sunny", team=A, slack_user="USUN"),
    StaffRow("老周", "Zhou", team=A, slack_user="UZHOU"),
    StaffRow("吴迪", "Di", team=B, team_en="After-sales", lead=True, slack_user="UWU"),
    StaffRow("小美", "Mei", team=B, slack_user="UMEI"),
    StaffRow("阿布", "Abu", team=B, slack_user="UABU", lang=Lang.EN),
    StaffRow("大白", "Bai", team=B, slack_user="UBAI"),
    StaffRow("林岚", "Lan", roles=(Role.SUPERVISOR,), slack_user="ULAN"),
)
USERS = {str(row.slack_user): row for row in STAFF}


def at(day: date, hour: int, minute: int = 0, second: float = 0.0) -> datetime:
    """Return a moment of a day in Shanghai."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC) - HERE
    return midnight + timedelta(hours=hour, minutes=minute, seconds=second)


def days(count: int) -> list[date]:
    """Return so many working days from the first one on."""
    return [day for n in range(2 * count + 7) if workday(day := FIRST + n * ONE)][:count]


def token(number: int) -> str:
    """Return the word by which an item is found in a message: no other text has it."""
    return f"K{number:03d}"


def config() -> WorkspaceConfig:
    """Return a workspace of these people, with Slack's rates and without channels of theirs."""
    return WorkspaceConfig(
        people=[Person(user.lower(), row.name, id=user) for user, row in USERS.items()],
        channels=[Channel("all", [user.lower() for user in USERS])],
        app_name="Fupan",
        bot_name="fupan",
        rate_limits=True,
        bot_events=frozenset(),
    )


def figures(bonus: int = 0) -> Iterator[tuple[object, ...]]:
    """Return ten weeks of figures of one team; with a bonus those of one day, which are others."""
    yield ("day", "shop", "team", "agent", "contacts", "frt_n", "frt_sum_s", "ratings", "good")
    for n in range(16, 17) if bonus else range(70):
        day = FIRST + (n - 70) * ONE
        yield day, "旗舰店", A, "客服一", 100, 20, 1200 + n % 7 + bonus, 10, 9
