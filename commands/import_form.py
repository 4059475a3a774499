"""The form for a file that could not be taken as it is: which kind it is, whose, of which days.

Nothing is imported here: what was filled in goes on as a request for the same file, which still
lies in the chat.
"""

from base.form import Field, FieldKind, Form, Option, Submission, Unfit
from base.language import Bilingual, msg
from commands.context import Context
from commands.import_typed import Need, file_request, import_asked
from commands.importing import may_import, shops_here
from commands.submitting import Opening, Outcome

FORM = "import_file"
_LONGEST_SHOP = 120
_ENCODINGS = (
    Option("utf-8", Bilingual("UTF-8", "UTF-8")),
    Option(
        "gb18030", Bilingual("GBK / GB18030（国内导出多半是它）", "GBK / GB18030 (mainland China)")
    ),
    Option("big5", Bilingual("Big5（繁体）", "Big5 (traditional Chinese)")),
)
_ORDERS = (
    Option("dmy", Bilingual("先日后月：03/04 是 4 月 3 日", "Day first: 03/04 is 3 April")),
    Option("mdy", Bilingual("先月后日：03/04 是 3 月 4 日", "Month first: 03/04 is 4 March")),
)
_KEYS = ("source", "shop", "first", "last", "dates", "encoding")


def import_form(context: Context, opening: Opening) -> Form:
    """Return the form for the file that the text names. Raises Refusal for who may not import."""
    may_import(opening.actor)
    wish = import_asked(opening.text)
    file, need = (wish.ref, wish.need) if wish else ("", "")
    return Form(
        FORM,
        msg("drop.form.title"),
        msg("drop.form.submit"),
        tuple(_fields(context, need)),
        intro=(msg("drop.form.intro"),),
        carried={"file": file, "need": need, "channel": opening.channel},
    )


def _fields(context: Context, need: str) -> list[Field]:
    fields = [_source(required=need == Need.KIND), *_shops(context, asked=need == Need.SHOP)]
    fields += [
        Field(
            "first", msg("drop.form.first"), FieldKind.DATE, required=need == Need.DAY,
            hint=msg("drop.form.first_hint"),
        ),
        Field(
            "last", msg("drop.form.last"), FieldKind.DATE, required=False,
            hint=msg("drop.form.last_hint"),
        ),
    ]  # fmt: skip
    if need == Need.DATES:
        fields.append(Field("dates", msg("drop.form.dates"), FieldKind.RADIO, options=_ORDERS))
    if need == Need.ENCODING:
        label = msg("drop.form.encoding")
        fields.append(Field("encoding", label, FieldKind.RADIO, options=_ENCODINGS))
    # What is missing comes first.
    return sorted(fields, key=lambda one: not one.required)


def _source(*, required: bool) -> Field:
    from intake.recognise import presets

    options = tuple(Option(preset.key, preset.name) for preset in presets())
    return Field(
        "source", msg("drop.form.source"), FieldKind.CHOICE, required=required, options=options,
        hint=None if required else msg("drop.form.source_hint"),
    )  # fmt: skip


def _shops(context: Context, *, asked: bool) -> list[Field]:
    """Return the fields for the shop: one of those there are, or a new one."""
    known = shops_here(context)
    new = Field(
        "shop_new", msg("drop.form.shop_new"), required=asked and not known,
        hint=msg("drop.form.shop_new_hint"), longest=_LONGEST_SHOP,
    )  # fmt: skip
    if not known:
        return [new]
    options = tuple(Option(name.zh, name) for name in known)
    chosen = Field(
        "shop", msg("drop.form.shop"), FieldKind.CHOICE, required=False, options=options,
        hint=msg("drop.form.shop_hint"),
    )  # fmt: skip
    return [chosen, new]


def take_import(_context: Context, opening: Opening, submission: Submission, _key: str) -> Outcome:
    """Pass on what was filled in.

    Raises Unfit for days in the wrong order or a shop that is missing, Refusal for who may not.
    """
    may_import(opening.actor)
    said = {key: submission.text(key) for key in _KEYS if submission.text(key)}
    first, last = said.get("first", ""), said.get("last", "")
    if last and not first:
        raise Unfit({"first": msg("drop.form.first_missing")})
    if last and last < first:
        raise Unfit({"last": msg("form.ask.backwards")})
    shop = submission.text("shop_new") or said.get("shop", "")
    if not shop and submission.carried.get("need") == Need.SHOP:
        raise Unfit({"shop": msg("drop.form.shop_missing")})
    if shop:
        said["shop"] = shop
    return Outcome(ask=file_request(submission.carried.get("file", ""), said))
