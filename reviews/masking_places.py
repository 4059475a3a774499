"""Finding links, mail addresses, mentions, accounts of buyers and street addresses.

Patterns over the folded text. Each is written so that it cannot run away on hostile input: bounded
repeats, no two neighbours that eat the same characters.
"""

import re
from collections.abc import Callable, Iterator

from reviews.masking_tokens import MARK, Hidden, Span
from reviews.masking_words import COMPOUND_SURNAMES, JARGON, SURNAMES

MarkOf = Callable[[Hidden], str]

_CJK = "\u3400-\u9fff〇"
# What ends a link: blanks, quotes, brackets of markup, Chinese.
_URL_CHAR = rf"[^\s<>\"'`，。；！？、）】」』”’〕{_CJK}\ue000-\uf8ff\U000f0000-\U0010fffd]"
_TLD_DOMAIN = r"(?:[a-z0-9](?:[a-z0-9-]{0,62})\.){1,6}[a-z]{2,24}"
_LINKS = (
    re.compile(r"<(?:https?|hxxps?|ftp|slack):[^<>]{0,2000}>"),
    re.compile(
        r"(?:https?|hxxps?|ftp|wss?|slack|taobao|"
        rf"openapp[a-z.]{{0,20}}) ?: ?/ ?/ ?{_URL_CHAR}{{1,2000}}"
    ),
    re.compile(rf"(?<![a-z0-9@.-])www ?\. ?{_URL_CHAR}{{2,2000}}"),
    re.compile(rf"(?<![a-z0-9@.-]){_TLD_DOMAIN}(?::\d{{2,5}})?[/?#]{_URL_CHAR}{{1,2000}}"),
    re.compile(rf"(?<![a-z0-9@.-]){_TLD_DOMAIN}:\d{{2,5}}(?!\d)"),
    re.compile(r"(?P<q>[￥¥$€₤₳₴₰])[a-z0-9]{8,16}(?P=q)"),
    re.compile(r"xox[a-z]-[a-z0-9-]{6,200}|xapp-[a-z0-9-]{6,200}"),
)
_AT = r"(?: ?@ ?| ?[(\[{] ?(?:at|@|艾特) ?[)\]}] ?| ?艾特 ?|#(?=(?:qq|163|126|gmail)\.))"
_DOT = r"(?: ?\. ?| ?[(\[{] ?(?:dot|点) ?[)\]}] ?| dot |点)"
_HOST = r"[a-z0-9](?:[a-z0-9-]{0,62})"
_MAILBOX = r"(?<![a-z0-9._%+-])[a-z0-9_%+-][a-z0-9._%+-]{0,200}+"
_EMAILS = (
    re.compile(r"<mailto:[^<>]{0,400}>"),
    re.compile(rf"{_MAILBOX}{_AT}{_HOST}(?:{_DOT}[a-z][a-z0-9-]{{0,62}}){{1,4}}(?![a-z0-9])"),
    re.compile(rf"{_MAILBOX} at {_HOST}(?: dot [a-z]{{2,20}}){{1,3}}(?![a-z0-9])"),
    re.compile(
        rf"{_MAILBOX} at (?:gmail|qq|163|126|outlook|hotmail|yahoo|icloud|foxmail)"
        r"(?:(?:\.| dot )[a-z]{2,6}){1,2}(?![a-z0-9])"
    ),
    re.compile(
        rf"{_MAILBOX}@[a-z0-9-]{{0,20}}[{_CJK}][{_CJK}a-z0-9-]{{0,20}}\.(?:[a-z]{{2,10}}|"
        rf"[{_CJK}]{{2}})"
    ),
    re.compile(
        rf"(?<![^\W{_CJK}])(?<![.-])(?:[^\W{_CJK}]|[.-]){{1,200}}+@(?:[^\W{_CJK}]|[.-]){{1,200}}+"
    ),
)
_MENTIONS = (
    re.compile(r"<[@!#][^<>\n]{0,400}>"),
    re.compile(r"@ ?(?:所有人|全体成员|全体|all\b|channel\b|here\b|everyone\b|group\b)"),
    re.compile(rf"@ ?(?={MARK}){MARK}"),
    re.compile(r"@[a-z0-9](?:[a-z0-9._-]{0,60}[a-z0-9])?"),
    re.compile(rf"@(?!所有人|全体)[{_CJK}][{_CJK}a-z0-9_·-]{{0,7}}"),
    re.compile(r"<!(?:here|channel|everyone)"),
)
_SLACK_IDS = (
    re.compile(r"(?<![A-Za-z0-9])[UWCTBDGASEF]0[A-Za-z0-9]{6,12}(?![A-Za-z0-9])"),
    re.compile(r"(?<![A-Za-z0-9])(?=[A-Z]*\d)[UWCTDGB][A-Z0-9]{8,11}(?![A-Za-z0-9])"),
    re.compile(r"(?<![a-z0-9])[uwcdg]0[a-z0-9]{7,11}(?![a-z0-9])"),
)
_BUYER = r"(?:买家|顾客|客户|用户|客人|会员|粉丝|买方|收件人|收货人)"
_NICK_WORD = (
    r"(?:买家昵称|用户昵称|昵称|旺旺号|旺旺名|旺旺|淘宝号|淘宝账号|京东账号|会员名|用户名|"
    r"账号名?|账户|"
    r"网名|抖音号|小红书号|微信号|微信|vx|qq号?|买家id|用户id|user ?name|nick ?name|nick|"
    r"handle|user ?id|"
    r"buyer id|customer id|screen ?name|wechat(?: id)?|telegram|skype|line id|(?<![a-z])id)"
)
_NICK = r"[a-z0-9](?:[a-z0-9_.*-]{1,38}[a-z0-9_*])"
_QUOTED = tuple(
    rf"{left}(?P<x>(?:(?!{MARK})[^「」“”\"'‘’『』【】()\n，。！？!?,]){{1,16}}){right}"
    for left, right in (("[「『]", "[」』]"), ('[“”"]', '[“”"]'), ("['‘’]", "['‘’]"), ("【", "】"))
)
_ACCOUNT = re.compile(
    r"(?<![a-z0-9])(?:tb_?\d{4,}[a-z0-9_]*|t_\d{6,}[a-z0-9_]*|jd_[a-z0-9]{4,}|pdd_?\d{4,}|"
    r"wxid_[a-z0-9]{4,}|"
    r"dy_?\d{5,}|xhs_?\d{4,}|user_?\d{4,}|guest_?\d{3,}|mmm_\d+)"
)
_CHAT_ID = re.compile(
    r"(?<![a-z])(?:qq|vx|wx|wechat|weixin|微信|telegram|line)(?: ?(?:号|群|id))?[ :是为]{0,3}"
    r"(?P<x>(?=[a-z_-]{0,19}\d)[a-z0-9_-]{5,20})(?![a-z0-9])"
)
_SHORT_CHAT_ID = re.compile(r"(?<![a-z0-9])v ?: ?(?P<x>[a-z0-9_-]{5,20})(?![a-z0-9])")
# Surnames so common, and so seldom the beginning of a word after 顾客, that a name may be meant.
_COMMON = (
    "赵钱孙李吴郑王冯陈蒋沈韩杨朱秦许吕张曹严魏谢邹潘葛彭鲁韦袁唐薛雷贺汤罗郝邬傅余孟萧姚邵汪宋"
    "庞熊杜阮贾郭徐邱骆蔡胡霍邓崔程陆侯刘叶黎赖谭廖"
)
_STARRED = (
    re.compile(r"(?<![\w*])[a-z0-9]{1,4}(?:\*{3,8}[a-z0-9]{0,4}|\*\*[a-z0-9]{1,4})(?![\w*])"),
    re.compile(rf"(?<![\w*])[{_CJK}]\*{{2,8}}[{_CJK}a-z0-9]?(?![\w*])"),
    re.compile(
        rf"(?:{_BUYER}|"
        rf"{_NICK_WORD})[ 是叫为:]{{0,3}}(?P<x>[{_CJK}a-z0-9]\*{{1,8}}(?:[a-z0-9]{{1,4}}|"
        rf"[{_CJK}](?![{_CJK}]))?)"
    ),
)
_NICKS = (
    *(
        re.compile(
            rf"(?:{_NICK_WORD}|{_BUYER}|buyer|customer|client|shopper|"
            rf"user)[ 是叫为名:=]{{0,4}}{quoted}"
        )
        for quoted in _QUOTED
    ),
    re.compile(rf"叫(?:做)?{_QUOTED[1]}(?=的?(?:买家|顾客|客户|用户|客人|人|亲))"),
    re.compile(
        rf"{_NICK_WORD} ?[:=] ?(?P<x>(?:(?!昵称|旺旺|账|微信|网名|用户)[{_CJK}a-z0-9_*-]){{1,20}})"
        rf"(?=[^{_CJK}a-z0-9_*-]|$)"
    ),
    re.compile(rf"(?:昵称|会员名|用户名) (?P<x>[{_CJK}]{{2,8}})(?=[ ，。,]|$)"),
    re.compile(
        rf"(?:买家|顾客|客户)(?P<x>[{_COMMON}][{_CJK}]{{1,2}}?)(?=说|问|反映|投诉|来电|打电话|"
        r"催|要求)"
    ),
    re.compile(
        rf"{_NICK_WORD}(?: ?(?:就是|是|叫做|叫|为|:|=)){{1,2}} ?(?P<x>(?:(?!昵称|旺旺|账|微信|"
        rf"网名|用户)[{_CJK}a-z0-9_*-]){{1,15}}?)"
        rf"(?=[^{_CJK}a-z0-9_*-]|$|的|问|说|来|催|要|想|投诉|反映|反馈|下单|买了|退)"
    ),
    re.compile(
        rf"{_BUYER} ?(?:名字|姓名|名)?(?:叫做|叫|是|"
        rf":) ?(?P<x>(?:(?!{_BUYER})[{_CJK}]){{2,4}}?)(?=[^{_CJK}]|$|的|问|说|来|催|要|想|投诉|"
        r"反映)"
    ),
    re.compile(
        r"(?:收件人|收货人|联系人|姓名|收货姓名|recipient|consignee|ship(?:ped)? to) ?(?:是|"
        r"叫|为|:)? ?"
        rf"(?P<x>[{_CJK}]{{2,4}}(?![{_CJK}])|(?<=[:] )[a-z]+(?: [a-z]+){{0,2}})"
    ),
    re.compile(
        r"(?<![a-z])(?:buyer|customer|client|shopper|guest|user)s? (?:named|called|"
        r"by the name of|aka|id|nick(?:name)?|:|is called) ?"
        r"(?P<x>[a-z][\w.'-]{1,30}(?: (?!asked|said|who|and|was|is|about|wanted|that|wrote|"
        r"came|called|had|has)[a-z][\w'-]{1,20}(?=[.,;!?]|$))?)"
    ),
    re.compile(r"(?<![a-z])(?:mr|mrs|ms|miss|mx|dr)\.? (?P<x>[a-z][\w'-]{1,30})(?=[^\w'-]|$)"),
)
_LOOSE = (
    re.compile(rf"{_NICK_WORD}[ :#=是为叫]{{0,4}}(?P<x>{_NICK})(?![a-z0-9])"),
    re.compile(rf"{_BUYER} ?(?:id)?[ :#=是为叫]{{0,3}}(?P<x>{_NICK})(?![a-z0-9])"),
    re.compile(
        r"(?<![a-z])(?:buyer|customer|client|shopper|guest|"
        rf"user) ?[:#]? ?(?P<x>{_NICK})(?![a-z0-9])"
    ),
)
_TITLED = re.compile(
    rf"(?!顾客)(?P<x>(?:{'|'.join(sorted(COMPOUND_SURNAMES))}|"
    rf"[{''.join(sorted(SURNAMES))}])[{_CJK}]{{0,2}}?)(?=先生|女士|小姐|太太|阿姨|大姐|大爷|"
    r"大妈)"
)
_SURNAMED = re.compile(rf"(?<=姓)(?P<x>[{''.join(sorted(SURNAMES))}])(?=的)")

