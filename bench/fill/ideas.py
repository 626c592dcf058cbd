"""Calls, Handlungsfelder, and ideas of all channels and statuses, with history, status changes, answers and remarks."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random

from bench.fill.people import FIELDS, People
from bench.fill.sizes import Size
from bench.fill.store import BATCH, store
from bench.fill.texts import TOPICS, idea_text, idea_title
from common.models import ReferenceCounter, StatusChange
from ideas.enums import Channel, IdeaStatus
from ideas.models import Answer, Call, Contact, Idea, Remark
from ideas.models.ideas import CONTENT_FIELDS, frozen_content
from strategy.models import ActionField

CALLS = (
    ("steckbriefe", Channel.PROFILE, "Steckbriefe der Unternehmen"),
    ("ideenwettbewerb-2020", Channel.COMPETITION, "Ideenwettbewerb 2020"),
    ("ideenformular", Channel.FORM, "Ideenformular"),
)
TURNS = (0, 0, 1, 1, 2)
"""The calls of five ideas in a row."""
PATHS: tuple[tuple[str, ...], ...] = (
    ("submitted",),
    ("submitted", "in_review"),
    ("submitted", "in_review"),
    ("submitted", "in_review", "accepted"),
    ("submitted", "in_review", "accepted"),
    ("submitted", "in_review", "pilot"),
    ("submitted", "in_review", "stored"),
    ("submitted", "in_review", "declined"),
    ("submitted", "in_review", "inquiry"),
    ("submitted", "withdrawn"),
)
"""The ways of ten ideas in a row."""
FIRST_MOMENT = datetime(2020, 9, 1, 8, tzinfo=UTC)
PER_DAY = 40
CALL, _, SHORT_CALL = (slug for slug, *_ in CALLS)
FIELD = f"feld-{FIELDS[0].lower()}"
DETAILS = tuple(f"I-2020-{number:04d}" for number in range(1, 8))
"""The numbers of the ideas that are read, in every size."""


def fill_ideas(size: Size, people: People, random: Random) -> None:
    """Write ``size.ideas`` ideas, :data:`PER_DAY` of them each day, with everything that belongs to them."""
    calls = [_call(slug, channel, title) for slug, channel, title in CALLS]
    fields = store(
        [ActionField(name=name, slug=f"feld-{name.lower()}", position=place) for place, name in enumerate(FIELDS)],
        by=people.editor,
    )
    last: dict[int, int] = {}
    for start in range(0, size.ideas, BATCH):
        numbers = range(start, min(start + BATCH, size.ideas))
        ideas = store([_idea(number, calls, fields, people, random, last) for number in numbers], by=people.editor)
        Contact.objects.bulk_create(
            [
                Contact(idea=idea, name=f"Person {idea.reference}", email=f"{idea.reference}@example.org")
                for idea in ideas
            ]
        )
        store([_answer(idea, people) for idea in ideas if idea.status in IdeaStatus.outcomes()], by=people.editor)
        store([Remark(idea=idea, text=_remark(random), by=people.editor) for idea in ideas[::2]], by=people.editor)
        StatusChange.objects.bulk_create(_changes(ideas, people), batch_size=BATCH)
    ReferenceCounter.objects.bulk_create(ReferenceCounter(prefix="I", year=year, last=last[year]) for year in last)


def _call(slug: str, channel: Channel, title: str) -> Call:
    """Return the call at this address: the Ideenformular is there from the beginning."""
    return (
        Call.objects.filter(slug=slug).first()
        or store([Call(slug=slug, channel=channel, title=title, published_at=FIRST_MOMENT)])[0]
    )


def _idea(
    number: int,
    calls: list[Call],
    fields: list[ActionField],
    people: People,
    random: Random,
    last: dict[int, int],
) -> Idea:
    call = calls[TURNS[number % len(TURNS)]]
    submitted_at = FIRST_MOMENT + timedelta(days=number // PER_DAY, minutes=number % PER_DAY)
    last[submitted_at.year] = last.get(submitted_at.year, 0) + 1
    topic = TOPICS[number % len(TOPICS)]
    idea = Idea(
        call=call,
        channel=call.channel,
        status=PATHS[number % len(PATHS)][-1],
        reference=f"I-{submitted_at.year}-{last[submitted_at.year]:04d}",
        title=idea_title(number, topic, random),
        submitted_at=submitted_at,
        created_at=submitted_at,
        organisation=people.organisations[number % len(people.organisations)] if number % 3 else None,
        submitter=people.users[1 + number % (len(people.users) - 1)] if number % 3 else None,
        action_field=fields[number % len(fields)] if number % 4 else None,
        body=people.bodies[number % len(people.bodies)] if number % 4 else None,
        editor=people.editor if number % 5 == 0 else None,
        sponsor=people.users[number % len(people.users)] if number % 7 == 0 else None,
        agrees_to_publication=number % 2 == 0,
        published_at=submitted_at + timedelta(days=30) if number % 10 == 4 else None,
    )
    for name in CONTENT_FIELDS[call.channel]:
        if name not in ("title", "maturity", "action_field"):
            setattr(idea, name, idea_text(topic, random))
    idea.first_content = frozen_content(idea)
    return idea


def _answer(idea: Idea, people: People) -> Answer:
    at = _moment(idea, 2)
    text = "Vielen Dank für Ihre Idee. Wir haben sie geprüft und sagen Ihnen hier, was daraus wird."
    return Answer(idea=idea, outcome=idea.status, text=text, prepared_by=people.editor, prepared_at=at, published_at=at)


def _remark(random: Random) -> str:
    return f"Bitte abgleichen mit {random.choice(TOPICS)}."


def _changes(ideas: list[Idea], people: People) -> Iterable[StatusChange]:
    for place, idea in enumerate(ideas):
        path = ("draft", *PATHS[place % len(PATHS)])
        for step, (before, after) in enumerate(pairwise(path)):
            yield StatusChange(
                subject=idea,
                from_status=before,
                to_status=after,
                by=people.editor,
                by_name=people.editor.name,
                at=_moment(idea, step),
            )


def _moment(idea: Idea, step: int) -> datetime:
    """Return when the idea took the n-th step of its way."""
    return idea.created_at + timedelta(days=10 * step)
