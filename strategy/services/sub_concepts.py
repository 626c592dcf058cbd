"""Writing Teilkonzepte."""

from django.db import transaction

from common.history import save_with_reason
from people.models import Body, User
from strategy.models import SubConcept
from strategy.services.slugs import free_slug


@transaction.atomic
def create_sub_concept(*, title: str, body: Body, by: User | None, reason: str = "Teilkonzept angelegt") -> SubConcept:
    """Create a Teilkonzept and return it. Raises ``ValidationError`` for a title that is missing or taken."""
    concept = SubConcept(title=title.strip(), body=body)
    concept.slug = free_slug(SubConcept, concept.title)
    return save_with_reason(concept, by=by, reason=reason)