_STOP = "在住到寄送发是的了给往去来从把被和与及址说问有要让叫改成填写收"
_NAME = rf"[^\W\d_{_STOP}a-z]"
_ROOM = (
    r"(?: ?(?:\d{1,5}|[a-z]\d{0,4}|[一二三四五六七八九十]{1,3})(?:-\d{1,5}){0,3} ?(?:号楼|号院|"
    r"号|弄|栋|幢|座|单元|室|楼|层|户|#)?(?![\d个件元天单]))"
)
_ADDRESSES = (
    # Two levels of the administrative order, and all that follows without a stop.
    re.compile(
        rf"(?:{_NAME}{{2,7}}?(?:省|自治区|特别行政区) ?)?{_NAME}{{2,7}}?(?:市|自治州|地区|"
        rf"盟) ?{_NAME}{{1,7}}?(?:区|县|市|旗|镇|乡|街道)"
        rf"(?:[ ]?(?:[{_CJK}]{{1,12}}?(?:路|街|道|巷|弄|村|镇|乡|社区|小区|花园|苑|城|大厦|"
        rf"广场|公寓|园|里|庄|组|店|站|府|湾|郡))){{0,4}}{_ROOM}{{0,5}}"
    ),
    re.compile(rf"{_NAME}{{2,7}}?(?:省|自治区) ?{_NAME}{{2,7}}?(?:市|县|区)"),
    re.compile(
        rf"{_NAME}{{2,7}}?(?:区|县|镇|乡|街道) ?[{_CJK}]{{1,10}}?(?:路|街|大道|巷|弄|村|小区|"
        rf"花园|苑|公寓|大厦)(?:{_ROOM}{{1,5}})?"
    ),
    re.compile(
        rf"{_NAME}{{1,8}}?(?:路|街|大道|道|巷|弄|胡同|村|小区|花园|苑|大厦|广场|公寓|新村|新城|"
        r"家园|公馆)"
        rf" ?\d{{1,5}}(?:-\d{{1,4}})? ?(?:号|弄|栋|幢|座|室|单元|"
        rf"#)(?![线码])(?: ?[{_CJK}]{{2,8}}(?:小区|花园|苑|公寓|大厦|广场))?{_ROOM}{{0,5}}"
    ),
    re.compile(
        r"(?:地址|住址|收货地)(?:信息)? ?(?:改成|改为|改到|填|写)?(?:的)?(?:是|为|在|"
        rf":)[ ]?(?P<x>[{_CJK}a-z0-9#()_ -]{{4,60}})"
    ),
    re.compile(
        r"(?<!\d)\d{1,4} ?(?:号楼|栋|幢|单元)(?: ?\d{1,3} ?单元)?(?: ?\d{1,5} ?(?:室|号|"
        r"户)?)?(?![\d个件元天])|(?<!\d)\d{3,4} ?室"
    ),
    re.compile(
        r"(?:邮编|邮政编码|zip(?: ?code)?|post ?code|postal code|"
        r"plz)[ 是为:]{0,3}(?P<x>(?=[a-z]{0,5}\d)[a-z0-9]{2,5}[ -]?[a-z0-9]{2,5}|\d{5,6})"
    ),
    re.compile(r"(?<![a-z0-9])p\.?o\.? ?box ?\d{1,7}"),
    re.compile(
        r"(?<![a-z0-9])(?:apt|apartment|flat|suite|unit|room)\.? ?#? ?\d{1,5}[a-z]?(?![a-z0-9])"
    ),
    re.compile(
        r"(?<![a-z])[a-z]{2,24}(?:straße|strasse|straat|gatan|weg|allee|"
        r"gasse)\.? \d{1,4}[a-z]?(?![a-z0-9])"
    ),
    re.compile(
        r"(?<![a-z0-9.])\d{1,5}[a-z]?,? (?:[nsew]\.? |north |south |east |west )?(?:(?!in |on |"
        r"at |the |of |to |and |from |with |people |days )[a-z0-9'.-]{2,20} ){1,3}"
        r"(?:street|avenue|road|boulevard|blvd|ave|rd|terrace|crescent|highway|hwy|parkway|"
        r"pkwy)\b\.?"
        r"(?:,? ?(?:apt|apartment|suite|ste|unit|flat|floor|#)\.? ?#? ?[a-z0-9-]{1,6})?"
    ),
)
# Looked for in the text as it is typed: capitals are what tells them from ordinary words.
_TYPED_ADDRESSES = (
    re.compile(
        r"(?<![A-Za-z0-9.])\d{1,5}[A-Z]?,? (?:[NSEW]\.? )?(?:[A-Z][A-Za-z'.-]{1,20} ){1,3}"
        r"(?:St|Street|Ln|Lane|Dr|Drive|Way|Ct|Court|Pl|Place|Sq|Square|Close|Row|Walk|Mews|"
        r"Gardens|Grove|Hill|Park)\b\.?"
        r"(?:,? ?(?:[Aa]pt|[Ss]uite|[Ss]te|[Uu]nit|[Ff]lat|#)\.? ?#? ?[A-Za-z0-9-]{1,6})?"
    ),
    re.compile(
        r"(?:\b[A-Z][a-z]+(?: [A-Z][a-z]+)?,? )?\b(?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|"
        r"K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]|"
        r"W[AIVY]),? \d{5}(?:-\d{4})?(?!\d)"
    ),
    re.compile(r"(?<![A-Za-z0-9])[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}(?![A-Za-z0-9])"),
)
_LEFT_OPEN = re.compile(r"(?<!<)<++(?=[!@#])")


