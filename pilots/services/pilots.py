"""Writing pilots: new ones, those that come of ideas, and their profile."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from common.history import delete_with_reason, save_with_reason
from common.mail import queue_mail
from common.references import next_reference
from common.versions import save_version
from ideas.models import Idea
from people.models import Organisation, User
from pilots.models import Cost, Partner, Pilot, Source, Tender

DIGITS = 3
"""Places of a pilot's number: P-2021-003."""

SHORT = 4
"""Words up to this length tell little of where a text comes from."""

FROM_IDEA: Mapping[str, Sequence[str]] = {
    "title": ("title",),
    "summary": ("summary", "situation", "approach"),
    "added_value": ("goal", "target_group"),
    "visible_result": ("indicators",),
}
"""Field of the profile: the fields of an idea whose texts go there, in this order."""


@dataclass(frozen=True, slots=True)
class CostOfYear:
    """What a pilot costs in a year, in whole euros, and how many percent somebody else pays."""

    year: int
    amount: int
    funding_percent: Decimal = Decimal(0)


@transaction.atomic
def create_pilot(
    profile: Mapping[str, Any],
    *,
    by: User | None,
    partners: Sequence[Organisation] = (),
    costs: Sequence[CostOfYear] = (),
    ideas: Sequence[Idea] = (),
    reason: str = "Pilotprojekt angelegt",
) -> Pilot:
    """Create a pilot from its profile (values by field name) and return it with its reference.

    ``ideas`` are those that it came from; which fields took over their texts is kept with each. Raises
    ``ValidationError`` and ``PermissionDenied``.
    """
    if by is not None and not by.has_perm("pilots.add_pilot"):
        raise PermissionDenied
    pilot = Pilot(**profile, reference=next_reference("P", timezone.localdate().year, digits=DIGITS))
    # Asked with the number in hand: whoever sends the form twice waits here, and finds the first pilot.
    if twin := Pilot.objects.filter(title__iexact=pilot.title.strip()).first():
        raise ValidationError({"title": f"Ein Pilotprojekt mit diesem Titel gibt es schon: {twin.reference}."})
    pilot.is_example = bool(ideas) and all(idea.is_example for idea in ideas)
    save_with_reason(pilot, by=by, reason=reason)
    for idea in ideas:
        save_with_reason(Source(pilot=pilot, idea=idea, fields=_taken_over(profile, idea)), by=by, reason=reason)
    _set_partners(pilot, partners, by, reason)
    _set_costs(pilot, costs, by, reason)
    if pilot.sponsor is not None:
        tell_sponsor(pilot.sponsor, pilot, by=by)
    return pilot


@transaction.atomic
def edit_pilot(
    pilot: Pilot,
    *,
    version: int,
    profile: Mapping[str, Any],
    partners: Sequence[Organisation],
    costs: Sequence[CostOfYear],
    by: User | None,
    reason: str = "Profil bearbeitet",
) -> Pilot:
    """Change a pilot that was loaded at ``version``, with all its partners and costs, and return it.

    Raises :class:`~common.versions.StaleVersionError`, ``ValidationError`` and ``PermissionDenied``.
    """
    pilot = edit_profile(pilot, version=version, profile=profile, by=by, reason=reason)
    _set_partners(pilot, partners, by, reason)
    _set_costs(pilot, costs, by, reason)
    return pilot


@transaction.atomic
def edit_profile(
    pilot: Pilot, *, version: int, profile: Mapping[str, Any], by: User | None, reason: str = "Profil bearbeitet"
) -> Pilot:
    """Change the profile alone, and return the pilot. Raises as :func:`edit_pilot` does."""
    pilot = Pilot.locked(pilot.pk)
    if by is not None and not by.has_perm("pilots.change_pilot", pilot):
        raise PermissionDenied
    former = pilot.sponsor
    for name, value in profile.items():
        setattr(pilot, name, value)
    pilot = save_version(pilot, loaded=version, by=by, reason=reason)
    if pilot.sponsor is not None and pilot.sponsor != former:
        tell_sponsor(pilot.sponsor, pilot, by=by)
    return pilot


def profile_from(ideas: Sequence[Idea]) -> dict[str, str]:
    """Return texts for the profile of a pilot that comes of these ideas; of several, one after the other.

    The title is that of the first idea.
    """
    texts = {
        name: "\n\n".join(text for idea in ideas for field in fields if (text := getattr(idea, field)))
        for name, fields in FROM_IDEA.items()
    }
    return {**texts, "title": ideas[0].title if ideas else ""}


def tell_sponsor(sponsor: User, subject: Pilot | Tender, *, by: User | None) -> None:
    """Queue a mail to the new Ideenpate of a pilot or tender; who entered himself or herself needs none."""
    if sponsor == by or not sponsor.is_active:
        return
    url = f"{settings.SITE_URL}{subject.get_absolute_url()}"
    queue_mail([sponsor.email], "pilot_sponsor", {"subject": subject, "url": url, "by": by or "Das SMARTCity-Team"})


def _taken_over(profile: Mapping[str, Any], idea: Idea) -> list[str]:
    """Return which fields of a profile took over the idea's text: those that hold most of its words.

    Short words stand in every text, so they count only where there are no others.
    """
    taken = []
    for name, text in profile_from([idea]).items():
        words = {word for word in text.split() if len(word) > SHORT} or set(text.split())
        kept = words.intersection(str(profile.get(name, "")).split())
        if len(kept) > len(words) / 2:
            taken.append(name)
    return taken


def _set_partners(pilot: Pilot, partners: Sequence[Organisation], by: User | None, reason: str) -> None:
    """Make the partners be these. Raises ``ValidationError`` where the leading organisation is one of them."""
    if pilot.lead in partners:
        raise ValidationError({"partners": f"{pilot.lead} ist schon federführend und kann nicht auch Partner sein."})
    stored = {partner.organisation: partner for partner in pilot.partners.select_related("organisation")}
    for organisation, partner in stored.items():
        if organisation not in partners:
            delete_with_reason(partner, by=by, reason=reason)
    for organisation in partners:
        if organisation not in stored:
            save_with_reason(Partner(pilot=pilot, organisation=organisation), by=by, reason=reason)


def _set_costs(pilot: Pilot, costs: Sequence[CostOfYear], by: User | None, reason: str) -> None:
    """Make the costs be these. Raises ``ValidationError`` where a year is named twice."""
    wanted = {cost.year: cost for cost in costs}
    if len(wanted) < len(costs):
        raise ValidationError({"costs": "Bitte nennen Sie jedes Jahr nur einmal."})
    stored = {cost.year: cost for cost in pilot.costs.all()}
    for year, row in stored.items():
        if year not in wanted:
            delete_with_reason(row, by=by, reason=reason)
    for year, cost in wanted.items():
        row = stored.get(year) or Cost(pilot=pilot, year=year)
        if row.pk is None or (row.amount, row.funding_percent) != (cost.amount, cost.funding_percent):
            row.amount, row.funding_percent = cost.amount, cost.funding_percent
            save_with_reason(row, by=by, reason=reason)
