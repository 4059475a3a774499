"""The question parser: Chinese, English and mixed text to a `Question`.

No figures and no storage here, nothing of Slack; the date, the names of the workspace and the
promotions are passed in.
"""

from metrics.parser.lexicon import Lexicon
from metrics.parser.parse import parse

__all__ = ["Lexicon", "parse"]
