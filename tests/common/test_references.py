"""References: in order and without gaps, also when many people save at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from common.references import coming_references, next_reference, next_references


@pytest.mark.django_db
def test_references_count_up_per_prefix_and_year() -> None:
    given = [next_reference(*key, digits=3) for key in (("B", 2021), ("B", 2021), ("B", 2022), ("P", 2021))]
    assert given == ["B-2021-001", "B-2021-002", "B-2022-001", "P-2021-001"]


@pytest.mark.django_db
def test_references_without_a_year_run_on() -> None:
    given = [next_reference(prefix, None, digits=2) for prefix in ("M", "M", "K")]
    assert (given, coming_references("M", None, count=1, digits=2)) == (["M-01", "M-02", "K-01"], ["M-03"])


@pytest.mark.django_db
def test_several_are_given_as_they_were_announced() -> None:
    assert coming_references("B", 2021, count=1, digits=3) == ["B-2021-001"]
    next_reference("B", 2021, digits=3)
    announced = coming_references("B", 2021, count=2, digits=3)
    assert next_references("B", 2021, count=2, digits=3) == announced == ["B-2021-002", "B-2021-003"]


@pytest.mark.django_db
def test_reference_keeps_growing_beyond_its_digits() -> None:
    for _ in range(10):
        last = next_reference("B", 2021, digits=1)
    assert last == "B-2021-10"


@pytest.mark.django_db
def test_reference_of_a_failed_transaction_is_given_again() -> None:
    with transaction.atomic():
        next_reference("B", 2021, digits=3)
        transaction.set_rollback(True)
    assert next_reference("B", 2021, digits=3) == "B-2021-001"


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_stay_gapless() -> None:
    def take(_: int) -> str:
        try:
            return next_reference("B", 2021, digits=3)
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        given = list(pool.map(take, range(20)))
    assert sorted(given) == [f"B-2021-{number:03d}" for number in range(1, 21)]
