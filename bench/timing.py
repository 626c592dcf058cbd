"""Sending requests and taking the time."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from itertools import cycle, islice
from random import Random
from typing import TypeVar

from bench.client import Answer, Client
from bench.errors import UnexpectedAnswer
from bench.pages import BARE_PAGE, Page

T = TypeVar("T")

VISITORS = 8
"""How many send requests at once when throughput is measured."""
WARM_UP_ROUNDS = 10
"""Enough for every thread of every worker to have connected to the database and loaded its templates."""


@dataclass
class Series:
    """The answers of one page in sequence: the seconds of each, and the bytes of the last one."""

    seconds: list[float] = field(default_factory=list)
    wire: int = 0
    size: int = 0

    def add(self, answer: Answer) -> None:
        """Note an answer."""
        self.seconds.append(answer.seconds)
        self.wire, self.size = len(answer.wire), len(answer.body)


def take_turns(client: Client, pages: Sequence[Page], rounds: int) -> dict[str, Series]:
    """Request every page once in each round, the bare page among them, in an order that changes by chance.

    So whatever else the machine does falls on all pages alike, and so does what one page leaves behind for the next.
    """
    everything = [BARE_PAGE, *pages]
    requests = {page.name: page.sent_by(0) for page in everything}
    series = {page.name: Series() for page in everything}
    random = Random(0)  # noqa: S311
    for number in range(WARM_UP_ROUNDS + rounds):
        for page in random.sample(everything, len(everything)):
            answer = checked(page, client.send(next(requests[page.name])))
            if number >= WARM_UP_ROUNDS:
                series[page.name].add(answer)
    return series


def checked(page: Page, answer: Answer) -> Answer:
    """Return the answer. Raises ``UnexpectedAnswer`` unless it is the page that was asked for."""
    if answer.status != 200 or page.contains.encode() not in answer.body:
        raise UnexpectedAnswer(f"{page.name} answered {answer.status}, or without “{page.contains}”.")
    return answer


def throughput(client: Client, page: Page, seconds: float) -> float:
    """Return the requests per second that are answered when ``VISITORS`` request the page at once."""
    start = time.perf_counter()

    def visit(visitor: int) -> int:
        requests, done = page.sent_by(visitor), 0
        with closing(client.another()) as own:
            while time.perf_counter() < start + seconds:
                _require_success(page, own.send(next(requests)))
                done += 1
        return done

    done = sum(_at_once(visit, first=1))
    return done / (time.perf_counter() - start)


def send_many(client: Client, pages: Sequence[Page], count: int) -> None:
    """Send ``count`` requests, all pages in turn, from ``VISITORS`` visitors at once."""

    def visit(visitor: int) -> None:
        requests = [(page, page.sent_by(visitor)) for page in pages]
        with closing(client.another()) as own:
            for page, sent in islice(cycle(requests), count // VISITORS):
                _require_success(page, own.send(next(sent)))

    _at_once(visit, first=1 + VISITORS)


def _at_once(visit: Callable[[int], T], *, first: int) -> list[T]:
    """Let ``VISITORS`` threads visit, each with a number of its own from ``first`` on; return what they return."""
    with ThreadPoolExecutor(VISITORS) as pool:
        return list(pool.map(visit, range(first, first + VISITORS)))


def _require_success(page: Page, answer: Answer) -> None:
    if answer.status != 200:
        raise UnexpectedAnswer(f"{page.path} answered {answer.status} to one of {VISITORS} visitors.")
