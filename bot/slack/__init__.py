"""Slack: taking requests in, answering them where they were asked, and starting and stopping that.

What a request means is the commands' business, how an answer looks the renderer's.
"""
