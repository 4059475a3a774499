"""Terms in a tree, and cutting a text into the terms that leave least of it unexplained."""

from collections.abc import Callable, Iterable, Iterator

from metrics.parser.folding import STOP, Folded, is_cjk, term
from metrics.parser.words import Meaning, MetricWord, MissingMetric, Named, Sign, Token

Found = tuple[int, Meaning, float]
Matcher = Callable[[str, int], Iterable[Found]]

_SKIPPED = " -"
_FREE = frozenset(f" {STOP}-/.:%'~")
_UNKNOWN = 10.0
# Two Chinese words that a blank keeps apart are rather two words than one.
_ACROSS_BLANK = 0.6


class Node:
    """A place in the tree: what may follow, and what the characters up to here mean."""

    __slots__ = ("meaning", "next")

    def __init__(self) -> None:
        self.next: dict[str, Node] = {}
        self.meaning: Meaning = None


class Trie:
    """Terms with one meaning each; the first meaning given to a term stays.

    The branch of a first character is grown when a text first needs it: a question touches a
    tenth of the words.
    """

    __slots__ = ("_branches", "_waiting")

    def __init__(self) -> None:
        self._branches: dict[str, Node] = {}
        self._waiting: dict[str, list[tuple[str, Meaning]]] = {}

    def add(self, text: str, meaning: Meaning) -> None:
        """Add a term as people write it. All terms come before the first text."""
        known = self._waiting.get(text[:1])
        if known is not None:
            known.append((text, meaning))
            return
        first = text[:1].lower()
        if not first.isalnum() or not (first.isascii() or is_cjk(first)):
            first = term(text)[:1]
        if first:
            self._waiting.setdefault(first, []).append((text, meaning))

    def find(self, text: str, start: int) -> Iterator[Found]:
        """Return the terms that begin at `start`: where each ends, its meaning, its cost."""
        branch = self._branches.get(text[start]) or self._grow(text[start])
        return _walk(branch, text, start) if branch is not None else iter(())

    def _grow(self, first: str) -> Node | None:
        """Grow a branch. Two threads may both do it; each puts a whole one into its place."""
        terms = self._waiting.get(first)
        if terms is None:
            return None
        root = Node()
        for text, meaning in terms:
            node = root
            for char in term(text)[1:]:
                node = node.next.setdefault(char, Node())
            if node.meaning is None:
                node.meaning = meaning
        self._branches[first] = root
        return root


def _walk(node: Node, text: str, start: int) -> Iterator[Found]:
    cost = 1.0
    if node.meaning is not None and is_edge(text, start + 1):
        yield start + 1, node.meaning, cost + _extra(node.meaning)
    for i in range(start + 1, len(text)):
        below, gap = _step(node, text, i)
        if below is None:
            return
        node, cost = below, cost + gap
        if node.meaning is None or text[i] in _SKIPPED:
            continue
        if is_edge(text, i + 1):
            yield i + 1, node.meaning, cost + _extra(node.meaning)
        elif _is_plural(text, start, i + 1) and isinstance(node.meaning, MetricWord):
            yield i + 2, node.meaning, cost + _extra(node.meaning)


def _is_plural(text: str, start: int, end: int) -> bool:
    """Say whether a name of several words is followed by an s: "response times"."""
    return text[end : end + 1] == "s" and is_edge(text, end + 1) and " " in text[start:end]


def _step(node: Node, text: str, at: int) -> tuple[Node | None, float]:
    """Return the place after one more character, None where no term goes on, and its cost."""
    char = text[at]
    if char not in _SKIPPED:
        return node.next.get(char) or _after_blank(node, char), 0.0
    if text[at - 1] in _SKIPPED:
        return node, 0.0
    gap = _gap(text, at)
    # Terms have blanks between Latin words only, so beside a Chinese character it is left out.
    return (node, gap) if gap is not None else (node.next.get(" "), 0.0)


def _after_blank(node: Node, char: str) -> Node | None:
    """A blank between two words of a term may be missing ("aftersales")."""
    blank = node.next.get(" ")
    return blank.next.get(char) if blank is not None else None


def _gap(text: str, at: int) -> float | None:
    """Cost of a blank inside a term: none beside Latin text, None where it ends the term."""
    left, right = is_cjk(text[at - 1]), at + 1 < len(text) and is_cjk(text[at + 1])
    if left and right:
        return _ACROSS_BLANK
    return 0.0 if left or right else None


def _extra(meaning: Meaning) -> float:
    """Of two readings of the same characters the one that says more wins."""
    if isinstance(meaning, Named):
        return 0.05
    if isinstance(meaning, MetricWord) and meaning.weak:
        # More than the name of a team before the word.
        return 1.2
    if isinstance(meaning, MissingMetric):
        return 0.1
    return 0.2 if meaning is Sign.FILLER else 0.0


def is_edge(text: str, at: int) -> bool:
    """Say whether a word may begin or end between `at - 1` and `at`."""
    if at <= 0 or at >= len(text):
        return True
    left, right = text[at - 1], text[at]
    if left.isdigit() and right.isdigit():
        return False
    return not (_is_letter(left) and _is_letter(right))


def _is_letter(char: str) -> bool:
    return char.isalpha() and not is_cjk(char)


def cut(folded: Folded, matchers: Iterable[Matcher]) -> list[Token]:
    """Cut a text into terms; what is left over comes as tokens without a meaning."""
    text = folded.chars
    size = len(text)
    best: list[tuple[float, int, Meaning]] = [(0.0, 0, None)] * (size + 1)
    for start in range(size - 1, -1, -1):
        skip = 0.0 if text[start] in _FREE else _UNKNOWN
        choice = (best[start + 1][0] + skip, start + 1, None)
        if not skip or not is_edge(text, start):
            best[start] = choice
            continue
        best[start] = _best_at(text, start, choice, best, matchers)
    return _tokens(text, best)


def _best_at(
    text: str,
    start: int,
    choice: tuple[float, int, Meaning],
    best: list[tuple[float, int, Meaning]],
    matchers: Iterable[Matcher],
) -> tuple[float, int, Meaning]:
    for matcher in matchers:
        for end, meaning, cost in matcher(text, start):
            total = cost + best[end][0]
            if total < choice[0] or (total == choice[0] and end > choice[1]):
                choice = (total, end, meaning)
    return choice


def _tokens(text: str, best: list[tuple[float, int, Meaning]]) -> list[Token]:
    tokens: list[Token] = []
    at = 0
    while at < len(text):
        _, end, meaning = best[at]
        if meaning is not None:
            tokens.append(Token(at, end, meaning, _alone(text, at, end)))
        elif text[at] not in _FREE:
            end = _unknown_end(text, at, best)
            tokens.append(Token(at, end, None, _alone(text, at, end)))
        at = end
    return tokens


def _unknown_end(text: str, at: int, best: list[tuple[float, int, Meaning]]) -> int:
    while at < len(text) and best[at][2] is None and text[at] not in " |":
        at += 1
    while text[at - 1] in _FREE:
        at -= 1
    return at


def _alone(text: str, start: int, end: int) -> bool:
    before = start == 0 or not text[start - 1].isalnum()
    return before and (end == len(text) or not text[end].isalnum())
