"""Human references such as ``B-2021-007``: gapless per prefix and year (DESIGN 4.4)."""

from django.db import connection

from common.models import ReferenceCounter

_COUNT = """
    INSERT INTO common_referencecounter AS counter (prefix, year, last) VALUES (%(prefix)s, %(year)s, %(count)s)
    ON CONFLICT (prefix, year) DO UPDATE SET last = counter.last + %(count)s
    RETURNING last
"""


def next_reference(prefix: str, year: int | None, *, digits: int) -> str:
    """Return the next reference of ``prefix`` ("B") in ``year``, its number padded to ``digits`` places.

    With ``None`` as year the numbers run on from year to year, and leave it out: "M-04".
    """
    return next_references(prefix, year, count=1, digits=digits)[0]


def next_references(prefix: str, year: int | None, *, count: int, digits: int) -> list[str]:
    """Return the next ``count`` references of a prefix and year, in order.

    The counter's row stays locked until the surrounding transaction ends, and is undone with it: so numbers are
    given in order and without gaps, also when several people save at once.
    """
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"prefix": prefix, "year": year or 0, "count": count})
        (last,) = cursor.fetchone()
    return _following(prefix, year, last - count, count, digits)


def coming_references(prefix: str, year: int | None, *, count: int, digits: int) -> list[str]:
    """Return what :func:`next_references` would return now, and take none of them."""
    last = ReferenceCounter.objects.filter(prefix=prefix, year=year or 0).values_list("last", flat=True).first()
    return _following(prefix, year, last or 0, count, digits)


def _following(prefix: str, year: int | None, last: int, count: int, digits: int) -> list[str]:
    start = prefix if year is None else f"{prefix}-{year}"
    return [f"{start}-{number:0{digits}d}" for number in range(last + 1, last + count + 1)]
