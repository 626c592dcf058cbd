"""What is stored about a person who handed ideas in, for that person (GDPR, Art. 15 and 20)."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils import timezone
from post_office.models import Email

from common.models import StatusChange
from common.transitions import status_label
from ideas.content import lines_of
from ideas.models import CoAuthor, Contact, Idea, Question
from ideas.questions import answered_questions
from people.models import User

Data = dict[str, Any]
"""German labels, each with a text, a list of texts, or more of the like; it is JSON as it stands."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the readable version: a label with its text, or with entries below it."""

    label: str
    text: str = ""
    entries: tuple["Entry", ...] = ()


def data_of_idea(idea: Idea) -> Data:
    """Return what is stored about whoever handed this one idea in."""
    return {"Stand": _moment(timezone.now()), "Ideen": _ideas([idea])}


def data_of_account(user: User) -> Data:
    """Return what is stored about an account and the ideas that it handed in; those of colleagues are theirs."""
    account = {
        "Name": user.name,
        "E-Mail-Adresse": user.email,
        "Organisation": str(user.organisation or ""),
        "Rolle": user.get_role_display(),
        "angelegt am": _moment(user.joined_at),
    }
    ideas = Idea.objects.filter(submitter=user).order_by("created_at")
    return {"Stand": _moment(timezone.now()), "Konto": _filled(account), "Ideen": _ideas(ideas)}


def as_json(data: Data) -> str:
    """Return the data as a JSON text for machines."""
    return json.dumps(data, ensure_ascii=False, indent=2)


def as_entries(data: Mapping[str, Any]) -> tuple[Entry, ...]:
    """Return the data as lines for people."""
    return tuple(_entry(label, value) for label, value in data.items())


def _entry(label: str, value: Any) -> Entry:
    match value:
        case dict():
            return Entry(label, entries=as_entries(value))
        case list():
            return Entry(label, entries=tuple(_entry(f"{place}.", one) for place, one in enumerate(value, start=1)))
        case _:
            return Entry(label, str(value))


def _ideas(ideas: Iterable[Idea]) -> list[Data]:
    """Return what is stored about these ideas; the same few queries for however many."""
    found = list(
        Idea.objects.filter(pk__in=[idea.pk for idea in ideas])
        .select_related("call", "contact__consent", "organisation", "draft")
        .prefetch_related("co_authors", "attachments", "inquiries", "published_answers", "call__questions")
        .order_by("created_at", "pk")
    )
    moves, mails = _moves(found), _mails(found)
    return [_idea(idea, moves[idea.pk], mails[str(idea.reference)]) for idea in found]


def _idea(idea: Idea, moves: Sequence[StatusChange], mails: Sequence[Email]) -> Data:
    questions = list(idea.call.questions.all())
    contact = getattr(idea, "contact", None)
    return _filled(
        {
            "Nummer": idea.reference or "",
            "Aufruf": idea.call.title,
            "Status": idea.get_status_display(),
            "begonnen am": _moment(idea.created_at),
            "eingereicht am": _moment(idea.submitted_at),
            "Organisation": str(idea.organisation or ""),
            "Veröffentlichung erlaubt": "ja" if idea.agrees_to_publication else "nein",
            "veröffentlicht am": _moment(idea.published_at),
            "Text": _content(idea, {**idea.content(), "answers": idea.answers}, questions),
            "Text, wie er eingereicht wurde": _content(idea, idea.first_content or {}, questions),
            "Entwurf": _draft(idea),
            "Kontaktdaten": _contact(contact, questions) if contact else {},
            "Mitwirkende": [_co_author(author) for author in idea.co_authors.all()],
            "Dateien": [_filled({"Name": one.name, "Art": one.get_kind_display(), "Typ": one.content_type,
                                 "Größe in Byte": one.size, "SHA-256": one.sha256, "Beschreibung": one.description,
                                 "hochgeladen am": _moment(one.uploaded_at)}) for one in idea.attachments.all()],
            "Rückfragen": [_filled({"gestellt am": _moment(one.asked_at), "Text": one.text,
                                    "beantwortet am": _moment(one.answered_at)}) for one in idea.inquiries.all()],
            "Antworten": [{"veröffentlicht am": _moment(one.published_at), "Ergebnis": one.get_outcome_display(),
                           "Text": one.text} for one in idea.published_answers.all() if one.published_at],
            "Verlauf": [{"am": _moment(one.at), "von": status_label(idea, one.from_status),
                         "zu": status_label(idea, one.to_status)} for one in moves],
            "E-Mails": [{"am": _moment(one.created), "an": ", ".join(one.to), "Betreff": one.subject}
                        for one in mails],
        }
    )  # fmt: skip


def _content(idea: Idea, content: Mapping[str, Any], questions: Sequence[Question]) -> Data:
    return {line.label: line.text for line in lines_of(idea.channel, content, questions)}


def _draft(idea: Idea) -> Data:
    draft = getattr(idea, "draft", None)
    return {name: ", ".join(values) for name, values in draft.typed.items() if any(values)} if draft else {}


def _contact(contact: Contact, questions: Sequence[Question]) -> Data:
    answers = {one.question.label: one.text for one in answered_questions(questions, contact.answers)}
    fields = {
        "Name": contact.name,
        "E-Mail-Adresse": contact.email,
        "Telefon": contact.phone,
        "Organisation": contact.organisation_name,
        "Einwilligung": str(contact.consent or ""),
        "eingewilligt am": _moment(contact.consented_at),
    }
    return _filled(fields | answers)


def _co_author(author: CoAuthor) -> Data:
    state = "bestätigt" if author.confirmed_at else "abgelehnt" if author.declined_at else "noch keine Antwort"
    return {"Name": author.name, "E-Mail-Adresse": author.email, "Stand": state}


def _moves(ideas: Sequence[Idea]) -> dict[int, list[StatusChange]]:
    """Return the status changes of each idea, oldest first; one query."""
    found: dict[int, list[StatusChange]] = defaultdict(list)
    of_ideas = Q(content_type=ContentType.objects.get_for_model(Idea), object_id__in=[idea.pk for idea in ideas])
    for change in StatusChange.objects.filter(of_ideas).order_by("at", "pk"):
        found[change.object_id].append(change)
    return found


def _mails(ideas: Sequence[Idea]) -> dict[str, list[Email]]:
    """Return the mails about each idea by its number, oldest first; one query."""
    found: dict[str, list[Email]] = defaultdict(list)
    numbers = [idea.reference for idea in ideas if idea.reference]
    mails = Email.objects.filter(**{"headers__X-Idea__in": numbers}).order_by("created", "pk")
    for mail in mails.defer("message", "html_message"):
        found[mail.headers["X-Idea"]].append(mail)
    return found


def _moment(moment: datetime | None) -> str:
    return f"{timezone.localtime(moment):%d.%m.%Y, %H:%M} Uhr" if moment else ""


def _filled(data: Data) -> Data:
    """Leave out what is not recorded."""
    return {label: value for label, value in data.items() if value not in ("", None, [], {})}
