"""Why something was not sent, in words: the same for its owner, in its log and in the status."""

from base.language import Msg, msg

# What is known well enough to say what can be done about it; the keys are `tell.why.…`.
EXPLAINED = frozenset(
    {
        "late", "rights", "unknown", "not_in_channel", "channel_not_found", "is_archived",
        "restricted_action", "missing_scope", "invalid_auth", "token_revoked", "superseded",
        "empty", "waiting", "removed", "holiday", "question",
    }
)  # fmt: skip


def why(code: str, reference: str = "") -> Msg:
    """Return why, and what can be done; an unknown code of Slack's as it is.

    `reference` is under what a failure of ours (code "failed") was logged.
    """
    if code == "failed" and reference:
        return msg("tell.why.failed", ref=reference)
    return msg(f"tell.why.{code}") if code in EXPLAINED else msg("tell.why", code=code)
