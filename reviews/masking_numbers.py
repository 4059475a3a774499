"""Finding what is made of digits: telephones, orders, parcels, identity and bank cards.

Any run of seven digits or more is taken for an identifier, whatever stands between the digits,
unless it reads as an amount, a count or a span of years: which identifier it is decides the label
only. Shorter numbers are masked where the words around them call for it (订单后四位 1234).
"""

import re
from collections.abc import Callable, Iterator
from datetime import date

import phonenumbers

from reviews.masking_tokens import MARK, Hidden, Span
from reviews.masking_words import CARRIERS, UNIT

MarkOf = Callable[[Hidden], str]

_GAP = r"[ \-._·/()~*,、+]"
_CHAIN = re.compile(rf"\+?\(?\d(?:{_GAP}{{0,3}}\d){{6,}}+(?:{_GAP}{{0,2}}x(?![a-z0-9]))?")
_BROKEN = re.compile(rf"\d(?:(?:{_GAP}{{0,3}}|\n)\d){{10,}}+")
_GROUPS = (r"1[3-9]\d", r"\d{4}", r"\d{4}"), (r"1[3-9]\d", r"\d{3}", r"\d{2}", r"\d{3}")
_FOREIGN_GAP = (
    rf"(?:(?!{MARK})[^\w\n]){{0,2}}(?!{MARK})[^\w\n \-.·/()~*,、+](?:(?!{MARK})[^\w\n]){{0,2}}"
)
# A mobile number in groups must not be the middle of a longer number: its rest would stay.
_MOBILES = (
    re.compile(r"(?<![\d.])(?:(?:\+|00)?\(?86\)?[ -]?)?1[3-9]\d{9}(?!\d|[._-]\d)"),
    *(
        re.compile(
            rf"(?<![\d.])(?<!\d[ ._·-])(?:(?:\+|00)?\(?86\)?[ -]?)?{'[ ._-]'.join(groups)}"
            r"(?!\d|[ ._·-]{1,3}\d)"
        )
        for groups in _GROUPS
    ),
    *(re.compile(rf"(?<![\d.]){_FOREIGN_GAP.join(groups)}(?!\d)") for groups in _GROUPS),
)
_READ_OUT = re.compile(
    r"(?<![a-z])(?:(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|double|"
    r"triple)[ ,.-]{1,3}){6,}"
    r"(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)(?![a-z])"
)
_IDENTITY = re.compile(
    r"(?<![\da-z])(?<!\d[ ._·-])\d{6}[ -]?(?:18|19|20)\d\d[ -]?[01]\d[ -]?[0-3]\d[ -]?\d{3}[ -]"
    r"?[\dx](?![\da-z]|[ -]\d)"
)
NUMERALS = "零〇一二三四五六七八九幺两洞拐勾壹贰叁肆伍陆柒捌玖"
_SPOKEN = re.compile(rf"(?:[{NUMERALS}\d][ \-·，,.、]?){{6,}}[{NUMERALS}\d](?![十百千万亿])")
_PARCEL = re.compile(
    rf"(?<![a-z0-9])(?:1z[ -]?(?:[0-9a-z][ -]?){{15}}[0-9a-z]"
    rf"|[a-z]{{2}}[ -]?(?:\d[ -]?){{9}}(?:[a-z]{{2}})"
    rf"|(?:{CARRIERS})[a-z]?[ :#.-]{{0,2}}\d(?:[ -]?\d){{7,}}+)(?![a-z0-9])"
)
_PARCEL_WORD = re.compile(
    r"(?:快递单号|快递号|运单号?|物流单号|物流号|包裹号|取件码|取货码|提货码|"
    r"tracking(?: (?:number|no\.?|id|code|#))?|waybill|awb|consignment)"
    r"(?: is| was)?[ 是为:#=.]{0,4}(?P<x>[a-z]{0,4}-?\d[\da-z-]{1,}(?: \d[\da-z-]*)*)"
)
_ORDER_WORD = re.compile(
    r"(?:订单号码?|订单编号|订单后[三四五六]位|单号后[三四五六]位|订单尾号|单号|订单|尾号|"
    r"[后末]四位|后[三五六]位|工单号?|售后单号?|退款编号|交易号|"
    r"(?<![a-z])order(?: ?(?:number|no\.?|id|nr|ref))?|last (?:four|4)(?: digits)?(?: (?:is|"
    r"are|of the order))?|ending(?: in| with)?|"
    r"(?<![a-z])(?:ticket|case|invoice|rma|reference|ref|transaction)(?: ?(?:number|no\.?|id))?)"
    rf"[ 是为:#=.“\"'「]{{0,4}}(?P<x>[a-z]{{0,4}}-?\d{{3,}}(?:-[\da-z]+)*)(?!\d|[ ]?(?:{UNIT}|"
    r"年)|[%.]\d)"
)
_ENDING = re.compile(r"(?<!\d)(?P<x>\d{3,6}) ?(?:结尾|开头|尾号)的?")
_STARRED = re.compile(r"(?<!\d)\d{2,12}\*{2,12}\d{2,8}(?!\d)")
_STAFF_NO = re.compile(
    r"(?:工号|分机号?|(?<=\d)转|(?<=\d )转|员工编号|座席号?|employee (?:id|no\.?|number)|"
    r"staff (?:id|no\.?)|"
    rf"(?<![a-z])ext\.?|extension)[ 是为:#=]{{0,3}}(?P<x>[a-z]{{0,3}}\d{{2,6}})(?!\d| ?{UNIT})"
)
_AFTER_PHONE = re.compile(rf"(?<={MARK}) ?(?:转|x|ext\.?) ?(?P<x>\d{{2,6}})(?!\d)")
_HASH = re.compile(r"#(?P<x>[a-z]{0,3}-?\d{4,})(?![\da-z])")
_ID_WORD = re.compile(
    r"(?:身份证|证件|护照|通行证|银行卡|卡号|passport|id card|card(?: number| no\.?)?|"
    r"iban)(?:号码?|尾号)?[ 是为:#=]{0,4}"
    r"(?P<x>[a-z]{0,2}(?:\d[ -]?){3,30}[\dx])"
)
_PHONE_WORD = re.compile(
    r"(?:电话|手机号?|号码|座机|热线|致电|联系方式|whatsapp|phone|mobile|tel|cell|hotline|"
    r"call)[ 是为:.#=]{0,4}"
    rf"(?P<x>\+?\(?\d(?:[ ()-]{{0,2}}\d){{4,}})(?!\d|[ ]?{UNIT}|[%.]\d)"
)
_CODE = re.compile(r"(?<![a-z0-9])(?:[a-z0-9]+-){0,6}[a-z0-9]{2,}(?![a-z0-9])")
# Letters typed for digits: l38OO138OOO.
_LIKE_DIGITS = re.compile(r"[0-9oil]{7,}")
_OCTETS = re.compile(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])")
_HEX6 = re.compile(r"(?<![0-9a-f:])(?:[0-9a-f]{1,4}:){4,7}[0-9a-f]{1,4}(?![0-9a-f:])")
_UNIT = re.compile(rf" ?{UNIT}")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3}){1,2}(?:\.\d{1,2})?")
_YEARS = re.compile(r"(?:(?:19|20)\d\d[ -/~、,]{1,3}){1,3}(?:19|20)\d\d")
_AMOUNT = re.compile(r"\d{1,7}\.\d{1,2}")
_MONEY_BEFORE = re.compile(r"(?:[¥￥$€£]|rmb|usd|cny|eur|gbp) ?$")
_ORDER_BEFORE = re.compile(r"(?:订单|单号|order|invoice|ticket|工单|编号)[^\d\n]{0,12}$")
_ID_BEFORE = re.compile(r"(?:卡号|银行卡|身份证|证件|护照|passport|card)[^\d\n]{0,12}$")
_NAMED_BEFORE = re.compile(
    r"(?:订单号?|单号|电话|手机号?|order(?: no\.?| number)?|phone)[ :是为#]{0,3}$"
)
_PHONE_BEFORE = re.compile(
    r"(?:电话|手机|号码|座机|拨打|致电|打给|回电|phone|mobile|tel|cell|call|called|ring|"
    r"whatsapp|text)[^\d\n]{0,12}$"
)
# Which countries' own way of writing can begin like this; a plus sign needs none.
_WITH_TRUNK = ("CN", "GB", "JP", "TW", "DE", "MY", "FR", "AU")
_BY_LENGTH: dict[int, tuple[str, ...]] = {8: ("HK", "SG"), 10: ("US",)}
_MOST_LOOKED_UP = 40


