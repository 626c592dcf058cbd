"""What was recorded about an idea, read at once: the story, the outcome and the work on it are drawn from it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar, cast

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, QuerySet

from common.models import StatusChange
from ideas.enums import Extent, IdeaStatus
from ideas.lineage import Union, unions_from, unions_of
from ideas.models import Answer, Idea, Inquiry, Uptake

M = TypeVar("M", Answer, Uptake)

UPTAKE_FIELDS = ("sub_concept_id", "section_id", "extent", "passage", "reason")
"""What an uptake says."""


@dataclass(frozen=True, slots=True)
class Records:
    """The rows about one idea, oldest first. Answers and uptakes of the ideas that it became are among them."""

    idea: Idea
    changes: Sequence[StatusChange]
    inquiries: Sequence[Inquiry]
    answers: Sequence[Answer]
    uptakes: Sequence[Uptake]
    uptake_states: Mapping[int, Sequence[Any]]
    """By the id of each uptake: the rows of its history, oldest first, each other than the one before."""
    unions: Sequence[Union]

    @property
    def line(self) -> set[Idea]:
        """The idea and the ideas that it became, as far as they were loaded."""
        return successors(self.idea, self.unions)

    @property
    def open_inquiry(self) -> Inquiry | None:
        """The Rückfrage that waits for an answer."""
        return next((asked for asked in self.inquiries if asked.is_open), None)

    @property
    def prepared_answer(self) -> Answer | None:
        """The answer that is not published yet; for editors only."""
        own = (answer for answer in self.answers if answer.idea_id == self.idea.pk)
        return next((answer for answer in own if answer.published_at is None), None)

    @property
    def published_answers(self) -> list[Answer]:
        """The answers that the submitter may read, in the order of their publication."""
        published = [answer for answer in self.answers if answer.published_at is not None]
        return sorted(published, key=published_at)

    @property
    def told_uptakes(self) -> list[Uptake]:
        """The uptakes that the submitter may read: those of ideas that have their answer."""
        answered = {answer.idea_id for answer in self.published_answers}
        return [uptake for uptake in self.uptakes if uptake.idea_id in answered]

    def answered_at(self, idea_id: int) -> datetime:
        """Return when the first answer to this idea was published; it must have one."""
        return min(published_at(answer) for answer in self.published_answers if answer.idea_id == idea_id)


def load_records(idea: Idea, *, with_successors: bool = False) -> Records:
    """Return what was recorded about ``idea``; ``with_successors``: also what came of the ideas that it became.

    Three queries; one more each where something was asked back or taken up, and one where there may be unions, for each
    generation of successors.
    """
    content_type = ContentType.objects.get_for_model(Idea)
    changes = list(StatusChange.objects.filter(content_type=content_type, object_id=idea.pk).order_by("at", "pk"))
    reached = {change.to_status for change in changes}
    unions: list[Union] = []
    if IdeaStatus.SUBMITTED not in reached or IdeaStatus.MERGED in reached:  # else handed in, and never merged or split
        unions = unions_from(idea) if with_successors else unions_of([idea.pk])
    ideas = successors(idea, unions) if with_successors else {idea}
    inquiries = Inquiry.objects.filter(idea=idea).select_related("asked_by")
    uptakes = _about(ideas, Uptake.objects.select_related("sub_concept", "section"))
    return Records(
        idea=idea,
        changes=changes,
        inquiries=list(inquiries) if IdeaStatus.INQUIRY in reached else [],
        answers=_about(ideas, Answer.objects.all()),
        uptakes=uptakes,
        uptake_states=_states_of(uptakes) if uptakes else {},
        unions=unions,
    )


def _about(ideas: Iterable[Idea], rows: "QuerySet[M]") -> list[M]:
    """Return the rows about these ideas, each with its idea as it is at hand; the database need not join it."""
    known = {idea.pk: idea for idea in ideas}
    found: list[Any] = list(rows.filter(idea__in=known))
    for row in found:
        row.idea = known[row.idea_id]
    return found


def _states_of(uptakes: Iterable[Uptake]) -> dict[int, list[Any]]:
    rows = Uptake.history.filter(id__in=[uptake.pk for uptake in uptakes]).select_related("sub_concept", "section")
    states: dict[int, list[Any]] = {}
    for row in rows.order_by("history_date", "history_id"):
        earlier = states.setdefault(row.id, [])
        if not earlier or any(getattr(row, name) != getattr(earlier[-1], name) for name in UPTAKE_FIELDS):
            earlier.append(row)
    return states


def successors(idea: Idea, unions: Sequence[Union]) -> set[Idea]:
    """Return ``idea`` and the ideas that it became by ``unions``, which are in the order of their time."""
    line = {idea}
    for union in unions:
        if union.is_live and line.intersection(union.sources):
            line.update(union.results)
    return line


def published_at(answer: Answer) -> datetime:
    """Return when a published answer was published."""
    return cast(datetime, answer.published_at)


def count_prepared_answers() -> int:
    """Return how many answers wait to be published."""
    return Answer.objects.filter(published_at=None).count()


def prepared_answers() -> QuerySet[Answer]:
    """Return the answers that are not published yet, with their ideas, oldest first.

    ``is_taken_up`` says whether the idea went into a Teilkonzept, wholly or partly.
    """
    taken_up = Uptake.objects.filter(idea=OuterRef("idea")).exclude(extent=Extent.NOT)
    prepared = Answer.objects.filter(published_at=None).annotate(is_taken_up=Exists(taken_up))
    return prepared.select_related("idea__submitter", "prepared_by").order_by("prepared_at", "pk")
