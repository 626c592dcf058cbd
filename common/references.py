"""Human references such as ``B-2021-007``: gapless per prefix and year (DESIGN 4.4)."""

from django.db import transaction

from common.models import ReferenceCounter


@transaction.atomic
def next_reference(prefix: str, year: int, *, digits: int) -> str:
    """Return the next reference of ``prefix`` ("B") in ``year``, its number padded to ``digits`` places.

    The counter's row stays locked until the surrounding transaction ends, and is undone with it: so numbers are
    given in order and without gaps, also when several people save at once.
    """
    ReferenceCounter.objects.get_or_create(prefix=prefix, year=year)
    counter = ReferenceCounter.objects.select_for_update().get(prefix=prefix, year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"{prefix}-{year}-{counter.last:0{digits}d}"
