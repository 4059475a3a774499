"""The only room with SQL: tables, migrations, units of work, the import ledger, fold and planner.

Speaks ids and numbers; knows nothing of metrics, languages or Slack.
"""
