"""Write the figures of docs/anonymity.md: how attackers did against this build and faulty ones.

`python -m tests.anonymity.report` prints them; with a file name it puts them into that file,
between the marks of its two languages. Takes about five minutes; FUPAN_SEEDS asks for more seeds
than 200.
"""

import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tests.anonymity.hosting import office
from tests.anonymity.linking import ANSWERING, SENDING, Table, attacked, seeds, tried_again
from tests.anonymity.linking_leaks import LEAKS, seeds_for
from tests.anonymity.office import STRANGERS
from tests.anonymity.scene import SENDERS, Copy, template
from tests.anonymity.statistics import LEVEL, Score, lower_bound

# Found in all of so many, a leak is found with a power of at least 0.95.
EXPERIMENTS = 60
ZH = {
    SENDING: "提交",
    ANSWERING: "回答",
    "order of the ids": "编号的顺序",
    "order of the receipts' hashes": "回执散列的顺序",
    "order of the rows": "表里行的顺序",
    "length of the texts": "文字长短",
    "first place of the text in the file": "文字在文件里最前的位置",
    "last place of the text in the file": "文字在文件里最后的位置",
    "number of the page": "所在页的页号",
    "place within the page": "在页内的位置",
    "place in the index of receipts": "在回执索引里的位置",
    "place of the answer in the file": "回答在文件里的位置",
    "list of free pages": "空闲页列表",
    "content of free pages": "空闲页的残留内容",
    "write-ahead log": "预写日志（WAL）",
    "index of the write-ahead log": "预写日志的索引（-shm）",
    "lines of the log": "运行日志各行",
    "names and times of files": "文件名和修改时间",
    "order: not shuffled": "顺序：放行时不打乱",
    "order: running ids": "顺序：编号递增",
    "order: receipts with a running number": "顺序：回执带流水号",
    "order: pages freed in the order of the keys": "顺序：按主键顺序释放页",
    "order: deleted pages not overwritten": "顺序：删掉的页不覆盖",
    "order: write-ahead log not emptied": "顺序：预写日志不清",
    "time: the day is kept": "时间：记到天",
    "time: the moment is kept": "时间：记到秒",
    "log line": "日志里写一行",
    "audit row": "审计行",
    "counter": "计数器",
    "metadata": "消息的附带数据",
    "file name": "文件名",
}


@dataclass(frozen=True)
class Searched:
    """What the search went through: identifiers, byte strings, bytes, and what it found."""

    identifiers: int
    needles: int
    size: int
    hits: int


@dataclass(frozen=True)
class Found:
    """All figures; `again` is p on fresh seeds of what looked better than luck."""

    search: Searched
    table: Table
    again: Mapping[tuple[str, str], float]
    power: Mapping[str, tuple[int, int]]


def searched(copy: Copy) -> Searched:
    """Have four strangers send cases through the whole bot; search before and after the release."""
    database = copy("search")
    with office(database, "socket") as bot:
        for one in STRANGERS:
            bot.sends(one.name, "shortcut", "A rule changed and nobody told us.")
        hits = len(bot.search().hits(bot.places()))
        bot.releases()
        search, places = bot.search(), bot.places()
        hits += len(search.hits(places))
        found = Searched(len(bot.told), len(search), sum(map(len, places.values())), hits)
    database.close()
    return found


def power(copy: Copy, leak: str) -> tuple[int, int]:
    """Return in how many of how many experiments a leak was found."""
    size = seeds_for(leak)
    tables = (
        attacked(copy, range(at * size, (at + 1) * size), LEAKS[leak]) for at in range(EXPERIMENTS)
    )
    return sum(bool(table.linked()) for table in tables), EXPERIMENTS


# -- the tables ------------------------------------------------------------------------------------


def _name(key: str, lang: str) -> str:
    if lang != "zh":
        return key
    return ZH.get(key, key.replace(", order of rows", "，行的顺序"))


def _strategies(table: Table, lang: str) -> Iterator[str]:
    yield (
        "| 看谁的顺序 | 凭什么猜 | 次数 | 猜中（正 / 反） | 碰运气应中 | 成对猜中 | p |"
        if lang == "zh"
        else "| order of | going by | guesses | right (forwards / backwards) "
        "| by luck | pairs right | p |"
    )
    yield "| --- | --- | --: | --: | --: | --: | --: |"
    for (what, name), score in table.scores.items():
        yield f"| {_name(what, lang)} | {_name(name, lang)} | {_figures(score, lang)} |"


