"""Answers to what people see: texts, terminal, JSON, Slack blocks. Knows no data of its own."""
