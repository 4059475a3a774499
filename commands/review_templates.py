"""Templates of reviews: see one, change it as lines of text, go back to the one that came along.

`/review template group weekly` shows it; its button opens the form. What a line may say is in
`reviews/templating`.
"""

from collections.abc import Mapping, Sequence

from base.answer import Answer, FollowUp, Kind
from base.form import Field, FieldKind, Form, Option, Submission, Unfit
from base.language import Bilingual, Lang, Listing, Msg, msg
from base.refusal import Refusal
from base.review import Block, Part, Template
from base.rights import EVERYTHING, Actor, Verb, can
from base.schedule import Cadence, Level
from commands.context import Context, Request
from commands.submitting import PATIENCE, Opening, Outcome
from metrics.catalogue import CATALOGUE
from reviews import templating
from reviews.agenda_post import mark
from reviews.templating import TemplateError, as_text
from storage.engine import Work
from storage.seen import claim

FORM = "review_template"
LEVELS: Mapping[Level, tuple[Bilingual, tuple[str, ...]]] = {
    Level.COMPANY: (Bilingual("公司", "company"), ("company", "公司", "公司级", "老板")),
    Level.DEPARTMENT: (Bilingual("部门", "department"), ("department", "dept", "部门", "部门级")),
    Level.GROUP: (Bilingual("小组", "group"), ("group", "team", "小组", "组", "小组级")),
}
CADENCES: Mapping[Cadence, tuple[Bilingual, tuple[str, ...]]] = {
    Cadence.WEEKLY: (Bilingual("每周", "weekly"), ("weekly", "week", "每周", "周", "周复盘")),
    Cadence.MONTHLY: (Bilingual("每月", "monthly"), ("monthly", "month", "每月", "月度", "月")),
    Cadence.QUARTERLY: (
        Bilingual("每季度", "quarterly"),
        ("quarterly", "quarter", "每季度", "季度", "季"),
    ),
    Cadence.ANNUAL: (
        Bilingual("每年", "annual"),
        ("annual", "yearly", "year", "每年", "年度", "年"),
    ),
    Cadence.BEFORE_PROMOTION: (
        Bilingual("大促前", "before_promotion"),
        ("before_promotion", "before-promotion", "before", "大促前", "准备"),
    ),
    Cadence.PROMOTION: (
        Bilingual("大促后", "promotion"),
        ("promotion", "after", "after_promotion", "大促后", "大促"),
    ),
}
_EDIT, _RESET = ("edit", "change", "改", "改一改", "编辑"), ("reset", "default", "默认", "用回默认")
_WORD = {Lang.ZH: "/review 模板", Lang.EN: "/review template"}
# A field of a form holds no more (Slack), and what people add has to fit as well.
_LONGEST, _PIECE = 3000, 2000
_USE, _OWN, _DEFAULT = "use", "own", "default"


def which_of(text: str) -> tuple[Level | None, Cadence | None]:
    """Return which template a text names, None for what it does not say."""
    words = text.lower().split()
    level = next((one for one, (_, terms) in LEVELS.items() if _any(words, terms)), None)
    cadence = next((one for one, (_, terms) in CADENCES.items() if _any(words, terms)), None)
    return level, cadence


def _any(words: Sequence[str], terms: Sequence[str]) -> bool:
    return any(word in terms for word in words)


def template_asked(text: str) -> bool:
    """Say whether a text opens the form: it says template, edit, and which."""
    words = text.lower().removeprefix("/review").removeprefix("review").split()
    named = words[:1] in (["template"], ["templates"], ["模板"])
    return named and _any(words[1:], _EDIT) and None not in which_of(" ".join(words[1:]))


# -- showing one -----------------------------------------------------------------------------------


def answer_template(context: Context, request: Request, text: str) -> Answer:
    """Return a template by level and cadence, or what there is where the text names none.

    "reset" goes back to the one that came with the bot. Raises Refusal where he may not.
    """
    level, cadence = which_of(text)
    if level is None or cadence is None:
        return _all_of_them(request.lang)
    if _any(text.lower().split(), _RESET):
        _reset(context, request.actor, level, cadence)
    with context.database.read() as work:
        return _shown(work, request, level, cadence)


def _reset(context: Context, actor: Actor, level: Level, cadence: Cadence) -> None:
    with context.database.write() as work:
        templating.reset(work, actor, level, cadence, context.clock.now())


def _shown(work: Work, request: Request, level: Level, cadence: Cadence) -> Answer:
    template = templating.template_of(work, level, cadence)
    own = templating.changed(work, level, cadence)
    lines = [msg("template.who", who=template.who)]
    for at, block in enumerate(template.blocks):
        lines += _block(block, at)
    return Answer(
        Kind.TEXT,
        msg("template.shown", which=called(level, cadence), minutes=template.minutes),
        lines=tuple(lines),
        notes=(msg("template.own" if own else "template.default"),),
        follow_ups=_buttons(request, level, cadence, own=own),
    )


def called(level: Level, cadence: Cadence) -> Msg:
    """Return what a template is called: the group's weekly one."""
    return msg("template.called", level=LEVELS[level][0], cadence=msg(f"template.{cadence.value}"))


def _block(block: Block, at: int) -> list[Msg]:
    head = msg("agenda.heading", mark=mark(at), title=block.title, minutes=block.minutes)
    return [head, *(line for part in block.parts for line in _part(part))]


