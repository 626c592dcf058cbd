"""Reads: ideas as their pages show them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import F, QuerySet, prefetch_related_objects

from common.differences import differing_parts
from ideas.enums import Channel, Maturity
from ideas.lineage import Union, sources_of
from ideas.models import Attachment, CoAuthor, Idea, Question, Uptake
from ideas.models.ideas import IdeaQuerySet
from ideas.questions import AnsweredQuestion, answered_questions
from people.models import User
from people.rules import Person, is_editor
from strategy.models import SubConcept


def ideas_for(user: Person) -> IdeaQuerySet:
    """Return the ideas that were handed in and that ``user`` may see, with call, contact and ``submitter_name``.

    What else their pages name is remembered (:mod:`ideas.names`): five more joins would take the database longer to
    plan than everything else to carry out.
    """
    ideas = Idea.objects.visible_to(user, drafts=False).select_related("call", "contact")
    return ideas.annotate(submitter_name=F("submitter__name"))


def is_own(idea: Idea, user: Person) -> bool:
    """Return whether ``user`` or the organisation of ``user`` handed the idea in."""
    return user.has_perm("ideas.own_idea", idea)


def is_sponsor(idea: Idea, user: Person) -> bool:
    """Return whether ``user`` is Ideenpate of the idea."""
    return user.is_authenticated and idea.sponsor_id == user.pk


@dataclass(frozen=True, slots=True)
class Passage:
    """One field of an idea with its text: ``label`` in German, ``text`` as it stands."""

    name: str
    label: str
    text: str


def passages_of(idea: Idea) -> list[Passage]:
    """Return the texts of the idea that are not empty, in the order of its form, but title and Handlungsfeld."""
    return [
        Passage(name, label_of(name), content_in_words(name, getattr(idea, name)))
        for name in idea.content_fields
        if name not in ("title", "action_field") and getattr(idea, name)
    ]


def label_of(name: str) -> str:
    """Return the German label of a field of an idea."""
    return str(Idea._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def content_in_words(name: str, value: Any) -> str:
    """Return a content field's value as text; of choices the label."""
    return str(dict(Maturity.choices).get(value, value)) if name == "maturity" else str(value or "")


def answers_of(idea: Idea, *, only_public: bool) -> list[AnsweredQuestion]:
    """Return the answers to the extra questions of the call that are not personal, or only the public ones.

    One query where there are answers; their questions are kept for :func:`personal_answers_of`.
    """
    shown = (one for one in _questions_of(idea, idea.answers) if not one.is_personal)
    return answered_questions((one for one in shown if one.is_public or not only_public), idea.answers)


@dataclass(frozen=True, slots=True)
class Source:
    """What an idea that was merged or split keeps, while it goes on as another: its files and its answers."""

    idea: Idea
    attachments: list[Attachment]
    answers: list[AnsweredQuestion]


def kept_by_sources(idea: Idea, user: Person, unions: Sequence[Union]) -> list[Source]:
    """Return what the ideas keep from which ``idea`` came: to editors of all, to others of their own ideas.

    ``unions`` are those of ``idea``. One query for the files, one for each generation before the last, and one where
    calls asked questions.
    """
    sources = [one for one in sources_of([idea], unions)[idea.pk] if is_editor(user) or is_own(one, user)]
    calls = {one.call_id for one in sources if one.answers}
    questions = list(Question.objects.filter(call__in=calls, is_personal=False)) if calls else []
    files = Attachment.objects.visible_to(user).filter(idea__in=sources).select_related("question")
    by_idea = {one.pk: [file for file in files if file.idea_id == one.pk] for one in sources}
    kept = [Source(one, by_idea[one.pk], answered_questions(questions, one.answers)) for one in sources]
    return [source for source in kept if source.attachments or source.answers]


def personal_answers_of(idea: Idea) -> list[AnsweredQuestion]:
    """Return the personal answers, which are kept with the contact; for editors. One query where there are some."""
    answers = getattr(getattr(idea, "contact", None), "answers", {})
    return answered_questions((one for one in _questions_of(idea, answers) if one.is_personal), answers)


def _questions_of(idea: Idea, answers: Mapping[str, Any]) -> Iterable[Question]:
    """Return the questions of the idea's call if there are ``answers``; they are read once."""
    if not answers:
        return ()
    prefetch_related_objects([idea.call], "questions")
    return idea.call.questions.all()


def co_authors_of(idea: Idea) -> Iterable[CoAuthor]:
    """Return who wrote the idea along; only the form of a competition asks for them."""
    return idea.co_authors.all() if idea.channel == Channel.COMPETITION else ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """A field as it was handed in and as it stands today; ``parts`` are (kind, text), kind "same", "old" or "new"."""

    label: str
    first: str
    today: str
    parts: tuple[tuple[str, str], ...]

    @property
    def has_changed(self) -> bool:
        """Whether today's text is another one."""
        return self.first != self.today


def compared_with_first_text(idea: Idea) -> list[Comparison]:
    """Return the fields of the idea, as they were handed in beside today's, without those that were and are empty."""
    first = idea.first_content or {}
    shown = []
    for name in idea.content_fields:
        old = content_in_words(name, first.get(name, ""))
        new = content_in_words(name, getattr(idea, name))
        if old or new:
            shown.append(Comparison(label_of(name), old, new, tuple(differing_parts(old, new))))
    return shown


def uptakes_into(concept: SubConcept, user: Person) -> QuerySet[Uptake]:
    """Return the uptakes into a Teilkonzept that ``user`` may read, with their ideas."""
    uptakes = Uptake.objects.visible_to(user).filter(sub_concept=concept)
    return uptakes.select_related("idea", "section").order_by("idea__reference")


@dataclass(frozen=True, slots=True)
class Sponsorship:
    """Who was Ideenpate of an idea, from when until when (``None``: until today), and who entered it why."""

    name: str
    since: datetime
    until: datetime | None
    by: str
    reason: str


def sponsors_of(idea: Idea) -> list[Sponsorship]:
    """Return who was Ideenpate of the idea, the first one first, from its history; two queries."""
    rows = idea.history.order_by("history_date", "history_id").values_list(
        "sponsor_id", "history_date", "history_user_name", "history_change_reason"
    )
    turns = [next(group) for _, group in groupby(rows, key=itemgetter(0))]
    people = User.objects.in_bulk([pk for pk, *_ in turns if pk])
    ends: list[datetime | None] = [at for _, at, *_ in turns[1:]]
    return [
        Sponsorship(str(people.get(pk, "gelöschtes Konto")), at, until, by or "System", reason or "")
        for (pk, at, by, reason), until in zip(turns, [*ends, None], strict=True)
        if pk
    ]
