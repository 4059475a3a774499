"""Which charset a text file is in: BOM, then strict UTF-8, then GB18030 against Big5.

The last two accept nearly every byte sequence, so they are told apart by how common the
characters are that come out. The person can always say it himself.
"""

import codecs
import itertools
from pathlib import Path

from base.language import msg
from base.refusal import Refusal

_BLOCK = 1 << 20
# How many bytes of lines with non-ASCII text decide between the Chinese charsets.
_ENOUGH = 1 << 16
# Of a large file whose beginning is not plain ASCII, the beginning tells.
_BEGINNING = 8

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

# Characters that nearly every file of a shop has, in each script.
_SIMPLIFIED = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里"
    "用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心本前开但因只从想实日"
    "期店铺客服昵称接待数量渠道组订单商品买家付款时间金额询问首次响应平均满意度评价号开始结束会话分类解决是否"
    "通话坐席热线售后旗舰机器转换率总计汇值未回复有效旺团队姓名岗位物流尺码退货发票质优惠其他小美"
)
_TRADITIONAL = frozenset(
    "的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之年過發後作裡"
    "用道行所然家種事成方多經麼去法學如都同現當沒動面起看定天分還進好小部其些主樣理心本前開但因只從想實日"
    "期店鋪客服暱稱接待數量渠道組訂單商品買家付款時間金額詢問首次響應回應平均滿意度評價號開始結束會話分類解決是否"
    "通話坐席專線熱線售後旗艦機器轉換率總計匯值未回覆有效旺團隊姓名崗位物流尺碼退貨發票質優惠其他小美"
)


def charset_of(path: Path, said: str | None) -> str:
    """Return the codec of a text file; `said` overrules. Raises Refusal for one that is none."""
    if said:
        try:
            return codecs.lookup(said).name
        except LookupError as error:
            raise Refusal(msg("import.no_such_encoding", encoding=said)) from error
    with path.open("rb") as file:
        start = file.read(4)
    for bom, codec in _BOMS:
        if start.startswith(bom):
            return codec
    foreign = _not_utf8(path)
    return "utf-8" if foreign is None else _chinese(foreign)


def _not_utf8(path: Path) -> bytes | None:
    """Return lines that are not ASCII of a file that is not UTF-8, None where it is."""
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    ascii_only = True
    with path.open("rb") as file:
        for number in itertools.count():
            block = file.read(_BLOCK)
            ascii_only = ascii_only and block.isascii()
            if not ascii_only:
                try:
                    decoder.decode(block, final=not block)
                except UnicodeDecodeError:
                    return _foreign_lines(path)
            if not block or (number > _BEGINNING and not ascii_only):
                break
    return None


def _foreign_lines(path: Path) -> bytes:
    lines: list[bytes] = []
    size = 0
    with path.open("rb") as file:
        for line in file:
            if not line.isascii():
                lines.append(line)
                size += len(line)
            if size > _ENOUGH:
                break
    return b"".join(lines)


def _chinese(text: bytes) -> str:
    scores = {
        "gb18030": _likeness(text, "gb18030", _SIMPLIFIED),
        "big5": _likeness(text, "big5hkscs", _TRADITIONAL),
    }
    best = max(scores, key=lambda name: scores[name])
    if scores[best] <= 0:
        raise Refusal(msg("import.unknown_encoding"), ("--encoding gb18030", "--encoding big5"))
    return best if best == "gb18030" else "big5hkscs"


def _likeness(text: bytes, codec: str, common: frozenset[str]) -> float:
    """Return how much text read as `codec` looks like Chinese: 2 = all common, < 0 = hardly."""
    decoded = text.decode(codec, errors="replace")
    foreign = [c for c in decoded if not c.isascii()]
    if not foreign:
        return 0.0
    points = sum(_points(c, codec, common) for c in foreign)
    return points / len(foreign)


def _points(char: str, codec: str, common: frozenset[str]) -> float:
    if char == "\ufffd":
        return -4.0
    if char in common:
        return 2.0
    if not "\u4e00" <= char <= "\u9fff":
        return 0.3 if char in "，。、：；！？（）“”《》￥％" else -0.3
    lead = char.encode(codec)
    # The first level of either charset holds the characters of daily use.
    if codec == "gb18030":
        return 0.5 if len(lead) == 2 and 0xB0 <= lead[0] <= 0xD7 and lead[1] >= 0xA1 else -0.5
    return 0.5 if 0xA4 <= lead[0] <= 0xC6 else -0.5
