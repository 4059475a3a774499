"""Recognising, reading and checking what comes in, and turning it into canonical rows.

Files become `storage.rows.Rows`; what the rows add up to is storage's. No SQL and nothing of Slack
here, and no sentence: what people are told are `Msg`s. Headers and words are data (`presets/`).
"""
