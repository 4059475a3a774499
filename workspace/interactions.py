"""What people do with blocks and views: use an element, fill in, submit, close, open the Home.

Everything ends as an envelope to the app, and a form's acknowledgement as a change of the views.
"""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from typing import Any

from .delivery import Delivery, Hub, Outcome
from .elements import (
    STATELESS,
    Values,
    action,
    find,
    interactive,
    merged_state,
    stated,
    with_block_ids,
)
from .errors import SlackError
from .form_checks import errors_of
from .judging import judged_view
from .model import Conversation, Json, Member, Message, Model
from .notices import CLICK_FAILED, TROUBLE
from .payloads import (
    closed_payload,
    event_callback,
    home_opened_event,
    message_action_payload,
    submission_payload,
    view_action_payload,
)
from .responses import ResponseUrls
from .views import View


class Submission(Delivery):
    """A form on its way. `take` carries out an acknowledgement and says what the person sees."""

    def __init__(
        self, payload: Json, take: Callable[[Outcome], Json], lost: Callable[[str], object]
    ) -> None:
        super().__init__("interactive", payload, on_failure=self._failed)
        self._take = take
        self._lost = lost
        self._seen: Future[Json] = Future()

    def seen(self, timeout: float) -> Json:
        """What the person sees: `ok`, or `errors` by block_id, or `error`. Raises TimeoutError."""
        return self._seen.result(timeout)

    def _failed(self, error: str) -> None:
        self._lost(error)
        self._settle({"ok": False, "error": error})

    def finish(self, outcome: Outcome) -> None:
        """Changes the views first, so that whoever waits for the end finds them changed."""
        if self.done:
            return
        self._settle(self._take(outcome))
        super().finish(outcome)

    def _settle(self, seen: Json) -> None:
        if not self._seen.done():
            self._seen.set_result(seen)


