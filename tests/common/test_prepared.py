"""Counting by prepared queries: whole querysets, and rows that several numbers split between them."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import F
from pytest_django.fixtures import DjangoAssertNumQueries

from common.prepared import Countable, Split, counts_for
from people.enums import BodyKind
from people.models import Body
from tests.factories.people import BodyFactory


def lists(user: Any) -> Countable:
    bodies = Body.objects.all()
    return {"all": bodies, "missing": bodies.filter(name="Niemand"), "kind": Split(bodies, F("kind"))}


@pytest.mark.django_db
def test_one_query_counts_querysets_and_the_parts_of_others(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    BodyFactory.create_batch(2, kind=BodyKind.WORKING_GROUP)
    BodyFactory(kind=BodyKind.STEERING)
    with django_assert_num_queries(1):
        counts = counts_for(AnonymousUser(), lists)
    parts = {f"kind:{BodyKind.WORKING_GROUP}": 2, f"kind:{BodyKind.STEERING}": 1}
    assert counts == {"all": 3, "missing": 0, **parts}
    assert counts[f"kind:{BodyKind.COUNCIL}"] == 0
