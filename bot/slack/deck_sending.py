"""A deck on its way through Slack: the file to the person's direct message, then what it says.

Never to a channel: whoever asked there is told to look at his direct messages by the caller.
"""

from slack_sdk import WebClient

from base.answer import Answer
from base.language import Lang
from bot.deck_file import deck_bytes, deck_file_name, language_of, with_theme_note
from bot.render.blocks import message
from bot.render.texts import word


def send_deck(client: WebClient, user: str, channel: str, answer: Answer, lang: Lang) -> None:
    """Send an answer's deck as a file to a person, then the answer itself.

    `channel` is his direct message with the bot, empty where it is still to be opened. Raises
    ValueError for an answer without a deck, SlackApiError as the client does.
    """
    if answer.deck is None:
        raise ValueError("the answer has no deck")
    there = channel if channel.startswith("D") else _direct_message(client, user)
    client.files_upload_v2(
        content=deck_bytes(answer.deck, lang),
        filename=deck_file_name(answer.deck, lang),
        title=word(answer.deck.title, language_of(answer.deck, lang))[:200],
        channel=there,
    )
    told = message(with_theme_note(answer), lang)
    client.chat_postMessage(channel=there, text=told.text, blocks=told.blocks)


def _direct_message(client: WebClient, user: str) -> str:
    return str(client.conversations_open(users=user)["channel"]["id"])
