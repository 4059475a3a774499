"""What customers say."""

from base.language import Bilingual
from base.units import Adds, Good, Unit
from metrics.catalogue.shared import CHAT, DESK, RATINGS_N, terms
from metrics.model import Against, Chapter, Derived, Interval, Metric, Quotient

INVITED_N = Bilingual("次邀评", "invitations")


METRICS: tuple[Metric, ...] = (
    Metric(
        key="csat_rate",
        name=Bilingual("满意度", "CSAT"),
        formula=Quotient(("good",), ("ratings",)),
        unit=Unit.SHARE,
        good=Good.UP,
        cuts=CHAT,
        synonyms=terms(
            "满意度|满意率|客户满意度|客户满意率|咨询满意度|好评率|csat|csat rate|"
            "satisfaction|satisfaction rate|customer satisfaction|满意的比例|top box csat|"
            "top-box csat|top box|top two box|top 2 box|csat top 2 box|满意率是多少"
        ),
        definition=Bilingual(
            "满意度 = 4、5 星 ÷ 全部评价。",
            "CSAT = ratings of 4 and 5 ÷ all ratings.",
        ),
        n_of=RATINGS_N,
        interval=Interval.WILSON,
        small_n=30,
        source="2.2 csat_rate",
        words=Bilingual("4、5 星评价 ÷ 全部评价", "ratings of 4 and 5 ÷ all ratings"),
        adds=Adds.RATIO,
        chapter=Chapter.CSAT,
        same_name="csat",
        window=Bilingual("4、5 星的占比", "the share of 4 and 5"),
    ),
    Metric(
        key="csat_mean",
        name=Bilingual("平均满意度", "Mean satisfaction score"),
        formula=Quotient(("score_sum",), ("score_n",)),
        unit=Unit.SCORE,
        good=Good.UP,
        cuts=CHAT,
        synonyms=terms(
            "平均满意度|满意度均分|满意度平均分|平均评分|平均分|评分|csat mean|mean csat|"
            "average csat|csat score|average rating|mean rating|mean score|average score|"
            "rating|满意度得分|满意度打分|平均星级|评价均分|average stars|star rating|"
            "satisfaction score"
        ),
        definition=Bilingual(
            "平均满意度 = 评分总和 ÷ 评价数（1–5 分），和满意度（4、5 星占比）不是一回事。",
            "Mean satisfaction score = sum of scores ÷ ratings (1 to 5); not the same as CSAT, "
            "the share of 4 and 5.",
        ),
        n_of=RATINGS_N,
        small_n=30,
        source="2.2 csat_mean",
        words=Bilingual("评分总和 ÷ 评价数", "sum of scores ÷ ratings"),
        adds=Adds.RATIO,
        chapter=Chapter.CSAT,
        same_name="csat",
        window=Bilingual("1–5 分的平均", "the mean of 1 to 5"),
    ),
    Metric(
        key="csat_attitude",
        name=Bilingual(
            "服务态度满意度",
            "CSAT for attitude",
        ),
        formula=Quotient(("attitude_good",), ("attitude_n",)),
        unit=Unit.SHARE,
        good=Good.UP,
        cuts=DESK,
        synonyms=terms(
            "服务态度满意度|服务态度满意率|态度满意度|态度满意率|csat attitude|attitude csat|"
            "satisfaction with attitude|attitude satisfaction|service attitude satisfaction"
        ),
        definition=Bilingual(
            "服务态度满意度 = 对态度满意的评价 ÷ 评了这一项的评价。",
            "CSAT for attitude = ratings content with attitude ÷ ratings that judge it.",
        ),
        n_of=RATINGS_N,
        interval=Interval.WILSON,
        small_n=30,
        source="2.2 csat_dim, M11",
        words=Bilingual(
            "对态度满意的评价 ÷ 评了这一项的评价",
            "ratings content with attitude ÷ ratings that judge it",
        ),
        adds=Adds.RATIO,
        chapter=Chapter.CSAT,
    ),
    Metric(
        key="csat_solving",
        name=Bilingual(
            "解决问题满意度",
            "CSAT for problem solving",
        ),
        formula=Quotient(("solving_good",), ("solving_n",)),
        unit=Unit.SHARE,
        good=Good.UP,
        cuts=DESK,
        synonyms=terms(
            "解决问题满意度|解决问题满意率|问题解决满意度|解决满意度|解决效率满意度|"
            "解决问题效率满意度|csat problem solving|problem solving csat|"
            "satisfaction with problem solving|problem solving satisfaction|"
            "problem-solving satisfaction"
        ),
        definition=Bilingual(
            "解决问题满意度 = 对解决问题的效率满意的评价 ÷ 评了这一项的评价。",
            "CSAT for problem solving = ratings content with how problems are solved ÷ ratings "
            "that judge it.",
        ),
        n_of=RATINGS_N,
        interval=Interval.WILSON,
        small_n=30,
        source="2.2 csat_dim, M11",
        words=Bilingual(
            "对解决问题的效率满意的评价 ÷ 评了这一项的评价",
            "ratings content with how problems are solved ÷ ratings that judge it",
        ),
        adds=Adds.RATIO,
        chapter=Chapter.CSAT,
    ),
    Metric(
        key="csat_knowledge",
        name=Bilingual(
            "专业知识满意度",
            "CSAT for knowledge",
        ),
        formula=Quotient(("knowledge_good",), ("knowledge_n",)),
        unit=Unit.SHARE,
        good=Good.UP,
        cuts=DESK,
        synonyms=terms(
            "专业知识满意度|专业知识满意率|专业满意度|专业度满意度|专业素养满意度|专业性满意度|"
            "csat knowledge|knowledge csat|satisfaction with knowledge|knowledge satisfaction|"
            "expertise satisfaction"
        ),
        definition=Bilingual(
            "专业知识满意度 = 对专业知识满意的评价 ÷ 评了这一项的评价。",
            "CSAT for knowledge = ratings content with knowledge ÷ ratings that judge it.",
        ),
        n_of=RATINGS_N,
        interval=Interval.WILSON,
        small_n=30,
        source="2.2 csat_dim, M11",
        words=Bilingual(
            "对专业知识满意的评价 ÷ 评了这一项的评价",
            "ratings content with knowledge ÷ ratings that judge it",
        ),
        adds=Adds.RATIO,
        chapter=Chapter.CSAT,
    ),
    Metric(
        key="dissat_rate",
        name=Bilingual(
            "不满意率",
            "Dissatisfaction rate",
        ),
        formula=Quotient(("bad",), ("bad_n",)),
        unit=Unit.SHARE,
        good=Good.DOWN,
        cuts=CHAT,
        synonyms=terms(
            "不满意率|不满意度|不满意占比|不满意|不满率|dissatisfaction rate|"
            "dissatisfaction|dissat rate|dissat|bad rating rate|negative rating rate|"
            "negative rate|不满意的比例|unhappy rate|dissatisfied rate"
        ),
        definition=Bilingual(
            "不满意率 = 1、2 星 ÷ 全部评价；3 星两边都不算，所以和满意度相加不到 100%。",
            "Dissatisfaction rate = ratings of 1 and 2 ÷ all ratings; a 3 is neither, so it "
            "and CSAT do not make 100%.",
        ),
        n_of=RATINGS_N,
        interval=Interval.WILSON,
        small_n=30,
        source="2.2 dissat_rate",
        words=Bilingual(
            "1、2 星评价 ÷ 全部评价",
            "ratings of 1 and 2 ÷ all ratings",
        ),
        adds=Adds.RATIO,
        chapter=Chapter.CSAT,
    ),
    Metric(
        key="survey_rr",
        name=Bilingual(
            "参评率",
            "Survey response rate",
        ),
        formula=Quotient(("survey_rated",), ("survey_invited",)),
        unit=Unit.SHARE,
        good=Good.UP,
        cuts=DESK,
        synonyms=terms(
            "参评率|评价返回率|评价率|评价回收率|评价参与率|参评比例|回评率|"
            "survey response rate|survey rate|response rate of the survey|"
            "survey return rate|rating rate|邀评回复率|survey participation|"
            "csat response rate|rating response rate"
        ),
        definition=Bilingual(
            "参评率 = 给了评价的 ÷ 邀请评价的；越低，满意度越说明不了问题。",
            "Survey response rate = ratings given ÷ ratings asked for; the lower it is, the "
            "less CSAT says.",
        ),
        n_of=INVITED_N,
        interval=Interval.WILSON,
        small_n=30,
        source="2.2 survey_rr",
        words=Bilingual(
            "收到的评价 ÷ 发出的邀评",
            "ratings ÷ invitations",
        ),
        adds=Adds.RATIO,
        chapter=Chapter.CSAT,
    ),
    Metric(
        key="csat_delta",
        name=Bilingual(
            "满意度提升率",
            "CSAT improvement",
        ),
        formula=Derived("csat_rate", Against.PREVIOUS.value),
        unit=Unit.SHARE,
        good=Good.UP,
        cuts=frozenset(),
        synonyms=terms(
            "满意度提升率|满意度提升|满意率提升|满意度增长率|csat improvement|csat delta|"
            "satisfaction improvement"
        ),
        definition=Bilingual(
            "满意度提升率 = 本期满意度 − 上期满意度，说相差几个点。",
            "CSAT improvement = CSAT now − CSAT of the period before, in points.",
        ),
        n_of=RATINGS_N,
        source="2.2 csat_delta, M06",
        words=Bilingual(
            "本期满意度 − 上期满意度",
            "CSAT now − CSAT before",
        ),
        adds=Adds.DERIVED,
        chapter=Chapter.CSAT,
    ),
)
