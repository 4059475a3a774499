"""One module a command: a request in, an Answer out. Knows no Slack, no SQL, no terminal."""
