"""Addresses of what the strategy consists of."""

from typing import Any

from django.db.models import Model

from common.text import german_slug


def free_slug(model: type[Model], name: str, *, max_length: int = 80) -> str:
    """Return an address made of ``name`` that no object of ``model`` has yet: "licht", or "licht-2"."""
    wanted = german_slug(name, max_length=max_length) or german_slug(str(model._meta.verbose_name), max_length=20)
    taken = _taken(model, wanted)
    return next(slug for slug in (wanted, *(f"{wanted}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)


def _taken(model: Any, wanted: str) -> set[str]:
    return set(model._default_manager.filter(slug__startswith=wanted).values_list("slug", flat=True))
