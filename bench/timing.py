"""Sending requests and taking the time."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from itertools import cycle, islice
from random import Random
from typing import TypeVar

from bench.client import Answer, Client, Request
from bench.errors import UnexpectedAnswer
from bench.pages import BARE_PAGE, Page

A = TypeVar("A")
T = TypeVar("T")

VISITORS = 8
"""How many send requests at once when throughput is measured."""


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


def take_turns(clients: Mapping[str, Client], pages: Sequence[Page], *, warm_up: int, rounds: int) -> dict[str, Series]:
    """Request every page once in each round, the bare page among them, in an order that changes by chance.

    So whatever else the machine does falls on all pages alike, and so does what one page leaves behind for the next.
    ``clients`` holds who asks, by the account. The ``warm_up`` rounds before the others are not noted.
    """
    everything = [BARE_PAGE, *pages]
    requests = {page.name: page.sent_by(0) for page in everything}
    series = {page.name: Series() for page in everything}
    random = Random(0)  # noqa: S311
    for number in range(warm_up + rounds):
        for page in random.sample(everything, len(everything)):
            answer = checked(page, clients[page.email].send(next(requests[page.name])))
            if number >= warm_up:
                series[page.name].add(answer)
    return series


def checked(page: Page, answer: Answer) -> Answer:
    """Return the answer. Raises ``UnexpectedAnswer`` unless it is the page that was asked for."""
    if answer.status != page.status or page.contains.encode() not in answer.body:
        raise UnexpectedAnswer(f"{page.name} answered {answer.status}, or without “{page.contains}”.")
    return answer


def throughput(client: Client, page: Page, seconds: float) -> float:
    """Return the requests per second that are answered when ``VISITORS`` visitors request the page at once."""
    start = time.perf_counter()

    def visit(requests: Iterator[Request]) -> int:
        done = 0
        with closing(client.another()) as own:
            while time.perf_counter() < start + seconds:
                _require_success(page, own.send(next(requests)))
                done += 1
        return done

    done = sum(_at_once(visit, [page.sent_by(visitor) for visitor in range(1, 1 + VISITORS)]))
    return done / (time.perf_counter() - start)


def send_many(clients: Mapping[str, Client], pages: Sequence[Page], count: int) -> None:
    """Send ``count`` requests, all pages in turn, from ``VISITORS`` visitors at once."""

    def visit(requests: Sequence[tuple[Page, Iterator[Request]]]) -> None:
        with ExitStack() as stack:
            own = {email: stack.enter_context(closing(client.another())) for email, client in clients.items()}
            for page, sent in islice(cycle(requests), count // VISITORS):
                _require_success(page, own[page.email].send(next(sent)))

    visitors = range(1 + VISITORS, 1 + 2 * VISITORS)
    _at_once(visit, [[(page, page.sent_by(visitor)) for page in pages] for visitor in visitors])


def _at_once(visit: Callable[[A], T], visits: Sequence[A]) -> list[T]:
    """Call ``visit`` for all visits at the same time, and return what each call returns."""
    with ThreadPoolExecutor(len(visits)) as pool:
        return list(pool.map(visit, visits))


def _require_success(page: Page, answer: Answer) -> None:
    if answer.status != page.status:
        raise UnexpectedAnswer(f"{page.name} answered {answer.status} to one of {VISITORS} visitors.")
