"""The rules of reviewing: summaries now; agendas, action items and cases as they come.

Figures come from `metrics`; nothing of Slack, no SQL.
"""
