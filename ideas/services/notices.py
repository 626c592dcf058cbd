"""Mails to those who handed an idea in: its contact, or its account, and the co-authors who confirmed.

For an idea that came of others by a merge or a split these are the people of the ideas that it came from. Whoever
gets a mail reads the number and title of the own idea in it, and never an address of somebody else.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from common.mail import queue_mail
from ideas.lineage import sources_of
from ideas.models import CoAuthor, Contact, Idea
from ideas.services.submission import mail_headers


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom a mail goes to: the own idea, and the address of its status page; co-authors have none.

    ``further`` says the same of more ideas of that person among those that were merged.
    """

    email: str
    idea: Idea
    url: str = ""
    further: Sequence["Addressee"] = ()


def addressees(ideas: Sequence[Idea]) -> dict[int, list[Addressee]]:
    """Return, by the id of each idea, who is told about it, each address once.

    Two queries, and one for each generation of merges, whatever the number of ideas.
    """
    behind = sources_of(ideas)
    wanted = {one for idea in ideas for one in (idea, *behind[idea.pk])}
    people: dict[int, list[Addressee]] = {one.pk: [] for one in wanted}
    contacts = {contact.idea_id: contact.email for contact in Contact.objects.filter(idea__in=wanted)}
    for one in wanted:
        account = one.submitter.email if one.submitter and one.submitter.is_active else ""
        if address := contacts.get(one.pk) or account:
            people[one.pk].append(Addressee(address, one, absolute(one.get_status_url())))
    for author in _confirmed(wanted):
        people[author.idea_id].append(Addressee(author.email, author.idea))
    return {idea.pk: _each_once(people, [idea, *behind[idea.pk]]) for idea in ideas}


def tell(idea: Idea, template: str, context: dict[str, Any] | None = None) -> int:
    """Queue the mail ``template`` to everybody who is told about ``idea``, and return how many mails that are.

    The template gets the addressee's own idea as ``own``, the idea that something happened to as ``idea``, and the
    address of the status page as ``url``; ``further`` are more own ideas, each with its address. The mail is secret,
    because whoever has that address may answer and withdraw.
    """
    people = addressees([idea])[idea.pk]
    for person in people:
        texts = {"idea": idea, "own": person.idea, "url": person.url, "further": person.further, **(context or {})}
        queue_mail([person.email], template, texts, secret=True, headers=mail_headers(person.idea))
    return len(people)


def absolute(path: str) -> str:
    """Return a path of this site as a whole address, for mails."""
    return f"{settings.SITE_URL}{path}"


def _confirmed(ideas: Iterable[Idea]) -> QuerySet[CoAuthor]:
    confirmed = CoAuthor.objects.filter(idea__in=ideas, confirmed_at__isnull=False, declined_at=None)
    return confirmed.select_related("idea")


def _each_once(people: Mapping[int, list[Addressee]], ideas: Sequence[Idea]) -> list[Addressee]:
    found: dict[str, Addressee] = {}
    for idea in ideas:
        for addressee in people[idea.pk]:
            key = addressee.email.lower()
            first = found.setdefault(key, addressee)
            if addressee.idea not in (first.idea, *(one.idea for one in first.further)):
                found[key] = replace(first, further=(*first.further, addressee))
    return list(found.values())