def certain(folded: str, mark_of: MarkOf) -> Iterator[Span]:
    """Yield numbers whose shape says what they are; to be looked for before dates."""
    yield from _whole(_PARCEL, folded, mark_of(Hidden.TRACKING))
    yield from _whole(_PARCEL_WORD, folded, mark_of(Hidden.TRACKING))
    yield from _whole(_IDENTITY, folded, mark_of(Hidden.ID))
    for pattern in _MOBILES:
        yield from _whole(pattern, folded, mark_of(Hidden.PHONE))
    yield from _whole(_STARRED, folded, mark_of(Hidden.ORDER))
    yield from _whole(_READ_OUT, folded, mark_of(Hidden.PHONE))
    yield from _whole(_OCTETS, folded, mark_of(Hidden.ID))
    yield from _whole(_HEX6, folded, mark_of(Hidden.ID))


def in_context(folded: str, mark_of: MarkOf) -> Iterator[Span]:
    """Yield short numbers after a word that says what they are."""
    yield from _whole(_ID_WORD, folded, mark_of(Hidden.ID))
    yield from _whole(_PHONE_WORD, folded, mark_of(Hidden.PHONE))
    yield from _whole(_STAFF_NO, folded, mark_of(Hidden.ID))
    yield from _whole(_AFTER_PHONE, folded, mark_of(Hidden.PHONE))
    yield from _whole(_ORDER_WORD, folded, mark_of(Hidden.ORDER))
    yield from _whole(_ENDING, folded, mark_of(Hidden.ORDER))
    yield from _whole(_HASH, folded, mark_of(Hidden.ORDER))


