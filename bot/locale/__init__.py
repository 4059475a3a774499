"""The two texts of the bot, one by a Chinese native and one by an English one (gettext)."""
