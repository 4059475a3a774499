"""What Slack itself tells a person, in the person's language."""

from .config import Words

NOT_A_COMMAND = Words(
    zh="*{command}* 不是有效的命令。\n在 Slack 里，以“/”开头的消息都会当作命令。"
    "如果是想发消息，请在“/”前面加一个空格。",
    en="*{command}* is not a valid command.\nIn Slack, all messages that start with the “/” "
    "character are interpreted as commands. If you are trying to send a message and not run a "
    "command, try preceding the “/” with an empty space.",
)
NOT_IN_THREADS = Words(
    zh="*{command}* 不能在讨论串里使用。抱歉！",
    en="*{command}* is not supported in threads. Sorry!",
)
COMMAND_FAILED = Words(
    zh="{command} 执行失败，错误为“{error}”。应用没有响应。",
    en='{command} failed with the error "{error}". The app did not respond.',
)
CLICK_FAILED = Words(
    zh="按钮没有生效，错误为“{error}”。应用没有响应。",
    en='That button did not work: "{error}". The app did not respond.',
)
NOT_INVITED = Words(
    zh="<@{bot}> 不在这个频道里，收不到这条消息。",
    en="<@{bot}> is not in this channel and will not see your message.",
)
BAD_RESPONSE = Words(
    zh="{command} 的回复无法显示（{error}）。",
    en="The answer to {command} cannot be shown ({error}).",
)
