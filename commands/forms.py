"""Forms: which there are, which words open them, and what comes of what was filled in.

A form that changes something is committed in one unit of work together with the key of its
submission, before anybody is told; so neither a crash nor a second delivery loses or doubles it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from base.form import Form, Submission
from base.language import Msg, msg
from commands.asking import ASK, ask_form, take_ask
from commands.context import Context
from commands.preferences import SETTINGS, settings_form, take_settings
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


SCHEDULE = "schedule"


def about_schedules(text: str) -> bool:
    """Say whether a text can be about schedules at all, before what knows more is imported."""
    return text.lstrip().lower().startswith(("schedule", "定时"))


def _schedule_asked(text: str) -> bool:
    if not about_schedules(text):
        return False
    from commands.schedule_verbs import FORM_ASKED

    return FORM_ASKED.fullmatch(text) is not None


def _schedule_form(context: Context, opening: Opening) -> Form:
    from commands.schedule_form import schedule_form

    return schedule_form(context, opening)


def _take_schedule(context: Context, opening: Opening, submission: Submission, key: str) -> Outcome:
    from commands.schedule_form import take_schedule

    return take_schedule(context, opening, submission, key)


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
            _schedule_form,
            _take_schedule,
            ("schedule add", "定时 添加"),
            _schedule_asked,
        ),
    )
}


def form_asked(text: str) -> str | None:
    """Return the key of the form that a typed text opens, None where it is a question.

    Pure and quick, because a form has to be opened within three seconds of the tap.
    """
    words = text.split()
    if words[:1] == ["/metric"]:
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
