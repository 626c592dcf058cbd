"""What is to be recorded of a meeting: motions, each with one outcome and one vote on one or several pilots."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from people.models import Organisation
from pilots.enums import PilotStatus
from pilots.models import Entry, Resolution
from pilots.voting import cast
from workshops.content import Votes


@dataclass(frozen=True, slots=True)
class NewCondition:
    """A condition (Auflage): what, by whom, until when."""

    text: str
    organisation: Organisation
    due_on: date


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a motion means for one pilot."""

    entry: Entry
    reason: str = ""
    resubmit_on: date | None = None
    conditions: Sequence[NewCondition] = ()


@dataclass(frozen=True, slots=True)
class Motion:
    """One vote: ``outcome`` is one of ``PilotStatus.outcomes()``; with several verdicts it was taken as a block.

    ``votes`` count for the motion as the outcome says it; where the outcome is *abgelehnt*, they count for the pilot.
    ``corrects`` is the resolution that this one corrects, of the only verdict.
    """

    outcome: str
    verdicts: Sequence[Verdict]
    votes: Votes
    corrects: Resolution | None = None

    @property
    def is_put_off(self) -> bool:
        """Whether nobody voted: too many members are conflicted to decide, so the pilot was put back."""
        return self.outcome == PilotStatus.STORED and not cast(self.votes)


@dataclass(frozen=True, slots=True)
class PlannedDecision:
    """A motion as a decision: the number that it gets, and its wording."""

    reference: str
    motion: Motion
    text: str
