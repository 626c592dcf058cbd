"""Writing Teilkonzepte."""

from django.db import transaction

from common.history import save_with_reason
from common.text import german_slug
from people.models import Body, User
from strategy.models import SubConcept


@transaction.atomic
def create_sub_concept(
    *, title: str, body: Body, by: User | None, text: str = "", reason: str = "Teilkonzept angelegt"
) -> SubConcept:
    """Create a Teilkonzept and return it. Raises ``ValidationError`` for a title that is missing or taken."""
    concept = SubConcept(title=title.strip(), body=body, text=text)
    concept.slug = _free_slug(concept.title)
    return save_with_reason(concept, by=by, reason=reason)


def _free_slug(title: str) -> str:
    wanted = german_slug(title, max_length=80) or "teilkonzept"
    taken = set(SubConcept.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    return next(slug for slug in (wanted, *(f"{wanted}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)
