"""Everything that knows Slack or a terminal: wiring, rendering, the door, the command line."""
