"""Who came and who left, who was promoted and trained, and how well work is checked.

Headcount and leavers come from the staff list itself; the rest is delivered.
"""

from base.dimensions import Dim
from base.language import Bilingual
from base.units import Adds, Good, Unit
from metrics.catalogue.shared import PEOPLE, TIME, terms
from metrics.model import Chapter, Interval, Metric, Quotient, Records, Total

_STAFF = frozenset({Dim.TEAM, Dim.EMPLOYMENT})
_PEOPLE_N = Bilingual("人", "people")
_INVITED_N = Bilingual("人次应到", "invitations")
_TRAINED = frozenset(TIME - {Dim.WEEKDAY} | {Dim.TEAM, Dim.SHOP, Dim.CATEGORY})

METRICS: tuple[Metric, ...] = (
    Metric(
        key="headcount",
        name=Bilingual("在职人数", "Headcount"),
        formula=Records("headcount"),
        adds=Adds.SNAP,
        unit=Unit.COUNT,
        good=Good.NONE,
        chapter=Chapter.PEOPLE,
        cuts=_STAFF | {Dim.DAY, Dim.WEEK, Dim.MONTH},
        synonyms=terms(
            "在职人数|在册人数|员工人数|员工数|客服人数|团队人数|编制人数|人员规模|"
            "headcount|head count|number of employees|number of staff|staff count|"
            "team size|people employed|在职|客服在职|多少客服在职|多少人在职|有多少客服|"
            "多少个客服|how many agents do we have|how many people do we have"
        ),
        definition=Bilingual(
            "在职人数 = 期末那天在名单上的人，在两个组的人合计时只算一次。",
            "Headcount = people on the staff list on the period's last day; who is in two teams "
            "counts once in all.",
        ),
        words=Bilingual("期末那天在名单上的人数", "people on the list on the last day"),
        n_of=_PEOPLE_N,
        source="M25, 2.2 turnover",
    ),
    Metric(
        key="turnover",
        name=Bilingual("人员流失率", "Staff turnover"),
        formula=Records("turnover"),
        unit=Unit.SHARE,
        good=Good.DOWN,
        chapter=Chapter.PEOPLE,
        cuts=_STAFF | {Dim.MONTH},
        synonyms=terms(
            "人员流失率|流失率|离职率|员工流失率|员工离职率|客服流失率|客服离职率|"
            "人员离职率|staff turnover|turnover rate|employee turnover|attrition|"
            "attrition rate|staff attrition|turnover|人员流动率|人员流失|员工流失|"
            "staff churn|agent attrition|agent turnover"
        ),
        definition=Bilingual(
            "人员流失率 = 期内离职的人 ÷ 期内平均在职人数；调组不算离职，没有折成年。",
            "Staff turnover = people who left in the period ÷ its average headcount; a change of "
            "team is no leaving, and it is not made annual.",
        ),
        words=Bilingual("离职人数 ÷ 平均在职人数", "leavers ÷ average headcount"),
        n_of=Bilingual("人平均在职", "people on average"),
        source="2.2 turnover, C20",
    ),
    Metric(
        key="leavers",
        name=Bilingual("离职人数", "Leavers"),
        formula=Records("leavers"),
        adds=Adds.ADD,
        unit=Unit.COUNT,
        good=Good.DOWN,
        chapter=Chapter.PEOPLE,
        cuts=_STAFF | {Dim.WEEK, Dim.MONTH, Dim.CATEGORY},
        cut_first=Dim.CATEGORY,
        synonyms=terms(
            "离职人数|离职|流失人数|离职人员|离职数|走了几个人|按司龄流失|按司龄离职|"
            "司龄流失|离职司龄|leavers|people who left|number of leavers|leavers by tenure|"
            "turnover by tenure|resignations|departures|走了多少人|走了几个|离职了几个人|"
            "离职了多少人|离职了几个|流失了几个人|people left|agents left|agents who left|"
            "staff left"
        ),
        definition=Bilingual(
            "离职人数 = 期内离开名单的人，按司龄分；旁边的话是培训材料的说法，不是查出来的原因。",
            "Leavers = people who left the staff list in the period, by tenure; the words beside "
            "a tenure are what the trade says of it, not a cause that was found.",
        ),
        words=Bilingual("各司龄段的离职人数", "leavers by how long they stayed"),
        n_of=_PEOPLE_N,
        source="2.2 turnover_by_tenure, C22, G7",
    ),
    Metric(
        key="promotions",
        name=Bilingual("晋升人数", "Promotions"),
        formula=Total(("promotions",)),
        adds=Adds.ADD,
        unit=Unit.COUNT,
        good=Good.NONE,
        chapter=Chapter.PEOPLE,
        cuts=frozenset({Dim.DAY, Dim.WEEK, Dim.MONTH, Dim.TEAM, Dim.SHOP}),
        synonyms=terms(
            "晋升人数|晋升|晋升数|升职人数|提拔人数|晋升情况|promotions|people promoted|"
            "number of promotions|staff promotions|晋升了几个人|晋升了多少人|晋升了几个|"
            "升职了几个人"
        ),
        definition=Bilingual(
            "晋升人数 = 期内升到更高岗位的人。",
            "Promotions = people who moved up to a higher post.",
        ),
        words=Bilingual("晋升人数相加", "the number of people promoted"),
        n_of=_PEOPLE_N,
        source="1.13, C20",
    ),
    Metric(
        key="promo_fit",
        name=Bilingual("晋升岗位匹配度", "Promoted who fit the post"),
        formula=Quotient(("promoted_fit",), ("promoted_judged",)),
        unit=Unit.SHARE,
        good=Good.UP,
        chapter=Chapter.PEOPLE,
        cuts=frozenset({Dim.MONTH, Dim.TEAM, Dim.SHOP}),
        synonyms=terms(
            "晋升岗位匹配度|晋升匹配度|岗位匹配度|晋升胜任率|晋升适岗率|promoted who fit the post|"
            "promotion fit|promoted fit|fit of the promoted"
        ),
        definition=Bilingual(
            "晋升岗位匹配度 = 上级判断胜任的 ÷ 判断过的晋升者；是人判断的，不是算出来的。",
            "Promoted who fit the post = promoted people judged to fit ÷ those judged; a person's "
            "judgement, not a computation.",
        ),
        words=Bilingual("判断胜任的 ÷ 判断过的", "judged to fit ÷ judged"),
        n_of=Bilingual("位晋升者", "promoted people"),
        interval=Interval.WILSON,
        small_n=30,
        source="2.2 promo_fit, C20",
    ),
    Metric(
        key="qa_score",
        name=Bilingual("质检分", "QA score"),
        formula=Quotient(("qa_points",), ("qa_applicable",)),
        unit=Unit.SHARE,
        good=Good.UP,
        chapter=Chapter.PEOPLE,
        cuts=frozenset(TIME | PEOPLE | {Dim.SHOP, Dim.PLATFORM, Dim.CATEGORY}),
        cut_first=Dim.CATEGORY,
        small_n=30,
        synonyms=terms(
            "质检分|质检|质检得分|质检成绩|qa score|qa|quality score|qa result|"
            "quality assurance score|quality monitoring score|qa分|质检分数|质检平均分|"
            "qa scores|qc score|qc scores|quality scores|average qa score"
        ),
        definition=Bilingual(
            "质检分 = 得到的分 ÷ 适用项的总分；不适用的项不进分母，随机抽检和定向抽检分开看。",
            "QA score = points given ÷ points that applied; items that do not apply are left out; "
            "random and targeted samples are looked at apart.",
        ),
        words=Bilingual("得分 ÷ 适用项总分", "points given ÷ points that applied"),
        n_of=Bilingual("分适用项", "points that applied"),
        source="2.2 qa_score, L08",
    ),
    Metric(
        key="train_coverage",
        name=Bilingual("培训覆盖率", "Training coverage"),
        formula=Quotient(("train_attended",), ("train_invited",)),
        unit=Unit.SHARE,
        good=Good.UP,
        chapter=Chapter.PEOPLE,
        cuts=_TRAINED,
        synonyms=terms(
            "培训覆盖率|培训参与率|培训到场率|培训出席率|培训完成率|training coverage|"
            "training attendance|training participation|share trained"
        ),
        definition=Bilingual(
            "培训覆盖率 = 到场的人次 ÷ 应到的人次；分类型看就是分主题看。",
            "Training coverage = attendances ÷ invitations; by type means by topic.",
        ),
        words=Bilingual("到场人次 ÷ 应到人次", "attendances ÷ invitations"),
        n_of=_INVITED_N,
        interval=Interval.WILSON,
        small_n=30,
        source="2.2 train_coverage, M20",
    ),
    Metric(
        key="drill_rate",
        name=Bilingual("实战演练参与率", "Drill participation"),
        formula=Quotient(("drill_attended",), ("drill_invited",)),
        unit=Unit.SHARE,
        good=Good.UP,
        chapter=Chapter.PEOPLE,
        cuts=_TRAINED,
        synonyms=terms(
            "实战演练参与率|演练参与率|演练率|实战演练|演练覆盖率|drill participation|drill rate|"
            "drill attendance|role play participation"
        ),
        definition=Bilingual(
            "实战演练参与率 = 参加演练的人次 ÷ 应参加的人次。",
            "Drill participation = people who took part in drills ÷ people invited to them.",
        ),
        words=Bilingual("参加人次 ÷ 应参加人次", "attendances ÷ invitations"),
        n_of=_INVITED_N,
        interval=Interval.WILSON,
        small_n=30,
        source="1.13, M21",
    ),
)
