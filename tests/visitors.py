"""Visitors of pages: a client that is signed in, what it is told, and how many queries its page takes."""

from typing import Any

from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from people.models import User


def client_of(user: User | None) -> Client:
    """Return a client in which ``user`` is signed in; ``None`` is a guest."""
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


def messages_of(response: Any) -> list[str]:
    """Return what the answer tells the visitor."""
    return [str(message) for message in get_messages(response.wsgi_request)]


def text_of(response: Any) -> str:
    """Return the body of an answer."""
    return response.content.decode()


def queries_of(client: Client, address: str) -> int:
    """Return how many SQL queries the page takes; a first request fills what the process keeps."""
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)
