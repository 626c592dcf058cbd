"""Writing Teilkonzepte."""

from django.db import transaction
from django.utils.text import slugify

from common.history import save_with_reason
from people.models import Body, User
from strategy.models import SubConcept

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})


@transaction.atomic
def create_sub_concept(
    *, title: str, body: Body, by: User | None, text: str = "", reason: str = "Teilkonzept angelegt"
) -> SubConcept:
    """Create a Teilkonzept and return it. Raises ``ValidationError`` for a title that is missing or taken."""
    concept = SubConcept(title=title.strip(), body=body, text=text)
    concept.slug = _free_slug(concept.title)
    return save_with_reason(concept, by=by, reason=reason)


def _free_slug(title: str) -> str:
    wanted = slugify(title.translate(_UMLAUTS))[:80] or "teilkonzept"
    taken = set(SubConcept.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    return next(slug for slug in (wanted, *(f"{wanted}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)
