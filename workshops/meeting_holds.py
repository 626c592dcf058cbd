"""Why a meeting has to stay as it is: what the rooms above have built upon its body and day, and upon its being held.

This room does not know what lies above it. A room that needs a meeting hands in a provider when it starts
(``AppConfig.ready``); the services ask every provider while they hold the lock on the meeting.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from common.transitions import TransitionError
from workshops.models import Meeting

Provider = Callable[[Meeting, Mapping[str, Any]], Sequence[str]]
"""Returns why this meeting may not change so, as German sentences that say what to do; empty where it may.

The mapping names what would change, with the new values: "body", "held_on", or "status" when it is cancelled.
"""

_providers: list[Provider] = []


def register_meeting_hold(provider: Provider) -> None:
    """Let ``provider`` be asked before a meeting changes; registering it again changes nothing."""
    if provider not in _providers:
        _providers.append(provider)


def require_free(meeting: Meeting, wanted: Mapping[str, Any]) -> None:
    """Raise :class:`~common.transitions.TransitionError` with what the rooms above have against these new values."""
    if sentences := [sentence for provider in _providers for sentence in provider(meeting, wanted)]:
        raise TransitionError(" ".join(sentences))
