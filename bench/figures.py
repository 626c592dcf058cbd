"""What was measured of a page, and what of that misses its budget."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from bench.pages import MAX_WIRE_BYTES, Page

MAX_WORKER_MEMORY = 250
"""In MB, for one worker process."""


@dataclass(frozen=True)
class Figures:
    """One page's figures: times in seconds, sizes in bytes."""

    median: float
    p95: float
    ratio: float
    """The median against the bare page's of the same run."""
    rate: float
    """Requests per second at eight visitors."""
    queries: int
    queries_small: int
    """With few rows on the page."""
    wire: int
    size: int


def percentile(values: Sequence[float], percent: float) -> float:
    """Return the smallest value that at least ``percent`` of the values do not exceed (nearest rank)."""
    return sorted(values)[max(math.ceil(len(values) * percent / 100), 1) - 1]


def missed_times(page: Page, figures: Figures) -> list[str]:
    """Return a sentence for each budget of time that the page misses."""
    missed = []
    if page.ratio is not None and figures.ratio > page.ratio:
        missed.append(f"{page.name}: {figures.ratio:.2f} times the bare page, at most {page.ratio:g}.")
    if page.milliseconds is not None and figures.median * 1000 > page.milliseconds:
        missed.append(f"{page.name}: median {figures.median * 1000:.0f} ms, at most {page.milliseconds:g} ms.")
    return missed


def missed_counts(page: Page, figures: Figures) -> list[str]:
    """Return a sentence for each budget of queries and bytes that the page misses; they are the same on any machine."""
    missed = []
    if figures.queries > page.max_queries:
        missed.append(f"{page.name}: {figures.queries} queries, at most {page.max_queries}.")
    if figures.queries != figures.queries_small:
        missed.append(f"{page.name}: {figures.queries} queries with many rows, {figures.queries_small} with few.")
    if not page.is_file and figures.wire >= MAX_WIRE_BYTES:
        missed.append(f"{page.name}: {figures.wire} bytes on the wire, fewer than {MAX_WIRE_BYTES} allowed.")
    return missed
