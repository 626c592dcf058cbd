"""A pilot as plain data: what a release freezes, reviewers read, and documents print."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from common.templatetags.dates import day
from pilots.models import Pilot
from pilots.models.pilots import PROFILE_FIELDS

Content = dict[str, Any]
"""The profile's fields by name, "partners" (names) and "costs" (year, amount, funding_percent); JSON as it stands."""


def content_of(pilot: Pilot) -> Content:
    """Return the pilot as it stands. Two queries, none where partners and costs are prefetched."""
    texts: Content = {name: _plain(getattr(pilot, name)) for name in PROFILE_FIELDS}
    texts["partners"] = sorted(str(partner.organisation) for partner in pilot.partners.all())
    texts["costs"] = [
        {"year": cost.year, "amount": cost.amount, "funding_percent": str(cost.funding_percent)}
        for cost in sorted(pilot.costs.all(), key=lambda cost: cost.year)
    ]
    return texts


@dataclass(frozen=True, slots=True)
class Change:
    """A field of the profile that differs between two states: its German label, and both as texts."""

    label: str
    before: str
    after: str


def changes_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Return what differs, in the order of the profile."""
    return [
        Change(label_of(name), in_words(name, before.get(name)), in_words(name, after.get(name)))
        for name in (*PROFILE_FIELDS, "partners", "costs")
        if before.get(name) != after.get(name)
    ]


def label_of(name: str) -> str:
    """Return the German label of a part of the content."""
    match name:
        case "partners":
            return "Partner"
        case "costs":
            return "Kosten"
        case _:
            return str(Pilot._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def in_words(name: str, value: Any) -> str:
    """Return a part of the content as German text; empty where nothing is given."""
    match name:
        case "partners":
            return ", ".join(value or ())
        case "costs":
            return "; ".join(cost_in_words(cost) for cost in value or ())
        case "is_quick_win":
            return "ja" if value else "nein"
        case "starts_on" | "ends_on":
            return day(date.fromisoformat(value), "j. F Y") if value else ""
        case _:
            return str(value or "")


def euros(amount: int) -> str:
    """Return whole euros as "120.000 Euro"."""
    return f"{amount:,} Euro".replace(",", ".")


def total_of(content: Mapping[str, Any]) -> int:
    """Return what the pilot costs over all years, in euros."""
    return sum(cost["amount"] for cost in content["costs"])


def funding_of(content: Mapping[str, Any]) -> int:
    """Return how much of it somebody else pays over all years, in whole euros."""
    shares = (Decimal(cost["amount"]) * Decimal(cost["funding_percent"]) for cost in content["costs"])
    return int((sum(shares, Decimal(0)) / 100).to_integral_value(ROUND_HALF_UP))


def cost_in_words(cost: Mapping[str, Any]) -> str:
    """Return the costs of a year as "2021: 120.000 Euro, davon 80 % gefördert"."""
    funded = float(cost["funding_percent"])
    return f"{cost['year']}: {euros(cost['amount'])}" + (
        f", davon {funded:g} % gefördert".replace(".", ",") if funded else ""
    )


def _plain(value: Any) -> Any:
    match value:
        case date():
            return value.isoformat()
        case bool():
            return value
        case None:
            return ""
        case _:
            return str(value)
