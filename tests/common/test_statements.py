"""Prepared queries: planned once for each connection, asked with other values, and always about today's rows."""

from typing import Any

import pytest
from django.db import DataError, connection, transaction
from django.db.models import Q, QuerySet, Value
from django.test.utils import CaptureQueriesContext

from common.prepared import Slot, rows_for
from common.statements import Statement
from people.models import Body, Membership, User
from tests.factories.people import BodyFactory, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db


def names(user: Any, given: Any) -> "QuerySet[Any, Any]":
    return Body.objects.filter(memberships__user=user).order_by("name").values_list("name")


def sent(statement: Statement, *values: Any) -> list[str]:
    """Return what is sent to the database to ask the statement, in words without its number."""
    with CaptureQueriesContext(connection) as queries:
        statement.rows(values)
    return [query["sql"].split(" ")[0] for query in queries.captured_queries]


@pytest.mark.django_db(transaction=True)
def test_each_connection_plans_a_query_once() -> None:
    statement = Statement(Body.objects.values_list("name"))
    assert [sent(statement), sent(statement)] == [["PREPARE"], ["EXECUTE"]]
    connection.close()
    assert [sent(statement), sent(statement)] == [["PREPARE"], ["EXECUTE"]]


def test_it_is_asked_about_the_rows_of_now() -> None:
    statement = Statement(Body.objects.order_by("name").values_list("name"))
    assert statement.rows() == []
    BodyFactory(name="Fachgruppe Verkehr")
    assert statement.rows() == [("Fachgruppe Verkehr",)]


def test_people_of_one_sort_share_the_query_and_each_sees_the_own_rows() -> None:
    one, other = MembershipFactory(), MembershipFactory()
    found = [rows_for(who.user, names) for who in (one, other, one)]
    assert found == [[(who.body.name,)] for who in (one, other, one)]
    assert rows_for(UserFactory(), names) == []


@pytest.mark.parametrize("text", ["100 % „sicher“", "Robert'); DROP TABLE people_body;--", "%s $1 \\", "{a,b}"])
def test_values_are_never_read_as_sql(text: str) -> None:
    BodyFactory(name=text)
    BodyFactory(name="andere")
    written = Body.objects.filter(name=text).values_list("name", Value(text))
    slotted = Body.objects.filter(name__any_of=Slot("names")).values_list("name", Value(text))
    assert Statement(written).rows() == [(text, text)]
    assert Statement(slotted, lambda param: isinstance(param, Slot)).rows([[text]]) == [(text, text)]


def test_a_value_that_is_needed_twice_is_handed_in_once() -> None:
    member = MembershipFactory()
    twice = Q(user=-1) | Q(body__memberships__user=-1)
    found = Membership.objects.filter(twice).distinct().order_by("pk").values_list("pk")
    statement = Statement(found, lambda param: param == -1)
    assert (statement.open, statement.rows([member.user_id])) == ((-1,), [(member.pk,)])


@pytest.mark.parametrize("count", [0, 1, 3])
def test_lists_of_any_length_share_one_plan(count: int) -> None:
    users = UserFactory.create_batch(count)
    UserFactory()
    asked = User.objects.filter(pk__any_of=Slot("users")).values_list("pk")
    statement = Statement(asked, lambda param: isinstance(param, Slot))
    assert sorted(statement.rows([[user.pk for user in users]])) == sorted((user.pk,) for user in users)
    assert sent(statement, [7]) == ["EXECUTE"]


def test_a_query_that_failed_can_be_asked_again() -> None:
    """The plan may be left behind by the failed query; the next one must not stumble over its name."""
    statement = Statement(Body.objects.filter(pk=-1).values_list("pk"), lambda param: param == -1)
    with pytest.raises(DataError), transaction.atomic():
        statement.rows(["keine Nummer"])
    body = BodyFactory()
    assert statement.rows([body.pk]) == [(body.pk,)]
