"""How many SQL queries each page makes, counted in this process so that counting costs the timing nothing."""

import re
from collections.abc import Iterable

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.client import HOST, Request
from bench.databases import connected_to
from bench.errors import UnexpectedAnswer
from bench.fill.people import GUEST
from bench.pages import Page
from people.models import User

SAVEPOINT = re.compile(r"(RELEASE )?SAVEPOINT|ROLLBACK TO")
"""Stands where an answer of its own would begin or end a transaction: not a query."""


def count_queries(pages: Iterable[Page], database: str) -> dict[str, int]:
    """Return the number of queries of each page by its name; ``database`` is left as it was."""
    with connected_to(database), transaction.atomic():
        counts = {page.name: _count(_client_of(page.email), page) for page in pages}
        transaction.set_rollback(True)
    return counts


def _client_of(email: str) -> Client:
    client = Client(headers={"host": HOST})
    if email != GUEST:
        client.force_login(User.objects.get(email=email), backend="people.backends.SignInBackend")
    return client


def _count(client: Client, page: Page) -> int:
    requests = page.sent_by(0)
    _send(client, page, next(requests))  # fills what a process looks up once
    with CaptureQueriesContext(connection) as captured:
        _send(client, page, next(requests))
    return sum(not SAVEPOINT.match(query["sql"]) for query in captured.captured_queries)


def _send(client: Client, page: Page, request: Request) -> None:
    response = client.generic(request.method, request.path, request.body or b"", request.content_type)
    if response.status_code != page.status:
        raise UnexpectedAnswer(f"{page.name} answered {response.status_code}.")
    b"".join(response)  # what is streamed is read as well
