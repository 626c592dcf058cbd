"""The mails that tell of decisions: written with the plan, queued with the decisions, and held for a while.

While a mail is held, the team may read, edit or stop it (``common/outbox.py``).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.core.mail import EmailMessage
from django.db.models import Q, QuerySet
from django.utils import timezone
from post_office.models import STATUS, Email

from common.mail import compose, queue_messages
from ideas.models import Idea
from ideas.models.ideas import OPEN
from ideas.services.notices import addressees
from ideas.services.submission import mail_headers
from people.models import User
from pilots.enums import PilotStatus
from pilots.models import PilotList, Resolution
from pilots.motions import PlannedDecision, Verdict
from pilots.selectors.board import Board
from pilots.wording import conditions_in_words

HOLD = timedelta(minutes=15)
"""For how long the mails about decisions wait before they leave."""

LIST_HEADER = "X-Pilot-List"
"""By this header the mails about the decisions on a list are found."""

PILOTS_HEADER = "X-Pilots"
"""This header names the pilots that a mail tells of, separated by blanks."""

DECISIONS_HEADER = "X-Decisions"
"""This header names the decisions on these pilots, in the same order."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a mail tells of one pilot: outcome, number of the decision, conditions in words, and the rest.

    ``corrects`` is the number of the decision that this one corrects, if any; ``houses`` are the ids of the
    organisations that are told.
    """

    reference: str
    corrects: str
    outcome: str
    verdict: Verdict
    conditions: str
    houses: frozenset[int]


def mails_of(
    board: Board, decisions: Sequence[PlannedDecision], ideas: Mapping[int, Sequence[Idea]]
) -> list[EmailMessage]:
    """Return the mails about these decisions; ``ideas`` are those that each pilot came from, by its id.

    One goes to each person of an organisation that leads, takes part or has a condition to meet, and to the Ideenpate,
    about all their pilots; and one to each person who handed in an idea. One query, and those of the ideas' addressees.
    """
    told = [_told(decision, verdict, board) for decision in decisions for verdict in decision.motion.verdicts]
    return [*_to_houses(board, told), *_to_submitters(board, told, ideas)]


def queue_held(messages: Sequence[EmailMessage]) -> list[Email]:
    """Queue the mails, to leave when the time to look at them is over."""
    return queue_messages(messages, not_before=timezone.now() + HOLD)


def decision_mails(pilot_list: PilotList) -> QuerySet[Email]:
    """Return the mails about decisions on this list, the newest first; sent, held or stopped."""
    return Email.objects.filter(headers__contains={LIST_HEADER: pilot_list.slug}).order_by("-created", "pk")


def held_mails(pilot_list: PilotList) -> QuerySet[Email]:
    """Return those of :func:`decision_mails` that still wait; the index on the time keeps this quick."""
    return decision_mails(pilot_list).filter(
        scheduled_time__gt=timezone.now(), status=STATUS.queued, number_of_retries=None
    )


def superseded_mails(pilot_list: PilotList, decisions: Sequence[PlannedDecision]) -> list[Email]:
    """Return the held mails about what these decisions correct; one query, or none where nothing is corrected."""
    corrected = {one.motion.verdicts[0].entry.pilot.reference for one in decisions if one.motion.corrects}
    return [mail for mail in held_mails(pilot_list) if corrected & told_in(mail).keys()] if corrected else []


def told_in(mail: Email) -> dict[str, str]:
    """Return what a mail tells of, as its head says: the numbers of the decisions by those of their pilots."""
    pilots, decisions = (mail.headers.get(name, "").split() for name in (PILOTS_HEADER, DECISIONS_HEADER))
    return dict(zip(pilots, decisions, strict=False))


def corrections_of(pilot_list: PilotList) -> dict[tuple[str, str], str]:
    """Return which decisions on a list were corrected by which, as numbers: (pilot, wrong): right. One query."""
    found = Resolution.objects.filter(entry__list=pilot_list, corrects__isnull=False).values_list(
        "entry__pilot__reference", "corrects__decision__reference", "decision__reference"
    )
    return {(pilot, wrong): right for pilot, wrong, right in found}


def corrected_in(mail: Email, corrections: Mapping[tuple[str, str], str]) -> list[str]:
    """Return the numbers of the decisions that have corrected what a mail tells."""
    return sorted({corrections[told] for told in told_in(mail).items() if told in corrections})


def _told(decision: PlannedDecision, verdict: Verdict, board: Board) -> Told:
    outcome = PilotStatus(decision.motion.outcome).label
    responsible = {condition.organisation.pk for condition in verdict.conditions}
    houses = board.by_entry[verdict.entry.pk].houses | responsible
    corrects = decision.motion.corrects.decision.reference if decision.motion.corrects else ""
    return Told(decision.reference, corrects, outcome, verdict, conditions_in_words(verdict), houses)


def _headers(pilot_list: PilotList, told: Sequence[Told]) -> dict[str, str]:
    pilots = " ".join(one.verdict.entry.pilot.reference for one in told)
    decisions = " ".join(one.reference for one in told)
    return {LIST_HEADER: pilot_list.slug, PILOTS_HEADER: pilots, DECISIONS_HEADER: decisions}


def _to_houses(board: Board, told: Sequence[Told]) -> list[EmailMessage]:
    houses: dict[int, list[Told]] = defaultdict(list)
    sponsors: dict[int, list[Told]] = defaultdict(list)
    for one in told:
        pilot = one.verdict.entry.pilot
        for house in one.houses:
            houses[house].append(one)
        if pilot.sponsor_id:
            sponsors[pilot.sponsor_id].append(one)
    people = User.objects.filter(Q(organisation__in=houses) | Q(pk__in=sponsors), is_active=True)
    messages = []
    for person in people.order_by("email"):
        own = houses.get(person.organisation_id or 0, []) + sponsors.get(person.pk, [])
        in_order = sorted({id(one): one for one in own}.values(), key=told.index)
        context, headers = {"meeting": board.meeting, "told": in_order}, _headers(board.pilot_list, in_order)
        messages += compose([person.email], "pilot_decided", context, headers=headers)
    return messages


def _to_submitters(board: Board, told: Sequence[Told], ideas: Mapping[int, Sequence[Idea]]) -> list[EmailMessage]:
    pairs = [(one, idea) for one in told for idea in ideas.get(one.verdict.entry.pilot_id, ())]
    people = addressees([idea for _, idea in pairs]) if pairs else {}
    messages = []
    for one, idea in pairs:
        for person in people[idea.pk]:
            context = {
                "meeting": board.meeting,
                "told": one,
                "idea": idea,
                "own": person.idea,
                "is_open": idea.status in OPEN,
            }
            headers = mail_headers(person.idea) | _headers(board.pilot_list, [one])
            messages += compose([person.email], "pilot_idea_decided", context, headers=headers)
    return messages
