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
SHORTCUT_FAILED = Words(
    zh="快捷方式没有生效，错误为“{error}”。应用没有响应。",
    en='That shortcut did not work: "{error}". The app did not respond.',
)
# What Slack shows in a modal when the app does not answer, or answers what cannot be shown.
TROUBLE = Words(
    zh="连接时遇到问题，要再试一次吗？", en="We had some trouble connecting. Try again?"
)
REQUIRED = Words(zh="请填写此必填字段。", en="Please complete this required field.")
TOO_SHORT = Words(zh="至少要输入 {count} 个字符。", en="Please enter at least {count} characters.")
TOO_LONG = Words(
    zh="最多只能输入 {count} 个字符。", en="Please enter no more than {count} characters."
)
NOT_A_NUMBER = Words(zh="请输入有效的数字。", en="Please enter a valid number.")
NOT_WHOLE = Words(zh="请输入整数。", en="Please enter a whole number.")
TOO_SMALL = Words(zh="数字不能小于 {least}。", en="Please enter a number of at least {least}.")
TOO_LARGE = Words(zh="数字不能大于 {most}。", en="Please enter a number of at most {most}.")
NOT_AN_ADDRESS = Words(zh="请输入有效的电子邮件地址。", en="Please enter a valid email address.")
NOT_A_LINK = Words(zh="请输入有效的网址。", en="Please enter a valid URL.")
