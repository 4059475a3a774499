"""Where the judge and the independent judges differ, each with its reason.

`test_blockkit_agreement` fails on a difference that is not here, and on an entry that is no
difference any more.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Disagreement:
    """The cases (by name) that `judge` sees otherwise than we do."""

    judge: str
    reason: str
    cases: tuple[str, ...]


def _names(lines: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in lines.strip().splitlines())


DISAGREEMENTS = (
    Disagreement(
        "slack_sdk",
        "It leaves out what is empty when it writes the payload, or lets it pass.",
        _names(
            """
            text min 0
            section.fields.item min 0
            block_id min 0
            action_id min 0
            header.text min 0
            image.alt_text min 0
            image.title min 0
            image_element.alt_text min 0
            actions.elements min 0
            context.elements min 0
            input.label min 0
            input.hint min 0
            video.title min 0
            video.description min 0
            video.alt_text min 0
            alert.text min 0
            card.title min 0
            card.subtitle min 0
            card.body min 0
            card.subtext min 0
            card.actions min 0
            container.title min 0
            container.subtitle min 0
            plan.title min 0
            task_card.title min 0
            task_card.task_id min 0
            file.external_id min 0
            call.call_id min 0
            auth_provider.name min 0
            auth_provider.description min 0
            auth_provider.connected_identity min 0
            auth_provider.connected_context min 0
            button.text min 0
            confirmation.title min 0
            confirmation.text min 0
            confirmation.confirm min 0
            confirmation.deny min 0
            option.text min 0
            option.value min 0
            option.description min 0
            overflow.option.text min 0
            overflow.option.value min 0
            overflow.option.description min 0
            checkboxes.option.text min 0
            context.text min 0
            slack_file.id min 0
            option_group.label min 0
            option_group.options min 0
            select.options min 0
            multi_static_select.options min 0
            select.option_groups min 0
            select.placeholder min 0
            checkboxes.options min 0
            radio_buttons.options min 0
            conversation_filter.include min 0
            dispatch_action_configuration.trigger_actions_on min 0
            plain_text_input.placeholder min 0
            email_input.placeholder min 0
            url_input.placeholder min 0
            number_input.placeholder min 0
            date_picker.placeholder min 0
            time_picker.placeholder min 0
            rich_text_input.placeholder min 0
            feedback_button.text min 0
            workflow_button.text min 0
            rich_text.elements min 0
            user.user_id min 0
            link.text min 0
            date.format min 0
            rich_text_preformatted.language min 0
            rich_text_section.text min 0
            table.columns min 0
            table.cell_text min 0
            raw_number.text min 0
            view.submit min 0
            view.close min 0
            """
        ),
    ),
    Disagreement(
        "slack_sdk",
        "It has no such upper limit, where the documentation has one.",
        _names(
            """
            section.fields.item max 2001
            video.description max 201
            video.provider_name max 51
            video.alt_text max 2001
            video.video_url max 3001
            video.thumbnail_url max 3001
            video.title_url max 2001
            video.provider_icon_url max 2001
            alert.text max 201
            card.subtext max 201
            card.actions max 4
            plan.tasks max 51
            option.text max 76
            option.value max 151
            option.description max 76
            overflow.option.text max 76
            overflow.option.value max 151
            overflow.option.description max 76
            context.text max 3001
            option.url max 3001
            option_group.label max 76
            option_group.options max 101
            checkboxes.options max 11
            radio_buttons.options max 11
            dispatch_action_configuration.trigger_actions_on max 3
            plain_text_input.initial_value max 3001
            feedback_button.accessibility_label max 76
            icon_button.value max 2001
            icon_button.accessibility_label max 76
            icon_button.visible_to_user_ids max 11
            workflow_button.text max 76
            workflow_button.accessibility_label max 76
            table.rows max 101
            table.columns max 21
            table.column_settings max 21
            message.blocks max 51
            view.external_id max 256
            """
        ),
    ),
    Disagreement(
        "slack_sdk",
        "It has no lower and upper bounds for numbers.",
        _names(
            """
            select.min_query_length min -1
            multi_select.max_selected_items min 0
            file_input.max_files min 0
            file_input.max_files max 11
            plain_text_input.min_length min -1
            plain_text_input.min_length max 3001
            plain_text_input.max_length min 0
            plain_text_input.max_length max 3001
            rich_text_input.min_lines min 0
            rich_text_input.min_lines max 101
            rich_text_input.max_lines min 0
            rich_text_input.max_lines max 101
            rich_text_list.indent min -1
            rich_text_list.indent max 9
            rich_text_list.offset min -1
            rich_text_list.border min -1
            rich_text_list.border max 2
            rich_text_quote.border min -1
            rich_text_quote.border max 2
            rich_text_preformatted.border min -1
            rich_text_preformatted.border max 2
            emoji.skin_tone min 0
            emoji.skin_tone max 7
            date.timestamp min -1
            """
        ),
    ),
    Disagreement(
        "slack_sdk",
        "Of dates it checks the figures: not the calendar, not whether a number is whole.",
        _names(
            """
            initial_date '2026-02-29'
            datetime with a fraction
            """
        ),
    ),
    Disagreement(
        "slack_sdk",
        "It does not look at the form of addresses, numbers and colours.",
        _names(
            """
            number '1e3'
            number '1,000'
            number 'five'
            number '.5'
            number ''
            image_url 'ftp://example.com'
            image_url '/a.png'
            image_url 'https://'
            image_url 'https:// a'
            image_url 'javascript:alert(1)'
            button.url 'example.com'
            button.url 'https://a b'
            video_url 'http://example.com'
            video_url 'example.com'
            link.url 'example'
            link.url 'https://a b'
            color 'red'
            color '#abc'
            color '#aabbccdd'
            """
        ),
    ),
    Disagreement(
        "slackblocks",
        "It lets what is empty pass, or puts something of its own in its place.",
        _names(
            """
            block_id min 0
            image.alt_text min 0
            actions.elements min 0
            context.elements min 0
            markdown.text min 0
            video.alt_text min 0
            card.actions min 0
            file.external_id min 0
            table.columns min 0
            table.cell_text min 0
            """
        ),
    ),
    Disagreement(
        "slackblocks",
        "The documentation says 'less than': one character fewer than slackblocks allows.",
        _names(
            """
            video.title max 200
            video.author_name max 50
            """
        ),
    ),
    Disagreement(
        "slackblocks",
        "It asks for the tasks of a plan; the typings make them optional.",
        _names(
            """
            plan.title min 1
            """
        ),
    ),
    Disagreement(
        "slackblocks",
        "Its reader of JSON asks for image_url where a Slack file is enough.",
        _names(
            """
            slack_file.id min 1
            image by file id
            """
        ),
    ),
    Disagreement(
        "slackblocks",
        "It knows numbers in data tables only; the typings have them in tables too.",
        _names(
            """
            raw_number.text min 1
            cell of a number
            """
        ),
    ),
    Disagreement(
        "slackblocks",
        "Its reader of JSON takes what it knows, drops the rest, makes plain text of any text.",
        _names(
            """
            alert block with an unknown property
            context block without elements
            divider block with an unknown property
            file block with an unknown property
            file block with null external_id
            file block with wrong external_id
            file block without source
            header block with an unknown property
            image block with an unknown property
            image block without alt_text
            markdown block with an unknown property
            section block with an unknown property
            video block with an unknown property
            plain_text element with an unknown property
            mrkdwn element with an unknown property
            button.style of no list
            button.style a flag
            blocks no array
            text without type
            header in mrkdwn
            button in mrkdwn
            emoji in mrkdwn
            verbatim in plain text
            modal title in mrkdwn
            """
        ),
    ),
    Disagreement(
        "slackblocks",
        "It takes anything for the text of a cell.",
        _names(
            """
            text cell with null text
            text cell with wrong text
            """
        ),
    ),
    Disagreement(
        "slackblocks",
        "Null and absent are one to Python.",
        _names(
            """
            axes with null x_label
            """
        ),
    ),
    Disagreement(
        "slackblocks",
        "It takes any float of Python for a number.",
        _names(
            """
            value of a point not finite
            """
        ),
    ),
    Disagreement(
        "slackblocks",
        "It keeps a property that Slack takes in the steps of workflows only.",
        _names(
            """
            modal with submit_disabled
            """
        ),
    ),
    Disagreement(
        "slackblocks",
        "It has no such rule across blocks.",
        _names(
            """
            file with neither
            remote file in a home's container
            block_id twice
            block_id twice, nested
            block_id twice in a view
            action_id twice in a block
            two tables
            a table and a data table
            a table and one in a container
            text over 12,000 together
            table over 10,000 characters
            view of 250 kB
            """
        ),
    ),
    Disagreement(
        "typings",
        "The typings are behind the documentation, which slack_sdk and slackblocks follow.",
        _names(
            """
            card.subtext min 1
            card.subtext max 200
            button.agent_prompt max 4000
            rich_text_list.offset min 0
            emoji.skin_tone min 1
            emoji.skin_tone max 6
            rich_text_preformatted.language min 1
            icon of a card
            rich preformatted
            slack_icon.name rocket
            slack_icon.name star-filled
            """
        ),
    ),
    Disagreement(
        "typings",
        "The typings cannot ask for one of several properties.",
        _names(
            """
            card block without title
            container block without title
            section block without text
            static_select element without options
            multi_static_select element without option_groups
            """
        ),
    ),
    Disagreement(
        "typings",
        "The documentation requires it; the typings do not.",
        _names(
            """
            option of checkboxes without value
            option without value
            """
        ),
    ),
    Disagreement(
        "typings",
        "The typings take any object for a task.",
        _names(
            """
            planned task with an unknown property
            planned task without task_id
            planned task with null task_id
            planned task with wrong task_id
            planned task without title
            planned task with null title
            planned task with wrong title
            planned task without status
            planned task with null status
            planned task with wrong status
            task of a plan without title
            """
        ),
    ),
    Disagreement(
        "typings",
        "The documentation knows one icon; the typings take any text.",
        _names(
            """
            icon_button.icon of no list
            """
        ),
    ),
    Disagreement(
        "typings",
        "The typings say in a comment only that addresses are for overflow menus.",
        _names(
            """
            address in a menu's option
            """
        ),
    ),
    Disagreement(
        "typings",
        "The typings ask for an object; slack_sdk says a setting may be null.",
        _names(
            """
            skipped column setting
            """
        ),
    ),
)
