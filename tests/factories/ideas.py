"""Calls and ideas. An idea that is no draft has a reference and its frozen text, as if it had been handed in."""

import hashlib
from base64 import b64decode
from datetime import UTC, datetime
from typing import Any

import factory
from django.core.files.base import ContentFile
from factory.django import DjangoModelFactory

from ideas.enums import AttachmentKind, Channel, IdeaStatus
from ideas.models import AccessCode, Attachment, Call, CoAuthor, Contact, Idea, Question
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
    # Far above the numbers that tests write down.
    reference = factory.Sequence(lambda count: f"I-2020-{count + 5_001}")
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


class CoAuthorFactory(DjangoModelFactory[CoAuthor]):
    """Somebody who has not answered yet."""

    idea = factory.SubFactory(IdeaFactory)
    name = "Sam Beispiel"
    email = factory.Sequence(lambda count: f"sam{count}@example.org")

    class Meta:
        model = CoAuthor


PIXEL = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
"""A PNG of one pixel."""


class PictureFactory(DjangoModelFactory[Attachment]):
    """A picture of an idea whose submitter agreed to its publication; ``idea__published_at`` publishes it."""

    idea = factory.SubFactory(IdeaFactory, agrees_to_publication=True)
    kind = AttachmentKind.PICTURE
    file = factory.LazyFunction(lambda: ContentFile(PIXEL, "bild.png"))
    name = "bild.png"
    content_type = "image/png"
    size = len(PIXEL)
    sha256 = hashlib.sha256(PIXEL).hexdigest()
    description = "Ein Platz mit Bäumen"

    class Meta:
        model = Attachment
