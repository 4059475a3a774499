"""What is measured and how: the catalogue, periods and calendars, the question parser, computing.

Hands a FactQuery to storage; knows no SQL, no files and nothing of Slack.
"""
