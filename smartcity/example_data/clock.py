"""Django's clock (``timezone.now``) on another day: while the example data are made, and for a demonstration.

Every part of the system asks this clock, and none the machine's. What must not wait for years (rate limits, codes for
signing in) measures seconds and asks the machine.
"""

import datetime
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.utils import timezone


@contextmanager
def stopped_at(day: datetime.date, hour: int = 10) -> Iterator[None]:
    """Let the clock stand at ``hour`` o'clock, local time, on ``day``.

    Only for a process that does nothing else meanwhile, as the command does that loads the example data.
    """
    moment = _moment(day, datetime.time(hour))
    running = timezone.datetime  # type: ignore[attr-defined]
    _ask(lambda: moment)
    try:
        yield
    finally:
        timezone.datetime = running  # type: ignore[attr-defined]


def stay_on(day: datetime.date) -> None:
    """Let it be ``day`` from now on in this process, however long it runs; the time of day goes on."""
    _ask(lambda: _moment(day, datetime.datetime.now(timezone.get_default_timezone()).time()))


def _moment(day: datetime.date, clock: datetime.time) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, clock), timezone.get_default_timezone())


class _AnyDatetime(type):
    """Lets the class that stands in for ``datetime`` know every moment as its own, as ``datetime`` would."""

    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, datetime.datetime)


def _ask(now: Callable[[], datetime.datetime]) -> None:
    """Make Django's clock ask ``now``, which returns an aware moment.

    Defaults of models hold the function ``timezone.now`` itself, so what it asks is replaced, and not the function.
    """

    class Clock(datetime.datetime, metaclass=_AnyDatetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime.datetime:  # type: ignore[override]
            return now().astimezone(tz)

    timezone.datetime = Clock  # type: ignore[attr-defined]