def links(folded: str, mark_of: MarkOf) -> Iterator[Span]:
    """Yield links; a bare domain without path stays."""
    for pattern in _LINKS:
        for match in pattern.finditer(folded):
            yield (
                match.start(),
                match.start() + len(match[0].rstrip(".,;:!?)")),
                mark_of(Hidden.LINK),
            )


def emails(folded: str, mark_of: MarkOf) -> Iterator[Span]:
    """Yield mail addresses, also written out."""
    return _all(_EMAILS, folded, mark_of(Hidden.EMAIL))


def mentions(folded: str, mark_of: MarkOf) -> Iterator[Span]:
    """Yield mentions of people, groups and channels."""
    return _all(_MENTIONS, folded, mark_of(Hidden.MENTION))


def slack_mentions(folded: str, mark_of: MarkOf) -> Iterator[Span]:
    """Yield Slack's own escapes only: they may hold anything that other patterns would cut up."""
    return _all(_MENTIONS[:1], folded, mark_of(Hidden.MENTION))


def slack_ids(text: str, folded: str, mark_of: MarkOf) -> Iterator[Span]:
    """Yield ids of people, channels and teams."""
    yield from _all(_SLACK_IDS[:2], text, mark_of(Hidden.ID))
    for match in _SLACK_IDS[2].finditer(folded):
        if sum(char.isdigit() for char in match[0]) > 2:
            yield *match.span(), mark_of(Hidden.ID)