def _whole(pattern: re.Pattern[str], folded: str, mark: str) -> Iterator[Span]:
    group: int | str = "x" if "x" in pattern.groupindex else 0
    for match in pattern.finditer(folded):
        yield match.start(group), match.end(group), mark


def codes(folded: str, mark_of: MarkOf) -> Iterator[Span]:
    """Yield codes of letters and digits."""
    for match in _CODE.finditer(folded):
        code = match[0]
        digits = sum(char.isdigit() for char in code)
        letters = sum("a" <= char <= "z" for char in code)
        if not letters or digits < 4 or len(code) < 7 or _counted(code):
            continue
        before = folded[max(0, match.start() - 24) : match.start()]
        if re.fullmatch(r"[a-z]{1,2}\d{7,8}", code) and not _ORDER_BEFORE.search(before):
            yield *match.span(), mark_of(Hidden.ID)
        elif digits >= 6 or (len(code) >= 16 and "-" not in code) or _LIKE_DIGITS.fullmatch(code):
            yield *match.span(), mark_of(Hidden.ORDER)


def _counted(code: str) -> bool:
    number = re.match(r"\d{1,8}", code)
    return bool(number and _UNIT.fullmatch(code, number.end()))


def chains(folded: str, mark_of: MarkOf) -> Iterator[Span]:
    """Yield runs of digits that are not amounts, counts or years."""
    for match in _SPOKEN.finditer(folded):
        if sum(char in NUMERALS for char in match[0]) >= 3:
            figures = sum(char in NUMERALS or char.isdigit() for char in match[0])
            yield *match.span(), mark_of(Hidden.PHONE if figures < 13 else Hidden.ORDER)
    for looked_up, match in enumerate(_CHAIN.finditer(folded)):
        if not _is_figure(match, folded):
            known = looked_up < _MOST_LOOKED_UP
            yield *match.span(), mark_of(_kind(match, folded, known=known))
    for match in _BROKEN.finditer(folded):
        if not _is_figure(match, folded):
            yield *match.span(), mark_of(Hidden.ORDER)


