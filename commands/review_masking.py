"""What people add to an agenda, fit for whom it is shown to: above a group nobody is named."""

from base.review import Review
from base.schedule import Level
from reviews.unnamed import Unnamed
from storage.engine import Work


def fit_for(work: Work, review: Review, text: str) -> str:
    """Return a text as a review's channel may read it: in a group's as it was typed, above that
    without names."""
    kept = " ".join(text.split())
    return kept if review.level is Level.GROUP else Unnamed(work).text(kept)
