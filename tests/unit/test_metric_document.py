"""The list of metrics in the documentation is the catalogue."""

from pathlib import Path

from bot.metrics_document import document

PAGE = Path(__file__).parents[2] / "docs" / "metric-list.md"


def test_the_page_is_what_the_command_prints() -> None:
    assert PAGE.read_text(encoding="utf-8") == document(), (
        "fupan metrics --markdown > docs/metric-list.md"
    )
