"""The pictures of the README and of docs/ come from a real browser at a demo that has lived.

`FUPAN_WRITE_PICTURES=1 .venv/bin/pytest tests/browser/test_pictures.py` writes them anew. Otherwise
each scene is set again: what it is to show has to be in sight, and the picture that is committed
has to show the same words. These are kept inside the file, so that no picture grows old unnoticed,
whatever the typefaces of the machine. Nothing is compared pixel by pixel.
"""

import io
import os
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from playwright.sync_api import Locator, Page, expect

from base.language import Lang
from tests.browser.conftest import Opener
from tests.browser.visitor import Visitor
from tests.helpers.lived import copied, demo, lived, shared_folder, state

pytestmark = pytest.mark.slow

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
WRITES = os.environ.get("FUPAN_WRITE_PICTURES") == "1"
ANEW = "run FUPAN_WRITE_PICTURES=1 .venv/bin/pytest tests/browser/test_pictures.py and look at it"
HEAVIEST = 150_000
SUPERVISOR, LEAD, AGENT = "U0LIN", "U0HEYU", "U0LUO"
# The page takes the machine's typeface; the pictures are to look alike wherever they are made.
TYPEFACES = {
    Lang.ZH: '"Noto Sans CJK SC", sans-serif',
    Lang.EN: '"Liberation Sans", "Noto Sans CJK SC", sans-serif',
}
# The clock goes on while the test runs.
_TIME = re.compile(r"\d{1,2}:\d{2}(:\d{2})?(\s[AP]M)?")
_KEPT = "Description"

# Sets a scene; returns what the picture is of.
Setting = Callable[[Visitor], list[Locator]]


@dataclass(frozen=True)
class Scene:
    """One picture: who stands before it, how large, what has to be in sight in each language."""

    name: str
    who: str
    size: tuple[int, int]
    sets: Setting
    zh: tuple[str, ...] = ()
    en: tuple[str, ...] = ()

    def seen(self, lang: Lang) -> tuple[str, ...]:
        """Return the words that have to be in sight."""
        return self.zh if lang is Lang.ZH else self.en

    def file(self, lang: Lang) -> Path:
        """Return where the picture is kept; one that exists in one language only has none in it."""
        only = not (self.zh and self.en)
        return PICTURES / (f"{self.name}.png" if only else f"{self.name}-{lang.value}.png")


# -- the scenes ------------------------------------------------------------------------------------


def weekly(visitor: Visitor) -> list[Locator]:
    """Set the channel of the weekly summary, as the tour opens it."""
    summary = said(visitor, "双十一周 11/9", "Double 11, 9–15 Nov")
    begin(summary.locator("xpath=preceding-sibling::*[1]"))  # the day
    return [summary]


def answered(visitor: Visitor) -> list[Locator]:
    """Set a question of one line, its answer, and where the change sits."""
    visitor.to_bot()
    messages = visitor.page.locator("#messages article")
    expect(messages).not_to_have_count(0)
    before = messages.count()
    visitor.types(visitor.said("满意度 上周 按组", "csat last week by team"))
    expect(messages).to_have_count(before + 2)
    question, answer, why = (messages.nth(before + more) for more in range(3))
    visitor.presses(answer, "为什么", "Why")
    expect(why).to_be_visible()
    begin(question)
    return [question, answer, why]


def meeting(visitor: Visitor) -> list[Locator]:
    """Set the review under way: its agenda, and the thread in which it is walked."""
    visitor.goes_to(visitor.said("售后组", "after-sales"))
    agenda = said(visitor, "售后组周复盘 · 11/20", "After-sales review, Fri 20 Nov")
    agenda.locator(".thread-link").click()
    blocks = visitor.page.locator("#thread-messages article")
    expect(blocks).not_to_have_count(1)
    begin(agenda)
    begin(blocks.nth(-2))
    return [agenda, *blocks.all()[-2:]]  # what cases say comes before, in an order left to chance


def window_of_a_case(visitor: Visitor) -> list[Locator]:
    """Set the window in which one says something anonymously, before a word is written."""
    visitor.to_bot("home")
    visitor.presses(visitor.page.locator("#home"), "匿名说一件事", "Say it anonymously")
    window = visitor.window()
    expect(window.locator("textarea").first).to_be_visible()
    return [window]


