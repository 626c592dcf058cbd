"""The dry run of deciding: everything that recording would change, computed without writing anything."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.core.mail import EmailMessage
from post_office.models import Email

from common.transitions import Move, status_label
from ideas.enums import IdeaStatus
from ideas.models import Idea
from ideas.models.ideas import OPEN
from ideas.services.board import FOLLOWING, status_after
from pilots.enums import PilotStatus
from pilots.models import PilotList, Source
from pilots.motions import Motion, PlannedDecision
from pilots.selectors.board import CARRIED, Board, board_of, spent
from pilots.services.decision_checks import Obstacle, obstacles
from pilots.services.decision_mails import mails_of, superseded_mails, told_in
from pilots.wording import wording
from workshops.models import Meeting
from workshops.services.decisions import coming_numbers

IDEA_AFTER = {PilotStatus.STORED: IdeaStatus.STORED, PilotStatus.REJECTED: IdeaStatus.DECLINED}
"""What a pilot's status means for its ideas; any other keeps them with the pilot."""


@dataclass(frozen=True, slots=True)
class StatusStep:
    """A step in words: of what, from which status, to which."""

    subject: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What recording would change; with obstacles nothing is recorded.

    ``spent_before`` and ``spent_after`` are what the approved pilots of the list cost together, in euros; ``undecided``
    is how many pilots are left. ``unanswered`` are ideas that are still open and do not follow their pilot.
    ``superseded`` are waiting mails about what is corrected.
    """

    board: Board
    decisions: Sequence[PlannedDecision]
    pilots: Sequence[Move]
    ideas: Sequence[Move]
    unanswered: Sequence[Idea]
    spent_before: int
    spent_after: int
    undecided: int
    mails: Sequence[EmailMessage]
    superseded: Sequence[Email]
    obstacles: Sequence[Obstacle]
    stamp: str
    """A short text that changes with all of this."""

    @property
    def changes(self) -> list[StatusStep]:
        """The steps of pilots and ideas, in words."""
        return [_in_words(move) for move in (*self.pilots, *self.ideas)]

    @property
    def to_stop(self) -> list[Email]:
        """The waiting mails that are stopped: they tell of nothing but what is corrected."""
        return [mail for mail in self.superseded if len(told_in(mail)) == 1]

    @property
    def to_edit(self) -> list[Email]:
        """The waiting mails that also tell of other pilots, and are left to be edited."""
        return [mail for mail in self.superseded if len(told_in(mail)) > 1]

    @property
    def completes_list(self) -> bool:
        """Whether nothing is left to decide then."""
        return self.undecided == 0


def plan_decisions(pilot_list: PilotList, motions: Sequence[Motion], *, meeting: Meeting | None = None) -> Plan:
    """Return what recording these motions on a list would change; as many queries for one motion as for thirty.

    ``meeting`` is the one in whose protocol they go, by default that of the list.
    """
    board = board_of(pilot_list, meeting)
    motions = [_as_stored(motion, board) for motion in motions]
    numbers = coming_numbers(board.meeting, len(motions))
    decisions = [PlannedDecision(number, one, wording(one)) for number, one in zip(numbers, motions, strict=True)]
    pilots = [move for decision in decisions for move in _pilot_moves(decision)]
    verdicts = [verdict for motion in motions for verdict in motion.verdicts]
    ideas = _ideas_of([verdict.entry.pilot_id for verdict in verdicts])
    idea_moves = _idea_moves(pilots, ideas)
    mails, superseded = mails_of(board, decisions, ideas), superseded_mails(pilot_list, decisions)
    before, after = spent(board.places), _spent_after(board, motions)
    undecided = {place.entry.pk for place in board.undecided} - {verdict.entry.pk for verdict in verdicts}
    return Plan(
        board=board,
        decisions=decisions,
        pilots=pilots,
        ideas=idea_moves,
        unanswered=sorted({idea for found in ideas.values() for idea in found if idea.status in OPEN}, key=str),
        spent_before=before,
        spent_after=after,
        undecided=len(undecided),
        mails=mails,
        superseded=superseded,
        obstacles=obstacles(board, decisions),
        stamp=_stamp(board.meeting, decisions, [*pilots, *idea_moves], mails, superseded, undecided),
    )


def _in_words(move: Move) -> StatusStep:
    before, after = (status_label(move.instance, status) for status in (move.instance.status, move.to))
    return StatusStep(str(move.instance), before, after)


def _as_stored(motion: Motion, board: Board) -> Motion:
    """Return the motion with the entries as they were just loaded; the form may have been made long ago."""
    verdicts = [replace(one, entry=board.by_entry[one.entry.pk].entry) for one in motion.verdicts]
    return replace(motion, verdicts=verdicts)


def _pilot_moves(decision: PlannedDecision) -> Iterator[Move]:
    """Return the steps of the pilots; a correction that leaves the outcome as it was moves nothing."""
    motion = decision.motion
    if motion.corrects is None or motion.corrects.outcome != motion.outcome:
        for verdict in motion.verdicts:
            text = wording(replace(motion, verdicts=[verdict]))
            yield Move(verdict.entry.pilot, motion.outcome, f"Beschluss {decision.reference}: {text}")


def _ideas_of(pilots: Sequence[int]) -> dict[int, list[Idea]]:
    """Return the ideas that these pilots came from, by the id of the pilot; two queries."""
    sources = list(Source.objects.filter(pilot__in=pilots).order_by("pk").values_list("pilot", "idea"))
    ideas = Idea.objects.select_related("submitter").in_bulk({idea for _, idea in sources})
    found: dict[int, list[Idea]] = defaultdict(list)
    for pilot, idea in sources:
        found[pilot].append(ideas[idea])
    return found


def _idea_moves(pilots: Sequence[Move], ideas: Mapping[int, Sequence[Idea]]) -> list[Move]:
    """Return the steps of those ideas that follow their pilots; one query."""
    after = {move.instance.pk: move for move in pilots}
    followers = {idea.pk: idea for pk in after for idea in ideas.get(pk, ()) if idea.status in FOLLOWING}
    outcomes: dict[int, list[str]] = defaultdict(list)
    reasons: dict[int, list[str]] = defaultdict(list)
    for idea, pilot, status in Source.objects.filter(idea__in=followers).values_list("idea", "pilot", "pilot__status"):
        status_then = after[pilot].to if pilot in after else status
        outcomes[idea].append(IDEA_AFTER.get(PilotStatus(status_then), IdeaStatus.PILOT))
        reasons[idea] += [after[pilot].reason] if pilot in after else []
    targets = {pk: status_after(outcomes[pk]) for pk in followers}
    return [
        Move(idea, targets[pk], " ".join(reasons[pk])) for pk, idea in followers.items() if idea.status != targets[pk]
    ]


def _spent_after(board: Board, motions: Sequence[Motion]) -> int:
    """Return what the approved pilots cost together once these motions are recorded, in euros."""
    outcomes = {place.entry.pk: place.resolution.outcome for place in board.places if place.resolution}
    outcomes |= {verdict.entry.pk: motion.outcome for motion in motions for verdict in motion.verdicts}
    return sum(board.by_entry[pk].cost for pk, outcome in outcomes.items() if outcome in CARRIED)


def _stamp(
    meeting: Meeting,
    decisions: Sequence[PlannedDecision],
    moves: Sequence[Move],
    mails: Sequence[EmailMessage],
    superseded: Sequence[Email],
    undecided: Collection[int],
) -> str:
    what = [
        [(one.reference, one.text, one.motion.votes) for one in decisions],
        [(str(move.instance), move.instance.status, move.to) for move in moves],
        [(mail.to, mail.subject, mail.body) for mail in mails],
        [meeting.pk, sorted(undecided), [mail.pk for mail in superseded]],
    ]
    return hashlib.sha256(repr(what).encode()).hexdigest()[:16]
