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
    """A form: `title` names it before it is made, `words` open it after `/fupan`."""

    key: str
    title: Msg
    make: Callable[[Context, Opening], Form]
    take: Callable[[Context, Opening, Submission, str], Outcome]
    words: tuple[str, ...] = ()


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
    if len(words) != 1:
        return None
    wanted = words[0].lower()
    return next((form.key for form in FORMS.values() if wanted in form.words), None)


def take(context: Context, opening: Opening, submission: Submission, key: str) -> Outcome:
    """Take what was filled in; `key` names the submission, the same when it is delivered again.

    Raises Unfit for what has to be mended, Refusal for what may not be, BusyError where the
    database is kept by others for too long.
    """
    return FORMS[submission.form].take(context, opening, submission, key)