def inspected(visitor: Visitor) -> list[Locator]:
    """Set the inspector with a button's envelope opened, beside the answers."""
    found = answered(visitor)
    page = visitor.page
    page.locator("#inspector-button").click()
    page.locator(".inspector-row > button", has_text="block_actions").first.click()
    expect(page.locator(".inspector-detail:visible")).to_contain_text("block_actions")
    begin(found[1])
    return found


WEEKLY_ZH = ("客服周报 · 双十一周 11/9–11/15", "首响明显变慢", "慢在 11/11 20–24 点", "导出")
WEEKLY_EN = (
    "CS weekly · Double 11, 9–15 Nov",
    "First reply clearly slower",
    "20:00–24:00",
    "Export",
)
SCENES = (
    Scene("page", SUPERVISOR, (1280, 800), weekly, (*WEEKLY_ZH, "何屿"), (*WEEKLY_EN, "Yu He")),
    Scene("phone", SUPERVISOR, (390, 844), weekly, WEEKLY_ZH, WEEKLY_EN),
    Scene(
        "answer", SUPERVISOR, (1280, 860), answered,
        ("满意度 上周 按组", "确实降了", "怎么算的", "最集中的一处是物流", "往下看"),
        ("csat last week by team", "a real drop", "How", "Logistics carries", "Drill down"),
    ),
    Scene(
        "review", LEAD, (1280, 900), meeting,
        ("售后组周复盘 · 11/20 周五 10:00", "要定 2 件事", "① 上次定的 · 3 分钟", "④ 原因和决定",
         "散会", "下一块"),
        ("After-sales review, Fri 20 Nov 10:00", "2 things to decide", "① Last time · 3 min",
         "④ Causes, decisions", "Close", "Next"),
    ),
    Scene(
        "case", AGENT, (1280, 800), window_of_a_case,
        ("我们不保存你是谁", "藏不住的", "是什么事", "发生了什么", "看打码结果"),
        ("We do not keep who you are", "What we cannot hide", "What is it about?",
         "What happened?", "See it masked"),
    ),
    # Shown on one page only, which is in English.
    Scene(
        "inspector", SUPERVISOR, (1280, 800), inspected,
        en=("Inspector", "chat.postMessage", "block_actions", "Payload", "Acknowledged", "Why"),
    ),
)  # fmt: skip
ALL = [
    pytest.param(scene, lang, id=scene.file(lang).stem)
    for lang in Lang
    for scene in SCENES
    if scene.seen(lang)
]


# -- the stage -------------------------------------------------------------------------------------

