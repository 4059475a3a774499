"""The community (社群, 私域): how large it is, who comes and goes, what it sells and is told."""

from base.dimensions import Dim
from base.language import Bilingual
from base.units import Adds, Good, Unit
from metrics.catalogue.shared import PLACES, TIME, terms
from metrics.model import Chapter, Metric, Snapshot, Total

_FANS_N = Bilingual("人", "people")
_STATE = frozenset({Dim.DAY, Dim.WEEK, Dim.MONTH, Dim.SHOP, Dim.PLATFORM, Dim.CHANNEL})
_FLOW = frozenset(TIME | PLACES)


def _size(key: str, name: Bilingual, said: str, what: Bilingual, n_of: Bilingual) -> Metric:
    """Return how large the community is at a moment."""
    return Metric(
        key=key,
        name=name,
        formula=Snapshot((key,)),
        adds=Adds.SNAP,
        unit=Unit.COUNT,
        good=Good.UP,
        chapter=Chapter.COMMUNITY,
        cuts=_STATE,
        synonyms=terms(said),
        definition=Bilingual(
            f"{name.zh} = 那一天{what.zh}；是状态，不能跨天相加。",
            f"{name.en} = {what.en} that day; a state, never added over days.",
        ),
        words=Bilingual("各店最近一天的数相加", "every shop's latest day, added up"),
        n_of=n_of,
        source="1.13, C06, C09, P08",
    )


def _fans(
    key: str, name: Bilingual, formula: Total, good: Good, said: str, what: Bilingual
) -> Metric:
    """Return who came to the community or left it."""
    return Metric(
        key=key,
        name=name,
        formula=formula,
        adds=Adds.ADD,
        unit=Unit.COUNT,
        good=good,
        chapter=Chapter.COMMUNITY,
        cuts=_FLOW,
        synonyms=terms(said),
        definition=Bilingual(f"{name.zh} = {what.zh}。", f"{name.en} = {what.en}."),
        words=Bilingual(what.zh, what.en),
        n_of=_FANS_N,
        source="1.13, C07",
    )


METRICS: tuple[Metric, ...] = (
    _size(
        "community_people",
        Bilingual("社群人数", "Community members"),
        "社群人数|"
        "社群总人数|群里多少人|群人数|私域用户数|"
        "社群规模|社群成员数|私域人数|私域规模|社群粉丝数|community members|"
        "community size|community people|people in the community|number of community members",
        Bilingual("在社群里的人", "people in the community"),
        _FANS_N,
    ),
    _size(
        "community_groups",
        Bilingual("社群群数", "Community groups"),
        "社群群数|社群数|社群数量|群数|群数量|微信群数|community groups|number of community groups|"
        "chat groups",
        Bilingual("在运营的群", "chat groups being run"),
        Bilingual("个群", "groups"),
    ),
    _size(
        "community_accounts",
        Bilingual("社群账号数", "Community accounts"),
        "社群账号数|社群号数|企微号数|企业微信号数|私域账号数|个人号数|community accounts|"
        "number of community accounts",
        Bilingual("用来运营社群的账号", "accounts the community is run from"),
        Bilingual("个账号", "accounts"),
    ),
    _size(
        "core_fans",
        Bilingual("核心粉丝数", "Core fans"),
        "核心粉丝数|核心粉丝|铁粉数|铁粉|忠实粉丝数|core fans|number of core fans|loyal fans",
        Bilingual("按规则选出的核心粉丝", "fans chosen as the core by the shop's rule"),
        _FANS_N,
    ),
    _fans(
        "fans_in",
        Bilingual("新增粉丝", "New fans"),
        Total(("fans_in",)),
        Good.UP,
        "新增粉丝|"
        "社群涨粉|社群新增粉丝|社群加粉|"
        ""
        "涨了多少粉|加了多少粉|新增了多少粉丝|新粉|新粉丝|新增好友|new followers|followers gained|"
        "新增粉丝数|进粉|进群人数|入群人数|涨粉|涨粉数|加粉数|new fans|fans gained|"
        "fans who joined|joined fans",
        Bilingual("期内进来的粉丝", "fans who joined"),
    ),
    _fans(
        "fans_out",
        Bilingual("流失粉丝", "Lost fans"),
        Total(("fans_out",)),
        Good.DOWN,
        "流失粉丝|"
        "社群掉粉|社群流失粉丝|社群退群|"
        ""
        "掉了多少粉|取关|取关人数|退群|退群数|lost followers|followers lost|unfollows|"
        "流失粉丝数|掉粉|掉粉数|退群人数|粉丝流失|lost fans|fans lost|fans who left",
        Bilingual("期内离开的粉丝", "fans who left"),
    ),
    _fans(
        "fan_net",
        Bilingual("粉丝净增", "Net fan growth"),
        Total(("fans_in",), minus=("fans_out",)),
        Good.UP,
        "粉丝净增|"
        "净增粉|净增粉丝数|net follower growth|net new followers|follower growth|fan growth|"
        "净增粉丝|粉丝净增长|净涨粉|粉丝流转|net fan growth|net new fans|fan net|"
        "net fans|fan flow",
        Bilingual("新增粉丝 − 流失粉丝", "fans who joined − fans who left"),
    ),
    Metric(
        key="community_sales",
        name=Bilingual("社群销售额", "Community sales"),
        formula=Total(("community_sales",)),
        adds=Adds.ADD,
        unit=Unit.MONEY,
        good=Good.UP,
        chapter=Chapter.COMMUNITY,
        cuts=_FLOW,
        synonyms=terms(
            "社群销售额|社群销售|社群销售金额|社群成交额|私域销售额|私域成交额|社群业绩|"
            "community sales|sales of the community|sales from the community|"
            "社群卖了多少钱|社群卖了多少|私域卖了多少钱|私域卖了多少|私域业绩"
        ),
        definition=Bilingual(
            "社群销售额 = 社群里带来的支付金额，未扣退款。",
            "Community sales = amounts paid that came through the community, before refunds.",
        ),
        words=Bilingual("社群带来的支付金额相加", "amounts paid through the community, added up"),
        n_of=Bilingual("笔订单", "orders"),
        source="1.13, P08",
    ),
    Metric(
        key="content_posts",
        name=Bilingual("内容发布量", "Content posts"),
        formula=Total(("content_posts",)),
        adds=Adds.ADD,
        unit=Unit.COUNT,
        good=Good.NONE,
        chapter=Chapter.COMMUNITY,
        cuts=_FLOW | {Dim.CATEGORY},
        synonyms=terms(
            "内容发布量|内容输出|内容输出量|内容数|发文量|发布内容数|社群内容数|content posts|"
            "content output|posts published|number of posts"
        ),
        definition=Bilingual(
            "内容发布量 = 期内在社群发布的内容。",
            "Content posts = pieces of content published to the community.",
        ),
        words=Bilingual("发布的内容相加", "posts published, added up"),
        n_of=Bilingual("条内容", "posts"),
        source="1.13, C08",
    ),
)