def _part(part: Part) -> list[Msg]:
    found: list[Msg] = []
    if part.metrics:
        # What left the catalogue has no name any more: it goes by what the template calls it.
        named = (CATALOGUE[key].name if key in CATALOGUE else key for key in part.metrics)
        title = part.title if part.title.zh else Bilingual("数据", "Figures")
        found.append(msg("template.part", title=title, metrics=Listing(tuple(named))))
    elif part.title.zh:
        found.append(msg("template.title", title=part.title))
    return found + [msg("template.prompt", text=one) for one in part.prompts]


def _buttons(
    request: Request, level: Level, cadence: Cadence, *, own: bool
) -> tuple[FollowUp, ...]:
    if not can(request.actor, Verb.SET_TARGET, EVERYTHING):
        return ()
    rest = f"{level.value} {cadence.value}"
    edit = FollowUp(msg("template.button.edit"), f"/review template edit {rest}")
    reset = FollowUp(msg("template.button.reset"), f"/review template reset {rest}")
    return (edit, reset) if own else (edit,)


def _all_of_them(lang: Lang) -> Answer:
    levels = Listing(tuple(name for name, _ in LEVELS.values()))
    cadences = Listing(tuple(name for name, _ in CADENCES.values()))
    wanted = ((Level.GROUP, Cadence.WEEKLY), (Level.DEPARTMENT, Cadence.MONTHLY),
              (Level.COMPANY, Cadence.QUARTERLY))  # fmt: skip
    texts = [
        f"{_WORD[lang]} {LEVELS[a][0].in_(lang)} {CADENCES[b][0].in_(lang)}" for a, b in wanted
    ]
    return Answer(
        Kind.TEXT,
        msg("template.which"),
        lines=(msg("template.which.level", levels=levels), msg("template.which.cadence",
               cadences=cadences)),
        follow_ups=tuple(FollowUp(msg("button.try", text=text), text) for text in texts),
    )  # fmt: skip


# -- changing one ----------------------------------------------------------------------------------


def template_form(context: Context, opening: Opening) -> Form:
    """Return the form with a template's lines. Raises Refusal where he may not change it, or where
    the text does not say which."""
    if not can(opening.actor, Verb.SET_TARGET, EVERYTHING):
        raise Refusal(msg("template.denied"))
    level, cadence = which_of(opening.text)
    if level is None or cadence is None:
        raise Refusal(msg("template.which"))
    with context.database.read() as work:
        template = templating.template_of(work, level, cadence)
    fields = tuple(_field(at, piece) for at, piece in enumerate(pieces(template)))
    return Form(
        FORM,
        msg("template.form.title"),
        msg("template.form.submit"),
        (*fields, _choice()),
        intro=(called(level, cadence), msg("template.form.intro")),
        carried={"level": level.value, "cadence": cadence.value, "pieces": str(len(fields))},
    )


def pieces(template: Template) -> list[str]:
    """Return a template's lines in pieces that fields can hold; a block is in one of them.

    The first line, which says of which review it is, is not for changing.
    """
    found: list[list[str]] = [[]]
    for line in as_text(template).splitlines()[1:]:
        long = sum(len(one) + 1 for one in found[-1]) + len(line) > _PIECE
        if long and line[0] not in "-?":
            found.append([])
        found[-1].append(line)
    return ["\n".join(lines) for lines in found]


def _field(at: int, text: str) -> Field:
    hint = msg("template.form.lines_hint") if at == 0 else None
    label = msg("template.form.lines", n=at + 1)
    return Field(f"lines{at}", label, FieldKind.LONG_TEXT, required=at == 0, value=text, hint=hint,
                 longest=_LONGEST)  # fmt: skip


def _choice() -> Field:
    options = (
        Option(_OWN, Bilingual("按上面写的", "As written above")),
        Option(_DEFAULT, Bilingual("用回默认的", "The one that came with the bot")),
    )
    return Field(_USE, msg("template.form.use"), FieldKind.RADIO, value=_OWN, options=options)


def take_template(context: Context, opening: Opening, submission: Submission, key: str) -> Outcome:
    """Keep what was written, or go back to the default. Raises Unfit at the line that cannot be
    read, Refusal where he may not."""
    level, cadence = Level(submission.carried["level"]), Cadence(submission.carried["cadence"])
    now, default = context.clock.now(), submission.text(_USE) == _DEFAULT
    template = None if default else _written(submission, level, cadence)
    with context.database.write(PATIENCE) as work:
        if not claim(work, key, now):
            return Outcome(said=msg("case.form.again"))
        if template is None:
            templating.reset(work, opening.actor, level, cadence, now)
        else:
            templating.keep(work, opening.actor, template, now)
    said = "template.form.reset" if default else "template.form.kept"
    return Outcome(said=msg(said, which=called(level, cadence)))


def _written(submission: Submission, level: Level, cadence: Cadence) -> Template:
    count = int(submission.carried.get("pieces", "1"))
    texts = [submission.values.get(f"lines{at}", "") for at in range(count)]
    head = f"for | {level.value} | {cadence.value}"
    try:
        return templating.parsed("\n".join([head, *texts]))
    except TemplateError as error:
        at, line = _place(texts, error.line)
        said = msg("template.error.line", line=line, what=error.what) if line else error.what
        raise Unfit({f"lines{at}": said}) from error


def _place(texts: Sequence[str], line: int) -> tuple[int, int]:
    """Return in which field a line stands, and which one it is there; 0 for none in particular."""
    left = line - 1
    for at, text in enumerate(texts):
        lines = len(text.split("\n"))
        if 0 < left <= lines:
            return at, left
        left -= lines
    return 0, 0
