"""The names of a workspace as the parser knows them: teams, shops, channels, people, topics."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from base.dimensions import Dim, Employment, Handler
from base.language import Bilingual
from metrics.model import Member
from metrics.parser.folding import rare_chars, simplified, term
from metrics.parser.trie import Trie
from metrics.parser.words import Named

# Who a bare name most likely means when it belongs to several kinds of things: "抖音" is the
# channel before it is the team of that name.
_ORDER = (
    Dim.HANDLER,
    Dim.EMPLOYMENT,
    Dim.CHANNEL,
    Dim.PLATFORM,
    Dim.SHOP,
    Dim.TEAM,
    Dim.AGENT,
    Dim.CATEGORY,
    Dim.COUNTRY,
    Dim.PRODUCT,
)
_RANK = MappingProxyType({dim: rank for rank, dim in enumerate(_ORDER)})

# What may follow a name to say which kind of thing is meant.
_TAILS = MappingProxyType(
    {
        Dim.TEAM: (("组", "小组", "团队"), ("team", "group")),
        Dim.SHOP: (("店", "店铺"), ("shop", "store")),
        Dim.CHANNEL: (("渠道", "端"), ("channel",)),
        Dim.PLATFORM: (("平台",), ("platform",)),
        Dim.COUNTRY: (("站", "站点"), ("site", "store", "market")),
        Dim.CATEGORY: (("类", "问题"), ("issues", "questions")),
    }
)

# One platform or channel under its names in both languages.
_ALIASES = (
    ("天猫", "tmall"),
    ("淘宝", "taobao", "旺旺"),
    ("京东", "jd", "jingdong"),
    ("抖音", "douyin", "飞鸽", "抖店"),
    ("快手", "kuaishou"),
    ("拼多多", "pdd", "pinduoduo"),
    ("小红书", "xiaohongshu", "xhs"),
    ("亚马逊", "amazon"),
    ("微信", "wechat"),
    ("电话", "热线", "hotline", "phone"),
    ("邮件", "邮箱", "email", "e-mail"),
)

_BOT = Member(
    Dim.HANDLER,
    Handler.BOT.value,
    Bilingual("机器人", "the bot"),
    ("机器人", "智能客服", "ai客服", "bot", "the bot", "bots", "robot", "chatbot"),
)
_HUMAN = Member(
    Dim.HANDLER,
    Handler.HUMAN.value,
    Bilingual("人工", "people"),
    ("人工", "人工客服", "真人", "human", "humans", "human agents", "manual"),
)
_EMPLOYMENTS = (
    Member(
        Dim.EMPLOYMENT,
        Employment.INHOUSE.value,
        Bilingual("自己人", "in-house"),
        (
            "自己人",
            "自有",
            "in-house agents",
            "in-house staff",
            "own agents",
            "自营客服",
            "本部",
            "正式工",
            "in-house",
            "inhouse",
            "own staff",
        ),
    ),
    Member(
        Dim.EMPLOYMENT,
        Employment.OUTSOURCED.value,
        Bilingual("外包", "outsourced"),
        (
            "外包",
            "外包客服",
            "外包团队",
            "外包人员",
            "outsourced agents",
            "outsourced staff",
            "outsourced",
            "outsourcing",
            "outsourcer",
            "bpo",
        ),
    ),
    Member(
        Dim.EMPLOYMENT,
        Employment.PART_TIME.value,
        Bilingual("兼职", "part-time"),
        (
            "兼职",
            "兼职客服",
            "兼职人员",
            "part-time agents",
            "part-time",
            "part-timers",
            "part-timer",
        ),
    ),
)
BUILT_IN = (_BOT, _HUMAN, *_EMPLOYMENTS)


@dataclass(frozen=True)
class Lexicon:
    """The members that a question may name. Build one a workspace and keep it: it is indexed."""

    members: tuple[Member, ...]

    @cached_property
    def index(self) -> Trie:
        """All names as a trie."""
        return _trie(self._terms.items())

    @cached_property
    def simplified_index(self) -> Trie:
        """The same with names in simplified characters as well, for converted questions."""
        both = [(simplified(text), members) for text, members in self._terms.items()]
        return _trie([*self._terms.items(), *both])

    @cached_property
    def rare(self) -> frozenset[str]:
        """Characters of names that are rare in simplified text but need no conversion (喆)."""
        return rare_chars("".join(self._terms))

    @cached_property
    def words(self) -> tuple[tuple[str, Member], ...]:
        """Every term with its best member, for finding typing errors."""
        return tuple((text, members[0]) for text, members in self._terms.items())

    @cached_property
    def _terms(self) -> dict[str, tuple[Member, ...]]:
        found: dict[str, list[tuple[int, int, Member]]] = {}
        for member in (*BUILT_IN, *self.members):
            for rank, text in _spellings(member, self.members):
                entry = (rank, _RANK.get(member.dim, len(_ORDER)), member)
                found.setdefault(term(text), []).append(entry)
        return {text: _best_first(entries) for text, entries in found.items() if text}


def _best_first(entries: list[tuple[int, int, Member]]) -> tuple[Member, ...]:
    """By the kind of thing, then as given before made up; names borrowed from others come last."""
    ordered = sorted(entries, key=lambda entry: (entry[0] == _BORROWED, entry[1], entry[0]))
    return tuple(dict.fromkeys(member for _, _, member in ordered))


_GIVEN, _DERIVED, _BORROWED = range(3)


def _spellings(member: Member, members: tuple[Member, ...]) -> Iterator[tuple[int, str]]:
    """Return the ways to type a member, each with how far from given it is."""
    given = dict.fromkeys((*member.terms, member.name.zh, member.name.en))
    yield from ((_GIVEN, text) for text in given if text)
    yield from ((_GIVEN, text.replace("'", "")) for text in given if "'" in text)
    bare = {stem for text in given if (stem := _stem(text, member.dim))}
    bare.update(_aliases(member, given))
    yield from ((_DERIVED, text) for text in bare)
    for text in (*given, *bare):
        yield from ((_DERIVED, longer) for longer in _with_tails(text, member.dim))
    if member.dim is Dim.SHOP:
        yield from ((_DERIVED, text) for text in _shop_of_platform(member, members))
    if member.dim in {Dim.CHANNEL, Dim.PLATFORM}:
        # "抖音店" without a shop of that name: the shops of the platform.
        yield from ((_BORROWED, f"{text}店") for text in (*given, *bare))


def _stem(text: str, dim: Dim) -> str:
    """Return the name without the word for its kind: 售后 of 售后组."""
    for tails in _TAILS.get(dim, ()):
        for tail in tails:
            stem = text.removesuffix(tail).strip()
            if dim is not Dim.SHOP and stem and stem != text:
                return stem
    return ""


def _with_tails(text: str, dim: Dim) -> Iterator[str]:
    zh, en = _TAILS.get(dim, ((), ()))
    yield from (f"{text}{tail}" for tail in zh)
    yield from (f"{text} {tail}" for tail in en)


def _aliases(member: Member, given: Iterable[str]) -> Iterator[str]:
    if member.dim not in {Dim.CHANNEL, Dim.PLATFORM}:
        return
    typed = {term(text) for text in given}
    for group in _ALIASES:
        if not typed.isdisjoint(group):
            yield from group


def _shop_of_platform(member: Member, members: tuple[Member, ...]) -> Iterator[str]:
    """Return "抖音店" for the only shop that carries the platform in its name."""
    for group in _ALIASES:
        if _carries(member, group) and _only_shop(group, members):
            yield from (f"{word}店" for word in group)
            yield from (f"{word} {tail}" for word in group for tail in ("shop", "store"))


def _carries(member: Member, group: tuple[str, ...]) -> bool:
    names = term(" ".join((member.name.zh, member.name.en, *member.terms)))
    return any(word in names for word in group)


def _only_shop(group: tuple[str, ...], members: tuple[Member, ...]) -> bool:
    return sum(m.dim is Dim.SHOP and _carries(m, group) for m in members) == 1


def _trie(terms: Iterable[tuple[str, tuple[Member, ...]]]) -> Trie:
    root = Trie()
    for text, members in terms:
        root.add(text, Named(members))
    return root
