"""reviews room."""