def _is_figure(match: re.Match[str], folded: str) -> bool:
    """Return whether a run of digits is an amount, a count, a list of figures or years."""
    run = match[0]
    if _YEARS.fullmatch(run) or _is_enumeration(run):
        return True
    items = [item for item in re.split(r"[^\d,.]+", run) if item]
    if all(_THOUSANDS.fullmatch(item) or (len(item) < 5 and item.isdigit()) for item in items):
        return any("," in item for item in items)
    groups = [item for item in re.split(r"[ \-~/、]+|, ?", run) if item]
    counted = _UNIT.match(folded, match.end()) or _MONEY_BEFORE.search(
        folded[max(0, match.start() - 6) : match.start()]
    )
    plain = all(re.fullmatch(r"[1-9]\d{0,7}(?:\.\d{1,2})?", group) for group in groups)
    named = _NAMED_BEFORE.search(folded[max(0, match.start() - 16) : match.start()])
    if counted and plain and len(groups) <= 2 and not named:
        return True
    return bool(_AMOUNT.fullmatch(run)) and not run.startswith("0")


def _is_enumeration(run: str) -> bool:
    steps = [int(item) for item in re.findall(r"\d+", run) if len(item) < 3]
    return len(steps) > 4 and steps == list(range(steps[0], steps[0] + len(steps)))


def _kind(match: re.Match[str], folded: str, *, known: bool) -> Hidden:
    run, before = match[0], folded[max(0, match.start() - 24) : match.start()]
    digits = re.sub(r"\D", "", run)
    if _ORDER_BEFORE.search(before) or re.fullmatch(r"\d{3}-\d{7}-\d{7}", run):
        return Hidden.ORDER
    if _ID_BEFORE.search(before):
        return Hidden.ID
    if re.fullmatch(r"(?:86|0086)?1[3-9]\d{9}", digits) or _PHONE_BEFORE.search(before):
        return Hidden.PHONE
    if _is_identity(digits, run) or _is_card(digits):
        return Hidden.ID
    if known and len(digits) <= 15 and _is_telephone(run):
        return Hidden.PHONE
    return Hidden.TRACKING if re.fullmatch(r"9[2-5]\d{18,20}", digits) else Hidden.ORDER


def _is_identity(digits: str, run: str) -> bool:
    if len(digits) == 15:
        return _is_day("19" + digits[6:12])
    return len(digits) + run.endswith("x") == 18 and _is_day(digits[6:14])


def _is_day(digits: str) -> bool:
    try:
        return 1900 < date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).year < 2100
    except ValueError:
        return False


def _is_card(digits: str) -> bool:
    if not 15 < len(digits) < 20 or digits[0] not in "3456":
        return False
    odd, even = digits[-1::-2], digits[-2::-2]
    return (sum(map(int, odd)) + sum(sum(divmod(2 * int(d), 10)) for d in even)) % 10 == 0


def _is_telephone(run: str) -> bool:
    digits = re.sub(r"\D", "", run)
    regions: tuple[str, ...] = ("ZZ",) if run.startswith("+") else _BY_LENGTH.get(len(digits), ())
    if digits.startswith(("400", "800")) and len(digits) == 10:
        return True
    if digits.startswith("0"):
        regions = _WITH_TRUNK
    return any(_is_valid(run, region) for region in regions)


def _is_valid(run: str, region: str) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(run, region))
    except phonenumbers.NumberParseException:
        return False
