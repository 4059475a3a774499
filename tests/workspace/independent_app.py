"""A small Bolt app that has nothing to do with Fupan: a lunch list.

It uses every part of Slack a bot commonly uses, the way Slack's own guides show it, so that what
the workspace gets wrong shows here and not in the bot that the workspace was made for.
"""

from typing import Any

from slack_bolt import Ack, App, Respond, Say
from slack_sdk import WebClient

from workspace import (
    Channel,
    Command,
    Person,
    RunningWorkspace,
    Shortcut,
    Words,
    WorkspaceConfig,
)

CONFIG = WorkspaceConfig(
    people=[
        Person("lin", "林岚"),
        Person("alice", "Alice Wong", locale="en-US"),
    ],
    channels=[Channel("general", ["lin", "alice"]), Channel("quiet", ["lin"], with_bot=False)],
    commands=[Command("lunch"), Command("order")],
    shortcuts=[
        Shortcut("remember", Words("记下来", "Remember"), "message"),
        Shortcut("suggest", Words("推荐", "Suggest")),
    ],
    app_name="Lunch",
    bot_name="lunch",
    bot_events=frozenset(
        {
            "app_home_opened",
            "app_mention",
            "member_joined_channel",
            "message.channels",
            "message.im",
            "reaction_added",
        }
    ),
    retry_delays=(0.0, 60.0, 300.0),
)

PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(64)


def text(words: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": words}


def field(block_id: str, label: str, **element: Any) -> dict[str, Any]:
    element = {"type": "plain_text_input", "action_id": block_id} | element
    return {"type": "input", "block_id": block_id, "label": text(label), "element": element}


def form(blocks: list[dict[str, Any]], callback_id: str = "order", **more: Any) -> dict[str, Any]:
    return {
        "type": "modal",
        "callback_id": callback_id,
        "title": text("Order"),
        "submit": text("Send"),
        "blocks": blocks,
    } | more


def button(action_id: str, words: str, **more: Any) -> dict[str, Any]:
    return {"type": "button", "action_id": action_id, "text": text(words)} | more


def lunch_app(local: RunningWorkspace) -> App:
    """The app, pointed at a workspace."""
    app = App(
        client=WebClient(local.bot_token, base_url=local.base_url),
        signing_secret=local.signing_secret,
    )
    _conversation(app)
    _interactions(app)
    _forms(app)
    return app


def _conversation(app: App) -> None:
    @app.command("/lunch")
    def lunch(ack: Ack, respond: Respond, command: dict[str, Any]) -> None:
        ack(f"looking for {command['text']}")
        respond(
            text="who eats?",
            response_type="in_channel",
            blocks=[{"type": "actions", "elements": [button("eat", "Me", value="yes")]}],
        )

    @app.event("app_mention")
    def mentioned(event: dict[str, Any], say: Say) -> None:
        say(text=f"soup for <@{event['user']}>", thread_ts=event["ts"])

    @app.event("message")
    def said(event: dict[str, Any], say: Say, client: WebClient) -> None:
        if event.get("channel_type") != "im" or event.get("bot_id") or event.get("subtype"):
            return
        if event["text"] == "menu":
            client.files_upload_v2(
                channel=event["channel"],
                content=PICTURE,
                filename="menu.png",
                title="Menu",
                alt_txt="today's menu",
                initial_comment="the menu",
            )
        else:
            say(f"you said {event['text']}")

    @app.event("member_joined_channel")
    def joined(event: dict[str, Any], client: WebClient) -> None:
        client.chat_postMessage(channel=event["channel"], text=f"welcome <@{event['user']}>")

    @app.event("reaction_added")
    def reacted(event: dict[str, Any], client: WebClient) -> None:
        place = event["item"]
        client.reactions_add(channel=place["channel"], timestamp=place["ts"], name="yum")


def _interactions(app: App) -> None:
    @app.action("eat")
    def eats(ack: Ack, body: dict[str, Any], respond: Respond) -> None:
        ack()
        respond(text=f"{body['user']['username']} eats", replace_original=True)

    @app.event("app_home_opened")
    def home(event: dict[str, Any], client: WebClient) -> None:
        if event["tab"] == "home":
            client.views_publish(user_id=event["user"], view=_home("0 orders"))

    @app.action("count")
    def counted(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        ack()
        client.views_publish(
            user_id=body["user"]["id"], view=_home("1 order"), hash=body["view"]["hash"]
        )

    @app.shortcut("remember")
    def remember(ack: Ack, body: dict[str, Any], respond: Respond) -> None:
        ack()
        respond(f"noted: {body['message']['text']}")

    @app.shortcut("suggest")
    def suggest(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        ack()
        view = form([field("idea", "Idea")], "idea")
        client.views_open(trigger_id=body["trigger_id"], view=view)

    @app.view("idea")
    def idea(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        ack()
        said = body["view"]["state"]["values"]["idea"]["idea"]["value"]
        client.chat_postMessage(channel=body["user"]["id"], text=f"idea: {said}")


def _home(words: str) -> dict[str, Any]:
    line = {"type": "section", "text": text(words), "accessory": button("count", "Order")}
    return {"type": "home", "blocks": [line]}


def _forms(app: App) -> None:
    @app.command("/order")
    def order(ack: Ack, command: dict[str, Any], client: WebClient) -> None:
        ack()
        options = [{"text": text(one), "value": one} for one in ("rice", "noodles")]
        select = {"type": "static_select", "options": options}
        blocks = [field("dish", "Dish", **select), field("people", "For how many")]
        view = form(blocks, private_metadata=command["channel_id"])
        client.views_open(trigger_id=command["trigger_id"], view=view)

    @app.view("order")
    def ordered(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        view = body["view"]
        values = view["state"]["values"]
        dish = values["dish"]["dish"]["selected_option"]["value"]
        people = values["people"]["people"]["value"]
        if not people.isdigit():
            ack(response_action="errors", errors={"people": "a number, please"})
        elif people == "0":
            ack(response_action="update", view=form([field("people", "Really?")], "really"))
        elif int(people) > 9:
            ack(response_action="push", view=form([field("why", "Why so many?")], "why"))
        else:
            ack()
            client.chat_postMessage(channel=view["private_metadata"], text=f"{people} x {dish}")

    @app.view("really")
    def really(ack: Ack) -> None:
        ack()

    @app.view("why")
    def why(ack: Ack) -> None:
        ack(response_action="clear")