def addresses(text: str, folded: str, mark_of: MarkOf) -> Iterator[Span]:
    """Yield street addresses and postcodes."""
    yield from _all(_ADDRESSES, folded, mark_of(Hidden.ADDRESS))
    yield from _all(_TYPED_ADDRESSES, text, mark_of(Hidden.ADDRESS))


def accounts(folded: str, mark_of: MarkOf) -> Iterator[Span]:
    """Yield accounts whose shape says on which platform they are."""
    return _all((_ACCOUNT, _CHAT_ID, _SHORT_CHAT_ID), folded, mark_of(Hidden.BUYER))


def buyers(text: str, folded: str, mark_of: MarkOf) -> Iterator[Span]:
    """Yield accounts and names of buyers, as far as the words around show them."""
    mark = mark_of(Hidden.BUYER)
    yield from _all((*_STARRED, _TITLED, _SURNAMED), folded, mark)
    for start, end, label in _all(_NICKS, folded, mark):
        if folded[start:end].strip() not in JARGON:
            yield start, end, label
    for start, end, label in _all(_LOOSE, folded, mark):
        if _is_nick(text[start:end], folded[start:end], folded[end : end + 3]):
            yield start, end, label


def _is_nick(typed: str, nick: str, after: str) -> bool:
    """Return whether a word after "buyer" is an account rather than the next word."""
    digits = sum(char.isdigit() for char in nick)
    if nick in JARGON or len(nick) < 3:
        return False
    if digits == len(nick):
        return digits > 4 or (digits > 2 and not re.match(r" ?[^\W\d_]", after))
    return digits > 0 or "_" in nick or "*" in nick or not typed.islower()


def defused(folded: str) -> Iterator[Span]:
    """Yield the openings of Slack escapes that are left, to be taken out."""
    for match in _LEFT_OPEN.finditer(folded):
        yield *match.span(), ""


def _all(patterns: tuple[re.Pattern[str], ...], folded: str, mark: str) -> Iterator[Span]:
    for pattern in patterns:
        group: int | str = "x" if "x" in pattern.groupindex else 0
        for match in pattern.finditer(folded):
            yield match.start(group), match.end(group), mark
