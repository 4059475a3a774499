"""The words all rooms share: pure data and pure rules, no I/O, nothing of Slack, SQL or files.

May import nothing but the standard library.
"""
