"""One action on many ideas: first a plan that shows what would happen, then the same in one transaction."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from ideas.enums import IdeaStatus
from ideas.models import Idea
from ideas.services.notices import addressees
from ideas.services.statuses import reopen_idea, start_review
from ideas.services.triage import (
    assign_idea,
    assignment_obstacle,
    hand_over_sponsor,
    tell_editor,
    tell_sponsors,
)
from people.models import User

MAX_IDEAS = 500
"""How many ideas one action may change: more would keep their rows locked for too long."""


NOTHING = "keine Angabe"
"""How a preview calls a column without a value."""


class BulkChangedError(Exception):
    """Since the plan was shown, something changed; ``plan`` is what would happen now. Nothing was written."""

    def __init__(self, plan: "Plan") -> None:
        super().__init__("Inzwischen hat sich etwas geändert. Bitte prüfen Sie, was jetzt geschehen würde.")
        self.plan = plan


@dataclass(frozen=True, slots=True)
class PlannedMail:
    """A kind of mail that an action sends: what it says, and to which addresses, one mail to each."""

    subject: str
    recipients: Sequence[str]


@dataclass(frozen=True, slots=True)
class PlannedChange:
    """What an action changes in one idea, in words; ``before_pk`` is the id of what it is assigned to, if anything."""

    idea: Idea
    before: str
    after: str
    before_pk: int | None = None

    @property
    def replaces(self) -> bool:
        """Whether somebody's assignment is lost."""
        return self.before_pk is not None


