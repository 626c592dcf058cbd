"""Which milestone comes before which: no circle, refused by the service and by the database."""

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from milestones.models import Milestone, Predecessor
from milestones.services.order import set_predecessors
from tests.factories.milestones import MilestoneFactory, PredecessorFactory


def chain(length: int) -> list[Milestone]:
    """Return milestones of which each comes before the next one."""
    made = MilestoneFactory.create_batch(length)
    for earlier, later in pairwise(made):
        PredecessorFactory(milestone=later, predecessor=earlier)
    return made


@pytest.mark.django_db
@pytest.mark.parametrize("length", [1, 2, 3, 6])
def test_service_names_the_way_round(length: int) -> None:
    made = chain(length)
    with pytest.raises(ValidationError) as error:
        set_predecessors(made[0], [made[-1]], by=None, reason="Test")
    way = " nach ".join(one.reference for one in [made[0], *made[:0:-1], made[0]])
    assert error.value.message_dict == {
        "predecessors": [f"Das ergäbe einen Kreis: {way}. Bitte nehmen Sie einen dieser Vorgänger heraus."]
    }
    assert not made[0].predecessor_links.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("length", [1, 2, 3, 6])
def test_database_refuses_a_circle(length: int) -> None:
    made = chain(length)
    with pytest.raises(IntegrityError, match="would come before itself"), transaction.atomic():
        Predecessor(milestone=made[0], predecessor=made[-1]).save()
    assert not made[0].predecessor_links.exists()


@pytest.mark.django_db
def test_database_refuses_a_link_that_is_turned_into_a_circle() -> None:
    first, second, third = MilestoneFactory.create_batch(3)
    PredecessorFactory(milestone=second, predecessor=first)
    link = PredecessorFactory(milestone=third, predecessor=second)
    link.milestone = first
    with pytest.raises(IntegrityError, match="would come before itself"), transaction.atomic():
        link.save()


@pytest.mark.django_db(transaction=True)
def test_two_at_once_close_no_circle() -> None:
    first, second = MilestoneFactory.create_batch(2)
    together = Barrier(2)

    def link(later: Milestone, earlier: Milestone) -> bool:
        together.wait()
        try:
            set_predecessors(later, [earlier], by=None, reason="Test")
        except ValidationError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(link, [first, second], [second, first]))
    assert sorted(done) == [False, True]
    assert Predecessor.objects.count() == 1


@pytest.mark.django_db
def test_many_ways_are_looked_through_once() -> None:
    """Twenty layers of two milestones, each after both of the layer before: a million ways, no circle."""
    layers = [MilestoneFactory.create_batch(2) for _ in range(20)]
    for before, after in pairwise(layers):
        for later in after:
            set_predecessors(later, before, by=None, reason="Test")
    assert Predecessor.objects.count() == 19 * 4


@pytest.mark.django_db
def test_predecessors_come_and_go_with_history() -> None:
    milestone, first, second = MilestoneFactory.create_batch(3)
    set_predecessors(milestone, [first], by=None, reason="Angelegt")
    set_predecessors(milestone, [second], by=None, reason="Getauscht")
    assert list(milestone.predecessors.all()) == [second]
    records = Predecessor.history.order_by("history_id").values_list("history_type", "history_change_reason")
    assert list(records) == [("+", "Angelegt"), ("-", "Getauscht"), ("+", "Getauscht")]
