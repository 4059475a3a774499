"""What people type of action items in the state machine's test, in both languages."""

from datetime import date

from tests.helpers.action_model import Member, Words

# How a verb is typed, and what behind it: {n} the item, {day}, {who}, {into}.
TYPED = {
    "accept": ("接受 {n}", "accept {n}"),
    "decline": ("不该我做 {n} 这是仓库的事", "decline {n} the depot does this"),
    "start": ("开始做 {n}", "start {n}"),
    "done": ("做完了 {n} 发在群里了", "done {n} see https://x.example/a"),
    "back": ("退回 {n} 少一页", "send back {n} a page is missing"),
    "verify": ("核实通过 {n}", "verify {n}"),
    "close": ("结案 {n} 看过了", "close {n} that will do"),
    "reopen": ("重开 {n} {day} 又坏了", "reopen {n} {day} broken again"),
    "drop": ("不做了 {n} 换系统了", "drop {n} we have another system"),
    "merge": ("合并 {n} 到 {into}", "merge {n} into {into}"),
    "redate": ("改期 {n} {day} 等开权限", "redate {n} {day} waiting for access"),
    "reassign": ("转给 {n} @{who}", "reassign {n} @{who}"),
    "verifier": ("核实人 {n} @{who}", "verifier {n} @{who}"),
    "stuck": ("卡住了 {n} 导不出清单", "stuck {n} no export right"),
    "snooze": ("晚点提醒 {n} {rest}天", "snooze {n} {rest} days"),
    "comment": ("说 {n} 快好了", "comment {n} nearly there"),
    "evidence": ("证据 {n} 截图在群里", "evidence {n} picture in the channel"),
    "edit": ("修改 {n} {wording}", "edit {n} {wording}"),
}
# What may stand behind a new item.
EXTRAS = {
    "": ("", ""),
    "measure": ("指标 满意度 > 92% 复查 {check}", "metric csat > 92% check {check}"),
    "department": ("级别 部门", "level department"),
    "personal": ("级别 个人", "level personal"),
    "verify": ("核实 @{who}", "verify @{who}"),
}
# What may be wrong with one.
FLAWS = ("owner", "due", "past", "vague", "gone")
# What somebody wants of his daily message: whether at all, at which minute.
WISHES = {
    "/fupan digest off": (False, None), "/fupan 个人摘要 开": (True, None),
    "/fupan digest 10:30": (True, 630), "/fupan 个人摘要 17:00": (True, 1020),
    "/fupan digest 9:30": (True, 570),
}  # fmt: skip


def line(
    count: int, owner: Member, due: date, today: date, flaw: str, *, english: bool
) -> tuple[str, str]:
    """Return what stands in a new item's wording and in no other's, and its line."""
    mark = f"(v{count})" if english else f"第{count}版"
    wording = f"Write the guide {mark} on one page" if english else f"把{mark}口径写成一页"
    if flaw == "vague":
        wording = "improve service" if english else "加强管理"
    name = "@" + (owner.en if english else owner.name)
    name = {"owner": "", "gone": "@张三"}.get(flaw, name)
    day = "" if flaw == "due" else _day(due, today, english=english)
    return mark, f"{'add' if english else '添加'} {wording} {name} {day}"


def typed(
    number: int,
    mark: str,
    said: Words,
    who: Member | None,
    today: date,
    *,
    english: bool,
    rest: int,
) -> str:
    """Return what somebody types of an item; `rest` is for how many days it shall rest."""
    text = TYPED[said.verb][english]
    if said.bare:
        text = text.partition("{n}")[0] + "{n}"
    elif said.verb == "redate" and not said.reason:
        text = text.partition("{day}")[0] + "{day}"
    return "/action " + text.format(
        n=number,
        day=_day(said.due or today, today, english=english),
        into=said.into,
        who="" if who is None else who.en if english else who.name,
        rest=rest,
        wording=f"Halve the guide {mark}" if english else f"把{mark}口径写成半页",
    )


def _day(due: date, today: date, *, english: bool) -> str:
    """Return how a day is typed: by its date, or counted from today."""
    ahead = (due - today).days
    if ahead < 1 or ahead % 3 == 0:
        return due.isoformat()
    return f"in {ahead} days" if english else f"{ahead}天后"
