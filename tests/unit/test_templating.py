"""Templates of reviews: the eighteen that come with the bot, and the lines people edit one in."""

import re

import pytest

from base.review import BlockKind, Template
from base.schedule import Cadence, Level
from base.units import Good
from metrics.catalogue import CATALOGUE
from reviews.agenda_problems import proposals
from reviews.templating import CUTS, LEVELS, TemplateError, as_text, default_of, parsed

ALL = [(level, cadence) for level in LEVELS for cadence in Cadence]
HAN = re.compile(r"[\u4e00-\u9fff]")
WEEKLY = {
    Level.GROUP: [("last", 3), ("figures", 4), ("cases", 6), ("decide", 7)],
    Level.DEPARTMENT: [("last", 4), ("figures", 8), ("topic", 4), ("cases", 4), ("decide", 10)],
    Level.COMPANY: [("last", 3), ("figures", 5), ("topic", 4), ("decide", 8)],
}
# Review practice 4.1; between targets and causes stands what happened.
EIGHT = ("last", "targets", "causes", "well", "improve", "decide", "readout")
HAPPENED = {"figures", "topic"}


def words(template: Template) -> list[tuple[str, str]]:
    found = [template.name, template.who, *(block.title for block in template.blocks)]
    for block in template.blocks:
        for part in block.parts:
            found += [*([part.title] if part.title.zh else []), *part.prompts]
    return [(one.zh, one.en) for one in found]


@pytest.mark.parametrize(("level", "cadence"), ALL)
def test_every_template_is_whole_in_both_languages(level: Level, cadence: Cadence) -> None:
    template = default_of(level, cadence)
    assert (template.level, template.cadence) == (level, cadence)
    assert template.minutes == sum(block.minutes for block in template.blocks)
    assert all(block.minutes > 0 for block in template.blocks)
    for zh, en in words(template):
        assert HAN.search(zh) or zh == "", (zh, en)
        assert en, (zh, en)
        assert not HAN.search(en), (zh, en)


@pytest.mark.parametrize(("level", "cadence"), ALL)
def test_every_figure_and_cut_of_a_template_exists(level: Level, cadence: Cadence) -> None:
    for block in default_of(level, cadence).blocks:
        for part in block.parts:
            assert set(part.metrics) <= set(CATALOGUE)
            assert part.by == "" or part.by in CUTS
            assert part.metrics or part.prompts


@pytest.mark.parametrize(("level", "blocks"), WEEKLY.items())
def test_a_weekly_review_is_short(level: Level, blocks: list[tuple[str, int]]) -> None:
    template = default_of(level, Cadence.WEEKLY)
    assert [(block.kind.value, block.minutes) for block in template.blocks] == blocks
    assert template.minutes <= 30


@pytest.mark.parametrize(("level", "cadence"), [one for one in ALL if one[1] != Cadence.WEEKLY])
def test_longer_reviews_have_the_eight_blocks_in_order(level: Level, cadence: Cadence) -> None:
    kinds = [block.kind.value for block in default_of(level, cadence).blocks]
    assert HAPPENED & set(kinds)
    own = [kind for kind in kinds if kind not in HAPPENED and kind != BlockKind.PERSONAL]
    assert tuple(own) == EIGHT
    places = [at for at, kind in enumerate(kinds) if kind in HAPPENED]
    before_causes = [at for at in places if at < kinds.index("causes")]
    assert places == before_causes
    assert min(places) > kinds.index("targets")


def test_each_level_has_what_it_is_about() -> None:
    def titles(level: Level, cadence: Cadence) -> str:
        return " ".join(zh for zh, _ in words(default_of(level, cadence)))

    for cadence in (Cadence.MONTHLY, Cadence.QUARTERLY, Cadence.ANNUAL):
        company = titles(Level.COMPANY, cadence)
        at = [company.index(line) for line in ("业务线", "效率和成本线", "人员线")]
        assert at == sorted(at)
        department = titles(Level.DEPARTMENT, cadence)
        modules = ("数据汇报", "人员管理", "成本盘点", "业务内容分析")
        assert [department.index(one) for one in modules] == sorted(
            department.index(one) for one in modules
        )
        assert "个人成长" in titles(Level.GROUP, cadence)
    for cadence in (Cadence.QUARTERLY, Cadence.ANNUAL):
        assert "核心：降低成本、提高人效" in titles(Level.COMPANY, cadence)
        assert "目标分解" in titles(Level.DEPARTMENT, cadence)
    for level in (Level.COMPANY, Level.DEPARTMENT):
        monthly = default_of(level, Cadence.MONTHLY)
        assert any(part.by == "channel" for block in monthly.blocks for part in block.parts)
    for cadence in (Cadence.PROMOTION, Cadence.BEFORE_PROMOTION):
        assert "人力配备" in titles(Level.DEPARTMENT, cadence)


def test_there_is_a_proposal_for_every_figure_that_can_get_worse() -> None:
    judged = {key for key, one in CATALOGUE.items() if one.good in (Good.UP, Good.DOWN)}
    known = set(proposals())
    assert "default" in known
    assert known - {"default"} <= set(CATALOGUE)
    assert {key for key in judged - known if not key.startswith("repurchase_rate_")} == set()


# -- as lines --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("level", "cadence"), ALL)
def test_a_template_survives_being_edited_as_lines(level: Level, cadence: Cadence) -> None:
    template = default_of(level, cadence)
    assert parsed(as_text(template)) == template


def test_people_write_lines_in_their_own_way() -> None:
    template = parsed(
        "FOR | group | weekly\n\nname ｜ 周会\nwho | | Everybody\n"
        "figures | 数据 | 5\n- 接待 |  | contacts，frt\n？ 学到什么\n"
        "Decide | 决定 | Decide | 10"
    )
    assert template.name.en == "周会"
    assert template.who.zh == "Everybody"
    figures, decide = template.blocks
    assert (figures.kind, figures.minutes, figures.title.en) == (BlockKind.FIGURES, 5, "数据")
    assert figures.parts[0].metrics == ("contacts", "frt")
    assert [prompt.zh for prompt in figures.parts[0].prompts] == ["学到什么"]
    assert decide.title.en == "Decide"


HEAD = "for | group | weekly\nname | 周会 | Weekly\nwho | 全组 | All\n"
WRONG = [
    (HEAD + "dance | 跳舞 | Dance | 3", 4, "template.error.kind"),
    (HEAD + "decide | 决定 | Decide", 4, "template.error.minutes"),
    (HEAD + "decide | 决定 | Decide | 999", 4, "template.error.minutes"),
    (HEAD + "decide | 决定 | Decide | 9\n- 数 | Data | csat_rat", 5, "template.error.metric"),
    (HEAD + "decide | 决定 | Decide | 9\n- 数 | Data | frt | agent", 5, "template.error.by"),
    (HEAD + "? 问题", 4, "template.error.no_block"),
    (HEAD + "decide | | | 9", 4, "template.error.words"),
    (HEAD + "figures | 数据 | Data | 9", 0, "template.error.no_decide"),
    ("for | group | weekly\nwho | a | b\ndecide | a | b | 3", 0, "template.error.lacks"),
    (HEAD + "decide | " + "长" * 300 + " | b | 3", 4, "template.error.long"),
]


@pytest.mark.parametrize(("text", "line", "key"), WRONG)
def test_a_line_that_cannot_be_read_is_named(text: str, line: int, key: str) -> None:
    with pytest.raises(TemplateError) as caught:
        parsed(text)
    assert (caught.value.line, caught.value.what.key) == (line, key)
