"""Human references such as ``B-2021-007``: gapless per prefix and year (DESIGN 4.4)."""

from django.db import connection

_COUNT = """
    INSERT INTO common_referencecounter AS counter (prefix, year, last) VALUES (%s, %s, 1)
    ON CONFLICT (prefix, year) DO UPDATE SET last = counter.last + 1
    RETURNING last
"""


def next_reference(prefix: str, year: int, *, digits: int) -> str:
    """Return the next reference of ``prefix`` ("B") in ``year``, its number padded to ``digits`` places.

    The counter's row stays locked until the surrounding transaction ends, and is undone with it: so numbers are
    given in order and without gaps, also when several people save at once.
    """
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [prefix, year])
        (number,) = cursor.fetchone()
    return f"{prefix}-{year}-{number:0{digits}d}"
