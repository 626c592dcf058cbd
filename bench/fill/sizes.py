"""How much the benchmark fills in."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    """A size of the data set; ``name`` is part of its database's name."""

    name: str
    protocols: int
    sections: int
    """In each protocol."""
    items: int
    """Agenda items in each section."""
    points: int
    """Points below each agenda item."""
    ideas: int
    lists: int
    """Lists of pilots: one in review, one closed, the others decided."""
    listed: int
    """Pilots on each list."""
    reviewers: int
    """Of each list; each reviews every pilot."""
    milestones: int
    measures: int
    """Of the strategy; 30 are usual."""


FULL = Size(
    "full",
    protocols=300,
    sections=2,
    items=5,
    points=10,
    ideas=10_000,
    lists=10,
    listed=30,
    reviewers=10,
    milestones=500,
    measures=60,
)
"""The set of DESIGN, "Figures to hold": 30,000 points, 10,000 ideas, 300 pilots with 3,000 reviews, 500 milestones."""
QUICK = Size(
    "quick",
    protocols=26,
    sections=2,
    items=5,
    points=5,
    ideas=100,
    lists=3,
    listed=30,
    reviewers=5,
    milestones=30,
    measures=30,
)
SMALL = Size(
    "small",
    protocols=10,
    sections=1,
    items=1,
    points=3,
    ideas=40,
    lists=3,
    listed=3,
    reviewers=2,
    milestones=3,
    measures=6,
)
"""The same pages with few rows on them, which must need as many queries as with many."""
