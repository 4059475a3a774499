"""A team for the tests of the page: people with titles, a tour, a clock that stands still."""

from collections.abc import Callable
from dataclasses import dataclass, field

from slack_sdk import WebClient

from tests.browser.gallery import CHOICES, FRAMES, STAGE
from workspace import Channel, Command, Person, RunningWorkspace, Words, WorkspaceConfig
from workspace.config import TourStep

MORNING = 1795395300.0  # Monday 23 November 2026, 8:55 in Shanghai
AGENTS = ["王芳", "李静", "张伟", "刘洋", "陈晨", "杨帆", "赵敏", "黄磊", "吴迪", "徐莉"]
PEOPLE = [
    Person("lin", "林岚", title=Words("主管", "Supervisor"), featured=True),
    Person(
        "alice",
        "Alice Wong",
        locale="en-US",
        tz="America/New_York",
        title=Words("质检", "Quality control"),
        featured=True,
    ),
    Person("zhou", "周宁", title=Words("组长", "Lead")),
    *(Person(f"p{i}", name, title=Words("客服", "Agent")) for i, name in enumerate(AGENTS)),
]
TOUR = [
    TourStep(Words("欢迎", "Welcome"), Words("先看看上周怎么样。", "Start with last week.")),
    TourStep(
        Words("问一个数", "Ask for a figure"),
        Words("只有你能看到回答。", "Only you see the answer."),
        person="lin",
        channel="reports",
        types=Words("/show 上周", "/show last week"),
    ),
    TourStep(
        Words("看看主页", "Open Home"),
        Words("你的待办都在这里。", "What you have to do is here."),
        person="alice",
        channel="@bot",
        tab="home",
    ),
]


@dataclass
class Steps:
    """A traveller that stops every `every` seconds and calls `arrive` there."""

    every: float = 3600.0
    arrive: Callable[[float], object] = field(default=lambda _now: None)

    def next(self, now: float, until: float) -> float:
        return min(until, now + self.every)

    def arrived(self, now: float) -> None:
        self.arrive(now)


def team(steps: Steps | None = None, *, tour: bool = False) -> WorkspaceConfig:
    """A workspace of thirteen people in three channels, Monday morning; `tour` gives it one."""
    names = [person.name for person in PEOPLE]
    return WorkspaceConfig(
        people=PEOPLE,
        channels=[
            Channel("general", names, topic="每周一复盘"),
            Channel("reports", names),
            Channel("quiet", names),
        ],
        commands=[Command("/show", Words("看一看", "Show something"))],
        team_name="青禾旗舰店",
        app_name="复盘",
        bot_name="fupan",
        clock=lambda: MORNING,
        traveller=steps,
        tour=TOUR if tour else (),
    )


def furnish(running: RunningWorkspace) -> None:
    """Says a little in #general, with every kind of block and a thread."""
    for name in ("lin", "lin", "alice", "p0"):
        running.as_person(name).says(f"早上好，{name}", channel="general")
    client = WebClient(running.bot_token, base_url=running.base_url)
    stage = client.chat_postMessage(channel="general", text="stage", blocks=STAGE)
    for text in ("明细一", "明细二"):
        client.chat_postMessage(channel="general", text=text, thread_ts=str(stage["ts"]))
    client.chat_postMessage(channel="general", text="frames", blocks=FRAMES)
    client.chat_postMessage(channel="general", text="choices", blocks=CHOICES)
