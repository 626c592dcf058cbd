"""The line of a protocol that an idea came from, as it read when the idea was made."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Self

from ideas.models import Idea
from people.rules import Person
from workshops.models import Point


@dataclass(frozen=True, slots=True)
class Origin:
    """A line as an idea keeps it: inline Markdown, kind and who in words, the meeting, the line's address, the day."""

    text: str
    kind: str
    who: str
    meeting: str
    address: str
    day: date

    @classmethod
    def of(cls, point: Point) -> Self:
        """Return the line as it reads now."""
        meeting = point.protocol.meeting
        return cls(
            text=point.text,
            kind=point.get_kind_display(),
            who=point.who,
            meeting=meeting.title,
            address=point.get_absolute_url(),
            day=meeting.held_on,
        )

    @classmethod
    def from_snapshot(cls, snapshot: dict[str, Any]) -> Self:
        """Return the line that was kept (:meth:`as_snapshot`)."""
        return cls(**{**snapshot, "day": date.fromisoformat(snapshot["day"])})

    def as_snapshot(self) -> dict[str, Any]:
        """Return the line as JSON holds it."""
        return {**asdict(self), "day": self.day.isoformat()}


def origin_of(idea: Idea, user: Person) -> Origin | None:
    """Return the line that ``idea`` came from, or ``None`` where there is none or ``user`` may not read its protocol.

    At most one query, none for editors: they see it even if the line was removed since.
    """
    if idea.point_snapshot is None:
        return None
    readable = Point.objects.visible_to(user).filter(ideas=idea)
    shown = user.has_perm("ideas.triage_idea") or readable.exists()
    return Origin.from_snapshot(idea.point_snapshot) if shown else None
