"""A small Bolt app for the tests of the page: forms, a Home, shortcuts, private answers."""

import re
import time

from slack_bolt import Ack, App, Respond
from slack_sdk import WebClient

from tests.browser.gallery import FORM, FRAMES, PRIVATE, STAGE, STEP, Json, field, home, plain
from workspace import Channel, Command, Person, Shortcut, Words, WorkspaceConfig

ANY = re.compile("")
CONFIG = WorkspaceConfig(
    people=[
        Person("lin", "林岚"),
        Person("alice", "Alice Wong", locale="en-US", tz="America/New_York"),
        *(Person(f"p{i}", f"同事{i}") for i in range(8)),
    ],
    channels=[
        Channel("general", ["lin", "alice"], topic="每周一复盘"),
        Channel("forms", ["lin", "alice"]),
    ],
    commands=[Command("/show", Words("看一看", "Show something"))],
    shortcuts=[
        Shortcut("new_case", Words("记一个案例", "New case"), "global"),
        Shortcut("to_case", Words("记成案例", "Make it a case"), "message"),
    ],
    bot_events=frozenset({"app_home_opened", "message.channels"}),
    app_name="Cases",
    bot_name="cases",
    ack_timeout=2.0,
)


class FormApp:
    """The listeners, and what they were told."""

    def __init__(self, app: App) -> None:
        self.actions: list[Json] = []
        self.submitted: list[Json] = []
        self.shortcuts: list[Json] = []
        self.closed: list[Json] = []
        self.opened = 0
        app.command("/show")(self.show)
        app.event("app_home_opened")(self.home)
        app.event("message")(lambda: None)
        app.shortcut("new_case")(self.shortcut)
        app.shortcut("to_case")(self.shortcut)
        app.action("open_form")(self.open_form)
        app.action("grow")(self.grow)
        app.action("step")(self.step)
        app.action("once")(self.once)
        app.action("again_home")(self.again_home)
        app.action(ANY)(self.act)
        app.view("case")(self.case)
        app.view("step")(self.finish)
        app.view_closed("case")(self.close)

    def show(self, ack: Ack, command: Json, client: WebClient) -> None:
        where, who = command["channel_id"], command["user_id"]
        if command["text"] == "private":
            ack()
            client.chat_postEphemeral(channel=where, user=who, text="Only for you", blocks=PRIVATE)
            return
        if command["text"] == "soon":
            ack()
            wait: Json = {"type": "section", "text": plain("One moment")}
            early: Json = {"type": "modal", "title": plain("New case"), "blocks": [wait]}
            opened = client.views_open(trigger_id=command["trigger_id"], view=early)
            client.views_update(view_id=opened["view"]["id"], view=FORM)
            return
        if command["text"] == "once":
            ack()
            once = {"type": "button", "action_id": "once", "text": plain("Only once")}
            actions: Json = {"type": "actions", "elements": [once]}
            client.chat_postMessage(channel=where, text="once", blocks=[actions])
            return
        ack()
        blocks = FRAMES if command["text"] == "frames" else STAGE
        client.chat_postMessage(channel=where, text="stage", blocks=blocks)

    def shortcut(self, ack: Ack, shortcut: Json, client: WebClient) -> None:
        self.shortcuts.append(shortcut)
        ack()
        client.views_open(trigger_id=shortcut["trigger_id"], view=FORM)

    def open_form(self, ack: Ack, body: Json, client: WebClient) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=FORM)

    def grow(self, ack: Ack, body: Json, client: WebClient) -> None:
        ack()
        extra = field("Extra", {"type": "plain_text_input", "action_id": "extra"}, optional=True)
        blocks = [*FORM["blocks"][:2], extra, *FORM["blocks"][2:]]
        client.views_update(view_id=body["view"]["id"], view=FORM | {"blocks": blocks})

    def once(self, ack: Ack, body: Json, client: WebClient) -> None:
        ack()
        done: Json = {"type": "section", "text": plain("It is done")}
        client.chat_update(
            channel=body["channel"]["id"], ts=body["message"]["ts"], text="done", blocks=[done]
        )

    def step(self, ack: Ack, body: Json, client: WebClient) -> None:
        self.actions.append(body)
        ack()
        client.views_push(trigger_id=body["trigger_id"], view=STEP)

    def act(self, ack: Ack, body: Json, respond: Respond) -> None:
        self.actions.append(body)
        ack()
        if body["actions"][0]["action_id"] == "share":
            respond(
                text="shared with everybody", response_type="in_channel", replace_original=False
            )

    def case(self, ack: Ack, view: Json) -> None:
        self.submitted.append(view)
        title = view["state"]["values"]["b_title"]["title"]["value"]
        if title == "taken":
            ack(response_action="errors", errors={"b_title": "There is a case with that title."})
        elif title == "silent":
            time.sleep(0.6)
        elif title == "update":
            done: Json = {"type": "section", "text": plain("Saved, thank you.")}
            more: Json = {"type": "section", "text": plain("And what comes next.")}
            ack(
                response_action="update",
                view={"type": "modal", "title": plain("Done"), "blocks": [done, *[more] * 40]},
            )
        else:
            ack()

    def finish(self, ack: Ack, view: Json) -> None:
        self.submitted.append(view)
        ack(response_action="clear")

    def close(self, ack: Ack, body: Json) -> None:
        ack()
        self.closed.append(body)

    def home(self, event: Json, client: WebClient) -> None:
        if event["tab"] == "home":
            self._publish(event["user"], client)

    def again_home(self, ack: Ack, body: Json, client: WebClient) -> None:
        ack()
        self.actions.append(body)
        self._publish(body["user"]["id"], client)

    def _publish(self, user: str, client: WebClient) -> None:
        self.opened += 1
        client.views_publish(user_id=user, view=home(self.opened))
