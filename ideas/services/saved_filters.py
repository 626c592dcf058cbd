"""Filters of the register that an editor keeps under a name; only he or she sees them."""

from django.core.exceptions import ValidationError
from django.db import transaction

from ideas.models import SavedFilter
from people.models import User

MAX_FILTERS = 30


@transaction.atomic
def save_filter(*, owner: User, name: str, query: str) -> SavedFilter:
    """Keep the parameters ``query`` of the register's address under ``name``; the same name replaces what it held.

    Raises ``ValidationError`` where either is missing or there are too many filters already.
    """
    saved = SavedFilter.objects.filter(owner=owner, name=name.strip()).first()
    if saved is None:
        if SavedFilter.objects.filter(owner=owner).count() >= MAX_FILTERS:
            raise ValidationError(f"Mehr als {MAX_FILTERS} Filter gehen nicht. Bitte löschen Sie zuerst einen anderen.")
        saved = SavedFilter(owner=owner, name=name.strip())
    saved.query = query
    saved.full_clean()
    saved.save()
    return saved


def delete_filter(saved: SavedFilter) -> None:
    """Forget a saved filter."""
    saved.delete()
