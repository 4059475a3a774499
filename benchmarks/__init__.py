"""Measurements against named peers in the same run. Nothing of the application imports this."""
