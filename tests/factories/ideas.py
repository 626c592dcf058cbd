"""Calls and ideas. An idea that is no draft has a reference and its frozen text, as if it had been handed in."""

from datetime import UTC, datetime
from typing import Any

import factory
from factory.django import DjangoModelFactory

from ideas.enums import Channel, IdeaStatus
from ideas.models import AccessCode, Call, Contact, Idea, Question
from ideas.models.ideas import frozen_content

SUBMITTED_AT = datetime(2020, 11, 2, 10, 15, tzinfo=UTC)


class CallFactory(DjangoModelFactory[Call]):
    """A published call for Steckbriefe that has no end; ``form=True`` is one of the Ideenformular's channel."""

    channel = Channel.PROFILE
    title = factory.Sequence(lambda count: f"Aufruf {count}")
    slug = factory.Sequence(lambda count: f"aufruf-{count}")
    published_at = datetime(2020, 9, 1, 8, tzinfo=UTC)

    class Meta:
        model = Call

    class Params:
        form = factory.Trait(channel=Channel.FORM)
        competition = factory.Trait(channel=Channel.COMPETITION)


class QuestionFactory(DjangoModelFactory[Question]):
    """A question that asks for a text."""

    call = factory.SubFactory(CallFactory)
    position = factory.Sequence(int)
    label = factory.Sequence(lambda count: f"Frage {count}")

    class Meta:
        model = Question


class AccessCodeFactory(DjangoModelFactory[AccessCode]):
    """A code that may be used without limit."""

    call = factory.SubFactory(CallFactory, access="code")

    class Meta:
        model = AccessCode


class IdeaFactory(DjangoModelFactory[Idea]):
    """An idea that was handed in; ``draft=True`` is one that was not."""

    call = factory.SubFactory(CallFactory)
    channel = factory.SelfAttribute("call.channel")
    status = IdeaStatus.SUBMITTED
    reference = factory.Sequence(lambda count: f"I-2020-{count + 1:04}")
    title = factory.Sequence(lambda count: f"Idee {count}")
    summary = "Kurz beschrieben."
    submitted_at = SUBMITTED_AT

    class Meta:
        model = Idea

    class Params:
        draft = factory.Trait(status=IdeaStatus.DRAFT, reference=None, submitted_at=None)

    @classmethod
    def _create(cls, model_class: type[Idea], *args: Any, **kwargs: Any) -> Idea:
        idea = model_class(*args, **kwargs)
        if idea.reference and idea.first_content is None:
            idea.first_content = frozen_content(idea)
        idea.save()
        return idea


class ContactFactory(DjangoModelFactory[Contact]):
    """Somebody who can be reached by mail."""

    idea = factory.SubFactory(IdeaFactory)
    name = "Toni Beispiel"
    email = factory.Sequence(lambda count: f"toni{count}@example.org")

    class Meta:
        model = Contact