class Interactions:
    """The actions, by model objects. Raises SlackError when Slack would not allow it."""

    def __init__(self, model: Model, hub: Hub, urls: ResponseUrls) -> None:
        self._model = model
        self._hub = hub
        self._urls = urls
        self._held: dict[tuple[str, str, str], Values] = {}

    # -- Home -----------------------------------------------------------------------------------

    def opens_home(self, who: Member) -> Delivery | None:
        """Opens the Home tab. None when the app did not subscribe. Raises `not_enabled`."""
        if not self._model.config.home_enabled:
            raise SlackError("not_enabled")
        return self._opens(who, "home")

    def opens_messages(self, who: Member) -> Delivery | None:
        """Opens the direct message with the bot, which Slack tells the app too."""
        return self._opens(who, "messages")

    def _opens(self, who: Member, tab: str) -> Delivery | None:
        where = self._model.open_direct(who.id, self._model.bot.id)
        if "app_home_opened" not in self._model.config.bot_events:
            return None
        event = home_opened_event(self._model, who, where, tab)
        return self._hub.submit(Delivery("events_api", event_callback(self._model, event)))

    # -- elements -------------------------------------------------------------------------------

    def acts(
        self,
        who: Member,
        where: Message | View,
        action_id: str,
        value: Any = None,
        block_id: str | None = None,
    ) -> Delivery:
        """Uses an interactive element; `value` is what it holds then, in its plain form.

        Raises SlackError `action_not_found`, `option_not_found`, `not_dispatched` (an input whose
        block does not have `dispatch_action`), `message_not_found`, `not_found`.
        """
        if isinstance(where, View):
            return self._acts_in_view(who, where, action_id, value, block_id)
        return self._acts_in_message(who, where, action_id, value, block_id)

    def _acts_in_view(
        self, who: Member, where: View, action_id: str, value: Any, block_id: str | None
    ) -> Delivery:
        view = self._own(who, where)
        block, element = _dispatching(view.blocks, action_id, block_id)
        entry = action(block, element, value, self._model.new_ts())
        if element["type"] not in STATELESS:
            held = stated(element, value)
            view = self._model.views.fill(view, block["block_id"], action_id, held)

        def failed(_error: str) -> None:
            self._model.views.complain(view, view.errors, TROUBLE.said_in(who.locale))

        payload = view_action_payload(self._model, who, view, entry)
        return self._hub.submit(Delivery("interactive", payload, on_failure=failed))

    def _acts_in_message(
        self, who: Member, message: Message, action_id: str, value: Any, block_id: str | None
    ) -> Delivery:
        where, current = self.visible(who, message)
        blocks = with_block_ids(current.blocks, current.ts)
        block, element = _dispatching(blocks, action_id, block_id)
        entry = action(block, element, value, self._model.new_ts())
        held = self._hold(who, current, blocks, {block["block_id"]: {action_id: value}})
        url = self._urls.issue(where.id, who.id, current.ts)
        payload = message_action_payload(self._model, who, where, current, entry, held, url)

        def failed(error: str) -> None:
            text = CLICK_FAILED.said_in(who.locale).format(error=error)
            self._model.notice(where.id, who.id, text, current.thread_ts)

        return self._hub.submit(Delivery("interactive", payload, on_failure=failed))

    def visible(self, who: Member, message: Message) -> tuple[Conversation, Message]:
        """A message as it is now. Raises SlackError `not_in_channel`, `message_not_found`."""
        where = self._model.conversation(message.channel)
        if who.id not in where.members:
            raise SlackError("not_in_channel")
        current = self._model.message(message.channel, message.ts)
        if current.visible_to not in (None, who.id):
            raise SlackError("message_not_found")
        return where, current

    # -- filling in -----------------------------------------------------------------------------

    def fills(self, who: Member, where: Message | View, values: Mapping[str, Any]) -> None:
        """Types and chooses without sending: plain values by action_id.

        Raises SlackError `action_not_found`, `option_not_found`.
        """
        blocks = self._blocks(where)
        for action_id, value in values.items():
            block, _element = find(blocks, action_id)
            self.holds(who, where, {block["block_id"]: {action_id: value}})

    def holds(
        self, who: Member, where: Message | View, values: Mapping[str, Mapping[str, Any]]
    ) -> None:
        """The same by block_id and action_id; what is not there (any more) is left out."""
        if not isinstance(where, View):
            _, current = self.visible(who, where)
            self._hold(who, current, self._blocks(current), values)
            return
        view = self._own(who, where)
        for block_id, element, value in _matching(view.blocks, values):
            self._model.views.fill(view, block_id, element["action_id"], stated(element, value))

    def _blocks(self, where: Message | View) -> Any:
        if isinstance(where, View):
            return self._model.views.view(where.id).blocks
        return with_block_ids(where.blocks, where.ts)

    def _hold(
        self,
        who: Member,
        message: Message,
        blocks: Any,
        values: Mapping[str, Mapping[str, Any]],
    ) -> Values:
        """What this person's fields in a message hold, after a change."""
        place = (message.channel, message.ts, who.id)
        held = merged_state(blocks, self._held.get(place, {}))
        for block_id, element, value in _matching(blocks, values):
            held.setdefault(block_id, {})[element["action_id"]] = stated(element, value)
        self._held[place] = held
        return held

    # -- forms ----------------------------------------------------------------------------------

    def submits(self, who: Member, view: View) -> Submission:
        """Presses the submit button of the modal on top.

        Raises SlackError `invalid_form` with `errors` when Slack itself would not send it,
        `not_found` when another modal lies on top, `no_submit` when there is no such button.
        """
        view = self._own(who, view)
        if view != self._model.views.top(who.id):
            raise SlackError("not_found")
        if not view.content.get("submit") or view.content.get("submit_disabled"):
            raise SlackError("no_submit")
        errors = errors_of(view, who.locale)
        self._model.views.complain(view, errors)
        if errors:
            raise SlackError("invalid_form", errors=errors)
        payload = submission_payload(self._model, who, view, list(self._response_urls(who, view)))
        return self._send_form(who, view, payload)

    def _send_form(self, who: Member, view: View, payload: Json) -> Submission:
        def trouble(error: str) -> Json:
            self._model.views.complain(view, notice=TROUBLE.said_in(who.locale))
            return {"ok": False, "error": error}

        def take(outcome: Outcome) -> Json:
            # An acknowledgement of a later try comes too late for whoever sits before the form.
            if not outcome.acknowledged or outcome.attempts > 1:
                return trouble(outcome.error or "operation_timeout")
            try:
                return self._carry_out(view, outcome.response or {})
            except SlackError as error:
                return trouble(error.code)

        submission = Submission(payload, take, trouble)
        self._hub.submit(submission)
        return submission

    def _response_urls(self, who: Member, view: View) -> Iterator[Json]:
        for block, element in interactive(view.blocks):
            if not element.get("response_url_enabled"):
                continue
            held = view.state.get(block["block_id"], {}).get(element["action_id"], {})
            channel = held.get("selected_conversation") or held.get("selected_channel")
            if channel:
                yield {
                    "block_id": block["block_id"],
                    "action_id": element["action_id"],
                    "channel_id": channel,
                    "response_url": self._urls.issue(channel, who.id),
                }

    def _carry_out(self, view: View, response: Json) -> Json:
        """What an acknowledgement asks for. Raises SlackError when Slack could not show it."""
        views, wanted = self._model.views, response.get("response_action")
        if not response:
            views.close(view)
        elif wanted == "clear":
            views.clear(view.user)
        elif wanted == "update":
            views.update(view, judged_view(self._model, response.get("view"), "modal"))
        elif wanted == "push":
            views.push(view.user, judged_view(self._model, response.get("view"), "modal"), view.id)
        elif wanted == "errors":
            errors = _checked_errors(view, response.get("errors"))
            views.complain(view, errors)
            return {"ok": False, "errors": errors}
        else:
            raise SlackError("invalid_response_action")
        return {"ok": True}

    def closes(self, who: Member, view: View, *, clear: bool = False) -> list[Delivery]:
        """Closes the modal on top, or with `clear` (and `clear_on_close`) the whole stack."""
        view = self._own(who, view)
        is_cleared = clear or bool(view.content.get("clear_on_close"))
        views = self._model.views
        gone = views.clear(who.id) if is_cleared else views.close(view)
        return [
            self._hub.submit(
                Delivery(
                    "interactive", closed_payload(self._model, who, one, is_cleared=is_cleared)
                )
            )
            for one in gone
            if one.content.get("notify_on_close")
        ]

    def _own(self, who: Member, view: View) -> View:
        current = self._model.views.view(view.id)
        if current.user != who.id:
            raise SlackError("not_found")
        return current


def _checked_errors(view: View, errors: Any) -> dict[str, str]:
    """Errors belong to input blocks that are there; anything else Slack cannot show."""
    inputs = {block["block_id"] for block in view.blocks if block.get("type") == "input"}
    if not isinstance(errors, dict) or not errors or not errors.keys() <= inputs:
        raise SlackError("invalid_response_action")
    if not all(isinstance(text, str) and text for text in errors.values()):
        raise SlackError("invalid_response_action")
    return errors


def _dispatching(blocks: Any, action_id: str, block_id: str | None) -> tuple[Json, Json]:
    block, element = find(blocks, action_id, block_id)
    if block.get("type") == "input" and not block.get("dispatch_action"):
        raise SlackError("not_dispatched")
    return block, element


def _matching(
    blocks: Any, values: Mapping[str, Mapping[str, Any]]
) -> Iterator[tuple[str, Json, Any]]:
    for block, element in interactive(blocks):
        given = values.get(block["block_id"], {})
        if element["action_id"] in given and element["type"] not in STATELESS:
            yield block["block_id"], element, given[element["action_id"]]