def _figures(score: Score, lang: str) -> str:
    if not score.guesses:
        return f"0 | {'无迹可寻' if lang == 'zh' else 'nothing to go by'} | – | – | –"
    placed = f"{score.placed} / {score.placed_back}"
    pairs = f"{score.pairs / score.halves:.1%}"
    return f"{score.guesses} | {placed} | {score.guesses} | {pairs} | {score.p:.3f}"


def _leaks(found: Mapping[str, tuple[int, int]], lang: str) -> Iterator[str]:
    yield (
        "| 故意留下的漏洞 | 每次用的种子数 | 查出 / 次数 | 检出率至少（95% 置信） |"
        if lang == "zh"
        else "| leak on purpose | seeds each time | found / times "
        "| power at least (95% confidence) |"
    )
    yield "| --- | --: | --: | --: |"
    for leak, (hits, times) in found.items():
        bound = f"{lower_bound(hits, times):.3f}"
        yield f"| {_name(leak, lang)} | {seeds_for(leak)} | {hits} / {times} | {bound} |"


def _head(found: Found, lang: str) -> str:
    table, search = found.table, found.search
    when = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    least = min((score.p for score in table.scores.values()), default=1.0)
    judged = LEVEL / max(1, table.looks)
    command = "python -m tests.anonymity.report docs/anonymity.md"
    if lang == "zh":
        return (
            f"由 `{command}` 生成（{when}，提交 {_commit()}），请勿手改。"
            f"{seeds()} 个种子，每个 {SENDERS} 人；{table.looks} 种猜法里最小的 p 是 {least:.3f}，"
            f"合起来看的门槛是 {judged:.5f}（{LEVEL} ÷ {table.looks}）。\n\n"
            f"搜索：{search.identifiers} 个标识、{search.needles:,} 种写法，"
            f"搜了 {search.size:,} 字节，找到 {search.hits} 处。\n"
        ) + _again(found, lang)
    return (
        f"Written by `{command}` ({when}, commit {_commit()}); do not edit. "
        f"{seeds()} seeds of {SENDERS} people each; the smallest p of {table.looks} strategies is "
        f"{least:.3f}, the threshold for all of them together {judged:.5f} "
        f"({LEVEL} / {table.looks}).\n\n"
        f"Search: {search.identifiers} identifiers in {search.needles:,} forms, "
        f"{search.size:,} bytes searched, {search.hits} hits.\n"
    ) + _again(found, lang)


def _again(found: Found, lang: str) -> str:
    """Return what became of strategies that looked better than luck, "" where none did."""
    said = ""
    for (what, name), p in found.again.items():
        named, before = (
            f"{_name(what, lang)}, {_name(name, lang)}",
            found.table.scores[what, name].p,
        )
        said += (
            f"\n单看越过 {LEVEL} 的：{named}（p = {before:.3f}）；"
            f"用 {2 * seeds()} 个全新的种子再试，p = {p:.2f}。\n"
            if lang == "zh"
            else f"\nPast {LEVEL} alone: {named} (p = {before:.3f}); "
            f"on {2 * seeds()} fresh seeds p = {p:.2f}.\n"
        )
    return said


def _commit() -> str:
    asked = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True,
                           check=False)  # fmt: skip
    return asked.stdout.strip() or "–"


def figures() -> dict[str, str]:
    """Return the figures by language."""
    with template() as copy:
        table = attacked(copy, range(seeds()), answers=True)
        again = tried_again(table, copy)
        found = Found(searched(copy), table, again, {leak: power(copy, leak) for leak in LEAKS})
    return {lang: _page(found, lang) for lang in ("zh", "en")}


def _page(found: Found, lang: str) -> str:
    tables = [*_strategies(found.table, lang), "", *_leaks(found.power, lang)]
    return "\n".join([_head(found, lang), *tables])


def put(page: str, lang: str, text: str) -> str:
    """Return a page with a text between the marks of a language."""
    begin, end = f"<!-- figures {lang} -->", f"<!-- end {lang} -->"
    pattern = re.compile(re.escape(begin) + ".*?" + re.escape(end), re.DOTALL)
    assert pattern.search(page), f"no place for the figures: {begin}"
    return pattern.sub(lambda _: f"{begin}\n\n{text}\n\n{end}", page)


def main() -> None:
    """Print the figures, or put them into the file that is named."""
    found = figures()
    for lang, text in found.items():
        print(f"\n<!-- {lang} -->\n{text}")
    for name in sys.argv[1:]:
        page = Path(name)
        content = page.read_text(encoding="utf-8")
        for lang, text in found.items():
            content = put(content, lang, text)
        page.write_text(content, encoding="utf-8")


if __name__ == "__main__":
    main()
