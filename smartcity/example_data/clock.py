"""A clock that stands still: the example data tell of 2020, and the services that make them ask what time it is."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.utils import timezone


@contextmanager
def stopped_at(day: datetime.date, hour: int = 10) -> Iterator[None]:
    """Let Django's clock (``timezone.now``) stand at ``hour`` o'clock, local time, on ``day``.

    Only for a process that does nothing else meanwhile, as the command does that loads the example data.
    """
    moment = timezone.make_aware(datetime.datetime.combine(day, datetime.time(hour)))

    class Stopped(datetime.datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime.datetime:  # type: ignore[override]
            return moment.astimezone(tz)

    # Defaults of models hold the function itself, so what it asks is replaced, and not the function.
    running = timezone.datetime  # type: ignore[attr-defined]
    timezone.datetime = Stopped  # type: ignore[attr-defined]
    try:
        yield
    finally:
        timezone.datetime = running  # type: ignore[attr-defined]