@dataclass(frozen=True, slots=True)
class Plan:
    """What an action would do: which ideas it changes and how, which it refuses and why, and what mails leave."""

    changes: Sequence[PlannedChange]
    refused: Sequence[tuple[Idea, str]]
    mails: Sequence[PlannedMail]

    @property
    def accepted(self) -> list[Idea]:
        """The ideas that it changes."""
        return [change.idea for change in self.changes]

    @property
    def replaces(self) -> bool:
        """Whether any idea would lose what somebody assigned it to."""
        return any(change.replaces for change in self.changes)

    @property
    def stamp(self) -> str:
        """A short text that changes with the plan, and with what the ideas have now in place of the new value."""
        what = [
            [(change.idea.pk, change.before, change.before_pk, change.after) for change in self.changes],
            [(idea.pk, why) for idea, why in self.refused],
            [(mail.subject, list(mail.recipients)) for mail in self.mails],
        ]
        return hashlib.sha256(repr(what).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Action:
    """What can be done with many ideas at once.

    ``column`` is the field of the idea that gets the chosen value, empty where there is nothing to choose.
    ``obstacle`` says why one idea is refused, ``run`` carries it out, ``mails`` tells what will be sent.
    """

    slug: str
    label: str
    column: str
    obstacle: Callable[[Idea, Any], str]
    run: Callable[[Sequence[Idea], Any, User, str], None]
    mails: Callable[[Sequence[Idea], Any, User], list[PlannedMail]]


def plan_bulk(action: Action, ideas: Iterable[Idea], value: Any, *, by: User) -> Plan:
    """Return what ``action`` with ``value`` would do with ``ideas``; nothing is written."""
    accepted, refused = [], []
    for idea in ideas:
        why = action.obstacle(idea, value)
        if why:
            refused.append((idea, why))
        else:
            accepted.append(idea)
    changes = [_change(action, idea, value) for idea in accepted]
    return Plan(changes, refused, action.mails(accepted, value, by) if accepted else [])


def _change(action: Action, idea: Idea, value: Any) -> PlannedChange:
    if not action.column:
        return PlannedChange(idea, idea.get_status_display(), IdeaStatus.IN_REVIEW.label)
    before = getattr(idea, action.column)
    return PlannedChange(idea, str(before or NOTHING), str(value or NOTHING), getattr(idea, f"{action.column}_id"))


@transaction.atomic
def run_bulk(action: Action, ideas: Iterable[Idea], value: Any, *, by: User, stamp: str, reason: str = "") -> Plan:
    """Carry the action out on all ideas that the plan accepts, all or none, and return the plan.

    ``stamp`` is that of the plan that was shown; it is compared while the ideas are locked. Raises
    :class:`BulkChangedError` when it would be another one by now.
    """
    keys = [idea.pk for idea in ideas]
    locked = Idea.objects.filter(pk__in=keys).select_for_update(of=("self",)).order_by("pk")
    list(locked.values_list("pk"))
    plan = plan_bulk(action, in_order(keys), value, by=by)
    if plan.stamp != stamp:
        raise BulkChangedError(plan)
    action.run(plan.accepted, value, by, reason)
    return plan


def in_order(keys: Iterable[int]) -> list[Idea]:
    """Return the ideas with these ids as the plan needs them, the newest first."""
    ideas = Idea.objects.filter(pk__in=keys).select_related("submitter", "editor", "sponsor", "body", "action_field")
    return list(ideas.order_by("-submitted_at", "-pk"))


_INTO_REVIEW = {IdeaStatus.SUBMITTED: start_review, IdeaStatus.STORED: reopen_idea}


def _review_obstacle(idea: Idea, value: Any) -> str:
    if idea.status in _INTO_REVIEW:
        return ""
    return f"Der Status ist „{idea.get_status_display()}“, nicht „eingereicht“ oder „Themenspeicher“."


def _review(ideas: Sequence[Idea], value: Any, by: User, reason: str) -> None:
    for idea in ideas:
        _INTO_REVIEW[IdeaStatus(idea.status)](idea, by=by, reason=reason)


def _review_mails(ideas: Sequence[Idea], value: Any, by: User) -> list[PlannedMail]:
    """Who handed in an idea of the Themenspeicher is told that it is looked at again."""
    stored = [idea for idea in ideas if idea.status == IdeaStatus.STORED]
    told = [person.email for people in addressees(stored).values() for person in people] if stored else []
    return [PlannedMail("Ihre Idee wird wieder geprüft", sorted(told))] if told else []


def _assignment(slug: str, label: str, column: str) -> Action:
    def run(ideas: Sequence[Idea], value: Any, by: User, reason: str) -> None:
        for idea in ideas:
            assign_idea(idea, changes={column: value}, by=by, reason=reason, mails=False)
        if column == "editor" and value is not None:
            tell_editor(value, ideas, by=by)

    def mails(ideas: Sequence[Idea], value: Any, by: User) -> list[PlannedMail]:
        is_told = column == "editor" and value is not None and value != by
        return [PlannedMail("Ihnen zugewiesen", [value.email])] if is_told else []

    return Action(slug, label, column, lambda idea, value: assignment_obstacle(idea, {column: value}), run, mails)


def _sponsor(ideas: Sequence[Idea], value: User | None, by: User, reason: str) -> None:
    former = [(idea, idea.sponsor) for idea in ideas]
    for idea in ideas:
        hand_over_sponsor(idea, sponsor=value, by=by, reason=reason, mails=False)
    tell_sponsors(former, value, by=by)


def _sponsor_mails(ideas: Sequence[Idea], value: User | None, by: User) -> list[PlannedMail]:
    former = {idea.sponsor.email for idea in ideas if idea.sponsor and idea.sponsor.is_active and idea.sponsor != by}
    planned = [("Sie sind Ideenpate", [value.email] if value is not None and value != by else [])]
    planned.append(("Nicht mehr Ideenpate", sorted(former)))
    return [PlannedMail(subject, recipients) for subject, recipients in planned if recipients]


ACTIONS = {
    action.slug: action
    for action in (
        Action("pruefung", "In Prüfung nehmen", "", _review_obstacle, _review, _review_mails),
        _assignment("bearbeitung", "Bearbeitung zuweisen", "editor"),
        _assignment("gruppe", "Gruppe zuordnen", "body"),
        _assignment("handlungsfeld", "Handlungsfeld zuordnen", "action_field"),
        Action(
            "pate",
            "Ideenpaten eintragen",
            "sponsor",
            lambda idea, value: assignment_obstacle(idea, {"sponsor": value}),
            _sponsor,
            _sponsor_mails,
        ),
    )
}
"""The actions by their names in addresses, in the order of the menu."""
