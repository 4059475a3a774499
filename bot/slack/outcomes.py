"""What a call that failed tells about a message: never posted, not posted now, or nobody knows.

"Certainly not" is said only where Slack or the network leaves no doubt: what is taken for a
failure and was none is posted twice. Nothing here calls Slack.
"""

import errno
import re
import socket
import ssl
from http.client import HTTPException
from typing import TypeAlias
from urllib.error import URLError

from slack_sdk.errors import SlackApiError, SlackClientError

from jobs.sender import Later, Refused, Unknown

Failure: TypeAlias = Refused | Later | Unknown


class UnreadableError(Exception):
    """Slack answered, but not what was asked for; the text is a code of our own."""


# Whatever a call can raise. An answer that is JSON but no object makes the library look for `get`.
CALL_FAILED = (
    SlackClientError, OSError, HTTPException, ValueError, AttributeError, UnreadableError,
)  # fmt: skip

# Slack did not post it, because of its form; another form may do.
FORM = frozenset({
    "invalid_blocks", "invalid_blocks_format", "block_mismatch", "msg_blocks_too_long",
    "msg_too_long", "invalid_attachments", "too_many_attachments",
    "attachment_payload_limit_exceeded",
    # What may be wrong with a picture in it.
    "missing_file_data", "file_not_found", "file_deleted", "file_is_deleted", "blocked_file_type",
    "unable_to_share_files", "file_share_limit_reached", "max_file_sharing_exceeded",
    "slack_connect_file_link_sharing_blocked", "slack_connect_file_upload_sharing_blocked",
    "slack_connect_blocked_file_type",
})  # fmt: skip

_LIMITED = frozenset({"ratelimited", "rate_limited"})

# Slack turned the call away before it looked at the message, for a reason that whoever runs the
# installation (or Slack) mends without touching the message.
_PASSING = frozenset({
    "invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired",
    "not_allowed_token_type", "two_factor_setup_required", "org_login_required",
    "access_denied", "accesslimited", "ekm_access_denied", "team_access_not_granted",
    "team_added_to_org", "external_channel_migrating", "message_limit_exceeded",
})  # fmt: skip

# Repeating this very message changes nothing: its place, its reader or itself is the reason.
_FOR_GOOD = FORM | frozenset({
    # where to
    "not_in_channel", "channel_not_found", "is_archived", "no_permission",
    "posting_to_channel_denied", "channel_is_limited_access",
    "method_not_supported_for_channel_type", "team_not_found", "thread_not_found",
    "cannot_reply_to_message", "messages_tab_disabled", "missing_scope",
    # to whom
    "user_not_found", "users_not_found", "user_disabled", "user_not_visible", "user_is_bot",
    "user_is_restricted", "cannot_dm_bot", "invalid_user_combination", "not_enough_users",
    "too_many_users", "users_list_not_supplied",
    # what is edited
    "edit_window_closed", "message_not_found", "cant_update_message", "is_inactive",
    "cant_broadcast_message", "no_dual_broadcast_content_update", "streaming_state_conflict",
    # what is said
    "no_text", "markdown_text_conflict", "too_many_contact_cards", "as_user_not_supported",
    "invalid_metadata_format", "invalid_metadata_schema", "metadata_too_large",
    "metadata_must_be_sent_from_app", "duplicate_channel_not_found", "duplicate_message_not_found",
    # how it is said: ours to mend, in another release
    "invalid_arguments", "invalid_arg_name", "invalid_array_arg", "invalid_charset",
    "invalid_form_data", "invalid_post_type", "missing_post_type", "invalid_json",
    "json_not_object", "method_deprecated", "deprecated_endpoint", "feature_not_enabled",
    "enterprise_is_restricted",
})  # fmt: skip
_FOR_GOOD_KINDS = ("restricted_action", "slack_connect_", "draft_")

_CODE = re.compile(r"[a-z][a-z0-9_]*")
# The network says these before a connection stands.
_NO_WAY = frozenset({
    errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EHOSTDOWN, errno.EADDRNOTAVAIL,
})  # fmt: skip


def failed_write(error: BaseException) -> Failure:
    """Return what became of a post or an edit whose call raised this (one of CALL_FAILED).

    A code that is not known says nothing: Slack warns that some (`fatal_error`) come after a part
    was carried out.
    """
    if isinstance(error, SlackApiError):
        return _answered(error)
    if isinstance(error, URLError):
        return _not_connected(error)
    if isinstance(error, SlackClientError):
        # The library did not like its own settings; nothing was sent.
        return Later("unreachable")
    return Unknown(_lost(error))


def failed_question(error: BaseException) -> Refused | Later:
    """Return the same of a call that posts nothing: whatever it was, nothing was posted."""
    found = failed_write(error)
    return Later(found.code) if isinstance(found, Unknown) else found


def code_of(error: BaseException) -> str:
    """Return the name of a failure, for the log."""
    return failed_write(error).code


def _answered(error: SlackApiError) -> Failure:
    """Return what an answer says that is not "ok"."""
    response = error.response
    code = str(response.get("error") or "")
    if response.status_code == 429 or code in _LIMITED:
        return Later("ratelimited", _retry_after(response.headers), counts=False)
    if response.status_code >= 500 or not _CODE.fullmatch(code):
        ok = response.status_code == 200
        return Unknown("unreadable" if ok else f"http_{response.status_code}")
    if code in _PASSING:
        return Later(code)
    if code in _FOR_GOOD or code.startswith(_FOR_GOOD_KINDS):
        return Refused(code)
    return Unknown(code)


def _retry_after(headers: dict[str, object]) -> float | None:
    """Return the seconds Slack asks for, None where it names none that can be read."""
    found = {name.lower(): value for name, value in headers.items()}.get("retry-after")
    text = str(found[0] if isinstance(found, list) and found else found)
    return float(text) if re.fullmatch(r"\d+(\.\d+)?", text) else None


def _not_connected(error: URLError) -> Later | Unknown:
    """Return the same of a request that was not sent, or not to its end.

    Python wraps what happens up to the last byte of the request. A reset or a timeout may have
    come in the middle of it; the others come before the first byte.
    """
    reason = error.reason
    if isinstance(reason, ConnectionRefusedError | socket.gaierror | ssl.SSLError):
        return Later("unreachable")
    if isinstance(reason, OSError) and reason.errno in _NO_WAY:
        return Later("unreachable")
    return Unknown(_lost(reason) if isinstance(reason, Exception) else "connection_lost")


def _lost(error: BaseException) -> str:
    if isinstance(error, TimeoutError):
        return "timeout"
    if isinstance(error, UnreadableError):
        return str(error)
    return "connection_lost" if isinstance(error, OSError | HTTPException) else "unreadable"
