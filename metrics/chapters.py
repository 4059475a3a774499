"""The chapters of the list of metrics: their names, and the metrics of each in order."""

from collections.abc import Iterable
from types import MappingProxyType

from base.language import Bilingual
from metrics.model import Chapter, Metric

CHAPTERS = MappingProxyType(
    {
        Chapter.RECEPTION: Bilingual("接待", "Contacts"),
        Chapter.REPLY: Bilingual("回复速度", "Speed of reply"),
        Chapter.SALES: Bilingual("销售和转化", "Sales and conversion"),
        Chapter.CSAT: Bilingual("满意度和评分", "Satisfaction and ratings"),
        Chapter.COMPLAINT: Bilingual("投诉和工单", "Complaints and tickets"),
        Chapter.REFUND: Bilingual("退款和商品评价", "Refunds and product reviews"),
        Chapter.COST: Bilingual("成本和人效", "Costs"),
        Chapter.LOSS: Bilingual("资损", "Losses"),
        Chapter.BOT: Bilingual("机器人", "The bot"),
        Chapter.CALL: Bilingual("热线和排班", "Hotline and shifts"),
        Chapter.PEOPLE: Bilingual("人员和培训", "People and training"),
        Chapter.COMMUNITY: Bilingual("社群和内容", "Community and content"),
        Chapter.QUALITY: Bilingual("质量", "Quality"),
        Chapter.WAREHOUSE: Bilingual("仓库发货", "Warehouse"),
        Chapter.LOOP: Bilingual("复盘闭环", "Reviews and actions"),
    }
)

# What people call a chapter beside its name, folded.
_ALSO = MappingProxyType(
    {
        Chapter.RECEPTION: ("reception", "接待量"),
        Chapter.REPLY: ("回复", "响应", "reply", "replies", "speed"),
        Chapter.SALES: ("销售", "转化", "sales", "conversion"),
        Chapter.CSAT: ("评价", "评分", "满意", "ratings", "satisfaction"),
        Chapter.COMPLAINT: ("投诉", "工单", "客诉", "complaint", "complaints", "tickets"),
        Chapter.REFUND: ("退款", "售后", "refund", "refunds", "reviews", "after-sales"),
        Chapter.COST: ("成本", "费用", "工资", "人效", "cost", "costs", "wages"),
        Chapter.LOSS: ("资损", "损失", "loss", "losses"),
        Chapter.BOT: ("机器人", "bot"),
        Chapter.CALL: ("热线", "电话", "排班", "hotline", "calls", "shifts", "call centre"),
        Chapter.PEOPLE: ("人员", "培训", "people", "training", "staff"),
        Chapter.COMMUNITY: ("社群", "粉丝", "内容", "community", "fans", "content"),
        Chapter.QUALITY: ("质量", "品质", "quality"),
        Chapter.WAREHOUSE: ("仓库", "发货", "仓储", "warehouse", "shipping"),
        Chapter.LOOP: ("复盘", "行动", "闭环", "reviews and actions", "actions", "loop"),
    }
)


def chapter_called(word: str) -> Chapter | None:
    """Return the chapter that a word names, None where it names none."""
    wanted = word.strip().lower()
    for chapter, name in CHAPTERS.items():
        if wanted in (chapter.value, name.zh, name.en.lower(), *_ALSO[chapter]):
            return chapter
    return None


def in_chapters(metrics: Iterable[Metric]) -> dict[Chapter, list[Metric]]:
    """Return metrics by chapter, chapters in the order of the list; empty ones are left out."""
    found: dict[Chapter, list[Metric]] = {chapter: [] for chapter in CHAPTERS}
    for metric in metrics:
        found[metric.chapter].append(metric)
    return {chapter: of for chapter, of in found.items() if of}