Stage = Callable[[Lang], str]


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Run a copy of the lived demo for each language that is asked for; tell its address."""
    running: dict[Lang, str] = {}
    with ExitStack() as stack:

        def address(lang: Lang) -> str:
            if lang not in running:
                made = lived(shared_folder(tmp_path_factory.getbasetemp()), lang)
                folder = copied(made, tmp_path_factory.mktemp("pictures"))
                running[lang] = stack.enter_context(demo(folder))
            return running[lang]

        yield address


def visitor_of(opener: Opener, address: str, scene: Scene, lang: Lang) -> Visitor:
    """Open the page as somebody who has put the tour away."""
    page = opener(f"{address}#as={scene.who}", *scene.size)
    expect(page.locator("#title")).not_to_be_empty()
    visitor = Visitor(page, lang)
    if not state(address)["tour_done"]:
        with page.expect_response("**/_/tour"):
            page.get_by_role("button", name=visitor.said("关闭导览", "Close the tour")).click()
        page.reload()
        expect(page.locator("#title")).not_to_be_empty()
    expect(page.locator("#tour")).to_be_hidden()
    expect(page.locator("#app-state")).to_contain_text(visitor.said("应用已连接", "App connected"))
    page.evaluate(
        "typeface => document.documentElement.style.setProperty('--sans', typeface)",
        TYPEFACES[lang],
    )
    return visitor


def said(visitor: Visitor, zh: str, en: str) -> Locator:
    """Return the newest message of the app with these words."""
    return visitor.last(visitor.said(zh, en))


def begin(first: Locator) -> None:
    """Let what is seen of a list begin with a part of it, or a little above: no line cut in two."""
    first.evaluate("""node => {
        const list = node.closest(".messages");
        const edge = list.getBoundingClientRect();
        list.scrollTop += node.getBoundingClientRect().top - edge.top;
        for (const message of list.querySelectorAll("article")) { // a mere beginning at the end
            const { top, bottom } = message.getBoundingClientRect();
            const shown = edge.bottom - top;
            if (bottom > edge.bottom && shown > 0 && shown < 70) list.scrollTop -= shown;
        }
        const words = document.createRange();
        words.selectNodeContents(list);
        for (let turn = 0; turn < 3; turn += 1) {
            const links = [...list.querySelectorAll(".thread-link")]
                .map(one => one.getBoundingClientRect());
            const cut = [...words.getClientRects(), ...links].filter(
                line => line.top < edge.top && line.bottom > edge.top + 3 && line.height < 40);
            if (cut.length) list.scrollTop -= edge.top - Math.min(...cut.map(line => line.top));
        }
    }""")


def calm(page: Page) -> None:
    """Have nothing hovered, nothing focused and nothing moving."""
    page.mouse.move(2, 2)
    page.evaluate("""async () => {
        document.activeElement?.blur();
        await document.fonts.ready;
        await Promise.allSettled(document.getAnimations().map(one => one.finished));
        await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
    }""")


# -- what is seen ----------------------------------------------------------------------------------

# Texts of which every line is in sight: not scrolled away, nothing before it.
_IN_SIGHT = """() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    const open = (node, line) => [0.25, 0.75].every(at => {
        const hit = document.elementFromPoint(
            line.left + line.width / 2, line.top + line.height * at);
        return hit && node.parentElement.contains(hit);
    });
    const found = [];
    while (walker.nextNode()) {
        const node = walker.currentNode;
        range.selectNodeContents(node);
        const lines = [...range.getClientRects()];
        if (lines.length && lines.every(line => open(node, line))) found.push(node.data);
    }
    return found;
}"""
_TOO_WIDE = """() => [document.documentElement, ...document.querySelectorAll(
    ".messages, .home, .composer, dialog[open], .pane-head")]
    .filter(one => one.clientWidth && one.scrollWidth > one.clientWidth)
    .map(one => one.id || one.className || one.tagName)"""


def told(shown: list[Locator]) -> str:
    """Return the words of what the picture is of, the same on every machine."""
    texts = (" ".join(_TIME.sub("", one.inner_text()).split()) for one in shown)
    return "\n".join(texts)


def taken(page: Page, words: str) -> bytes:
    """Return the picture as a small PNG that holds its words."""
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    few = picture.quantize(256, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    holding = PngInfo()
    holding.add_itxt(_KEPT, words)
    file = io.BytesIO()
    few.save(file, "PNG", optimize=True, pnginfo=holding)
    return file.getvalue()


@pytest.mark.parametrize(("scene", "lang"), ALL)
def test_a_picture_shows_what_is_there(
    opener: Opener, stage: Stage, scene: Scene, lang: Lang
) -> None:
    visitor = visitor_of(opener, stage(lang), scene, lang)
    words = told(scene.sets(visitor))
    calm(visitor.page)
    new, file = taken(visitor.page, words), scene.file(lang)
    if WRITES:
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(new)
    in_sight = visitor.page.evaluate(_IN_SIGHT)
    hidden = [one for one in scene.seen(lang) if not any(one in text for text in in_sight)]
    assert not hidden, f"not in sight: {hidden}; in sight: {in_sight}"
    assert visitor.page.evaluate(_TOO_WIDE) == []
    assert len(new) < HEAVIEST
    assert file.is_file(), f"{file.name} is missing: {ANEW}"
    with Image.open(file) as kept:
        assert kept.size == scene.size
        assert kept.info.get(_KEPT) == words, f"{file.name} is not what is seen now: {ANEW}"
