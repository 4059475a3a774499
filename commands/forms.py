"""Forms: which there are, which words open them, and what comes of what was filled in.

A form that changes something is committed in one unit of work together with the key of its
submission, before anybody is told; so neither a crash nor a second delivery loses or doubles it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from base.form import Form, Submission
from base.language import Msg, msg
from commands.asking import ASK, ask_form, take_ask
from commands.case_typed import Asked, case_asked
from commands.context import Context
from commands.import_typed import opens_form as names_a_file
from commands.kept_words import names_a_form
from commands.preferences import SETTINGS, settings_form, take_settings
from commands.review_typed import Verb, about_reviews, form_of, opens_form, review_asked
from commands.submitting import Opening, Outcome

__all__ = ["FORMS", "FormInfo", "Opening", "Outcome", "form_asked", "take"]


@dataclass(frozen=True)
class FormInfo:
    """A form: `title` names it before it is made, `words` open it after `/fupan`.

    `asked` finds whole texts that open it beside its words: those that say of what it is.
    """

    key: str
    title: Msg
    make: Callable[[Context, Opening], Form]
    take: Callable[[Context, Opening, Submission, str], Outcome]
    words: tuple[str, ...] = ()
    asked: Callable[[str], bool] | None = None

    def opens(self, text: str) -> bool:
        """Say whether a text opens it."""
        return text.lower() in self.words or (self.asked is not None and self.asked(text))


def _lazily(module: str, function: str, *more: str) -> Callable[..., Any]:
    """Return a function of a module of this room, which is imported when it is first called.

    It gets what the form's own gets, and `more` behind that.
    """

    def call(*given: Any) -> Any:
        return getattr(import_module(f"commands.{module}"), function)(*given, *more)

    return call


SCHEDULE = "schedule"


# Figures that begin with the word for a command.
_FIGURES = (
    "schedule adherence", "action completion", "action done rate", "actions done on time",
    "行动完成率", "行动项完成率", "行动按时完成率",
)  # fmt: skip


def names_figure(text: str) -> bool:
    """Say whether a text begins with a figure whose name begins like a command."""
    return text.lstrip().lower().startswith(_FIGURES)


def about_schedules(text: str) -> bool:
    """Say whether a text can be about schedules at all, before what knows more is imported."""
    return text.lstrip().lower().startswith(("schedule", "定时")) and not names_figure(text)


def _schedule_asked(text: str) -> bool:
    if not about_schedules(text):
        return False
    from commands.schedule_verbs import FORM_ASKED

    return FORM_ASKED.fullmatch(text) is not None


def about_actions(text: str) -> bool:
    """Say whether a text can be about action items at all, before what knows more is imported."""
    begun = text.lstrip().lower().startswith(("/action", "action", "行动"))
    return begun and not names_figure(text)


def about_targets(text: str) -> bool:
    """Say whether a text can be about targets at all, before what knows more is imported."""
    return text.lstrip().lower().startswith(("/target", "target", "目标"))


def _split_by_hand(text: str) -> bool:
    """Say whether a target is to be split by hand, and the parts are not typed with it."""
    if not about_targets(text):
        return False
    from commands.target_words import opens_form

    return opens_form(text)


ACTION_FORMS = ("done", "evidence", "redate", "stuck", "drop", "decline", "back", "reassign",
                "verifier", "close", "reopen", "comment")  # fmt: skip


def _action_asked(key: str) -> Callable[[str], bool]:
    def asked(text: str) -> bool:
        if not about_actions(text):
            return False
        from commands.action_verbs import form_of

        return form_of(text) == key

    return asked


def _action_form(verb: str) -> FormInfo:
    """Return the form of a move of action items."""

    key, title = f"action_{verb}", msg(f"action.form.{verb}.title")
    make = _lazily("action_forms", "action_form", verb)
    take = _lazily("action_forms", "take_action", verb)
    return FormInfo(key, title, make, take, (), _action_asked(key))


# What a meeting decides, and what is put on its agenda: opened by a verb and a number.
REVIEW_FORMS = ("act", "none", "later", "add", "decline")


def _of_review(verb: str) -> Callable[[str], bool]:
    def asked(text: str) -> bool:
        if not about_reviews(text):
            return False
        found = form_of(text)
        return found is not None and found.value == verb

    return asked


def _review_form(verb: str) -> FormInfo:
    """Return the form of something that a meeting decides."""
    module = "review_forms_own" if verb in ("add", "decline") else "review_forms"
    make = _lazily(module, f"{verb}_form")
    take = _lazily(module, f"take_{verb}")
    return FormInfo(
        f"review_{verb}", msg(f"review.form.{verb}.title"), make, take, (), _of_review(verb)
    )


def _setting_up(text: str) -> bool:
    found = review_asked(text) if about_reviews(text) else None
    return found is not None and found.verb is Verb.SETUP and not found.rest


def _editing(verb: Verb) -> Callable[[str], bool]:
    """Return what finds the texts that open the form of something that can be shown as well."""

    def asked(text: str) -> bool:
        found = review_asked(text) if about_reviews(text) else None
        return found is not None and found.verb is verb and opens_form(found)

    return asked


# A case's form is opened by its verb and its id only: nothing anybody reports stands in a text.
CASE_FORMS = ("approve", "decline", "ask", "redact", "merge", "tag")


def _of_case(verb: str) -> Callable[[str], bool]:
    def asked(text: str) -> bool:
        found = case_asked(text)
        if found is None:
            return False
        if verb == "setup":
            return found.asked is Asked.SETUP
        return found.asked is Asked.CASE and found.verb == verb

    return asked


def _case_form(verb: str) -> FormInfo:
    """Return the form of what a moderator does with a case."""

    make = _lazily("case_forms", "case_form", verb)
    take = _lazily("case_forms", "take_case", verb)
    title = msg(f"case.form.{verb}.title")
    return FormInfo(f"case_{verb}", title, make, take, (), _of_case(verb))


FORMS: dict[str, FormInfo] = {
    form.key: form
    for form in (
        FormInfo(ASK, msg("form.ask.title"), ask_form, take_ask, ("ask", "提问", "问数")),
        FormInfo(
            SETTINGS,
            msg("form.settings.title"),
            settings_form,
            take_settings,
            ("settings", "setting", "设置", "语言", "language"),
        ),
        FormInfo(
            SCHEDULE,
            msg("schedule.form.title"),
            _lazily("schedule_form", "schedule_form"),
            _lazily("schedule_form", "take_schedule"),
            ("schedule add", "定时 添加"),
            _schedule_asked,
        ),
        FormInfo(
            "favourite",
            msg("favourite.form.title"),
            _lazily("favourites", "save_form"),
            _lazily("favourites", "take_save"),
            (),
            names_a_form,
        ),
        FormInfo(
            "import_file",
            msg("drop.form.title"),
            _lazily("import_form", "import_form"),
            _lazily("import_form", "take_import"),
            (),
            names_a_file,
        ),
        FormInfo(
            "action_add",
            msg("action.form.add.title"),
            _lazily("action_add_form", "add_form"),
            _lazily("action_add_form", "take_add"),
            ("action add", "行动 添加"),
            _action_asked("action_add"),
        ),
        FormInfo(
            "action_edit",
            msg("action.form.edit.title_short"),
            _lazily("action_edit_form", "edit_form"),
            _lazily("action_edit_form", "take_edit"),
            (),
            _action_asked("action_edit"),
        ),
        FormInfo(
            "action_split",
            msg("action.form.split.title"),
            _lazily("action_splitting", "split_form"),
            _lazily("action_splitting", "take_split"),
            (),
            _action_asked("action_split"),
        ),
        *(_action_form(verb) for verb in ACTION_FORMS),
        *(_case_form(verb) for verb in CASE_FORMS),
        *(_review_form(verb) for verb in REVIEW_FORMS),
        FormInfo(
            "review_setup",
            msg("review.setup.title"),
            _lazily("review_setting_up", "setup_form"),
            _lazily("review_setting_up", "take_setup"),
            (),
            _setting_up,
        ),
        FormInfo(
            "review_template",
            msg("template.form.title"),
            _lazily("review_templates", "template_form"),
            _lazily("review_templates", "take_template"),
            (),
            _editing(Verb.TEMPLATE),
        ),
        FormInfo(
            "recognition_rule",
            msg("recognition.form.title"),
            _lazily("recognition_form", "rule_form"),
            _lazily("recognition_form", "take_rule"),
            (),
            _editing(Verb.RECOGNITION),
        ),
        FormInfo(
            "target_split",
            msg("target.form.title"),
            _lazily("target_split_form", "split_form"),
            _lazily("target_split_form", "take_split"),
            (),
            _split_by_hand,
        ),
        FormInfo(
            "case_decide",
            msg("case.form.decide.title"),
            _lazily("case_deciding", "decide_form"),
            _lazily("case_deciding", "take_decide"),
            (),
            _of_case("decide"),
        ),
        FormInfo(
            "case_setup",
            msg("case.form.setup.title"),
            _lazily("case_setting_up", "setup_form"),
            _lazily("case_setting_up", "take_setup"),
            (),
            _of_case("setup"),
        ),
    )
}


def form_asked(text: str) -> str | None:
    """Return the key of the form that a typed text opens, None where it is a question.

    Pure and quick, because a form has to be opened within three seconds of the tap.
    """
    words = text.split()
    if words[:1] == ["/metric"]:
        if len(words) > 1 and names_a_form(text):
            return "favourite"
        return ASK if len(words) == 1 else None
    if words[:1] == ["/fupan"]:
        words = words[1:]
    wanted = " ".join(words)
    return next((form.key for form in FORMS.values() if form.opens(wanted)), None)


def take(context: Context, opening: Opening, submission: Submission, key: str) -> Outcome:
    """Take what was filled in; `key` names the submission, the same when it is delivered again.

    Raises Unfit for what has to be mended, Refusal for what may not be, BusyError where the
    database is kept by others for too long.
    """
    return FORMS[submission.form].take(context, opening, submission, key)
