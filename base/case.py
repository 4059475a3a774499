"""Cases: what people report of their work, most of them without their names. Pure data.

No class here has a place for who sent a case anonymously, when, or from where: what cannot be held
cannot be leaked. `named_by` is for those who want to be known.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from base.language import Bilingual
from base.schedule import Level


class CaseKind(StrEnum):
    """What a case is about."""

    WRONG = "wrong"
    WELL = "well"
    RULE = "rule"
    IDEA = "idea"


class Help(StrEnum):
    """Whether the customer of a case still needs something."""

    SOLVED = "solved"
    NOT_YET = "not_yet"
    UNSURE = "unsure"


class CaseState(StrEnum):
    """Where a case stands.

    WAITING is still sealed in the inbox; OPEN lies in the moderators' queue, ASKED too, with a
    question to the sender; APPROVED waits for its review; DECIDED was discussed. MERGED lives on in
    another case.
    """

    WAITING = "waiting"
    OPEN = "open"
    ASKED = "asked"
    APPROVED = "approved"
    DECIDED = "decided"
    DECLINED = "declined"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"


QUEUE = frozenset({CaseState.OPEN, CaseState.ASKED})
# What can still be taken back: nobody has discussed it yet, or it says what another case says.
RETRACTABLE = frozenset({CaseState.WAITING, *QUEUE, CaseState.APPROVED, CaseState.MERGED})
LEVELS = (Level.GROUP, Level.DEPARTMENT, Level.COMPANY)


class Consent(StrEnum):
    """What the person praised in a good case said: nothing was asked, no answer yet, yes, no."""

    NONE = "none"
    ASKED = "asked"
    YES = "yes"
    NO = "no"


@dataclass(frozen=True)
class Topic:
    """A category of the taxonomy."""

    key: str
    name: Bilingual


# What lies behind a case, in the order in which people meet it; the last one is for the rest.
TOPICS: tuple[Topic, ...] = (
    Topic("rule_unknown", Bilingual("规则没传到", "A rule did not reach us")),
    Topic("rule_unfit", Bilingual("规则不好用", "A rule does not fit")),
    Topic("reply", Bilingual("话术、回复", "Scripts and replies")),
    Topic("product", Bilingual("商品信息、商品质量", "Product facts and quality")),
    Topic("logistics", Bilingual("物流、仓库", "Delivery and warehouse")),
    Topic("after_sales", Bilingual("退换、维修、回访", "Returns, repairs, follow-up")),
    Topic("complaint", Bilingual("投诉、赔付", "Complaints and compensation")),
    Topic("dispute", Bilingual("纠纷、平台介入", "Disputes and platform rulings")),
    Topic("handover", Bilingual("交接、协作", "Handover and teamwork")),
    Topic("tools", Bilingual("系统、工具", "Systems and tools")),
    Topic("load", Bilingual("排班、忙不过来", "Shifts and workload")),
    Topic("other", Bilingual("其他、疑难", "Other and odd cases")),
)
TOPIC_OF: Mapping[str, Topic] = {topic.key: topic for topic in TOPICS}


@dataclass(frozen=True)
class Report:
    """What somebody sends in, masked already. `week` is the Monday of the week it was sent in.

    `team` is 0 and `level` None where the sender leaves that open; `praised` the person who did
    well, 0 for nobody; `named_by` who sent it, 0 for an anonymous one.
    """

    kind: CaseKind
    happened: str
    known: str
    helps: str
    topic: str
    week: date
    level: Level | None = None
    team: int = 0
    help: Help = Help.SOLVED
    praised: int = 0
    named_by: int = 0


@dataclass(frozen=True)
class Note:
    """A question of the moderators' or the sender's answer to it."""

    question: bool
    text: str


@dataclass(frozen=True)
class Case:
    """A case that has been released to the moderators.

    `id` is random; `released_on` the day of its whole batch; `look_by` when it should have been
    read. `reason` says why it was declined or what was decided without an action, `action` is the
    item that came of it (0 for none), `merged_into` the case it lives on in.
    """

    id: str
    report: Report
    state: CaseState
    released_on: date
    look_by: date
    level: Level | None
    team: int
    notes: tuple[Note, ...] = ()
    consent: Consent = Consent.NONE
    reason: str = ""
    action: int = 0
    merged_into: str = ""
    tags: tuple[str, ...] = ()
    version: int = 0
