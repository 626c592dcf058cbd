"""A small HTTP client: one kept connection, cookies, and compressed answers like a browser's."""

import gzip
import http.client
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any, Self
from urllib.parse import urlencode

from bench.errors import UnexpectedAnswer

HOST = "127.0.0.1"


@dataclass(frozen=True)
class Request:
    """What is sent: a GET, or a POST where there is a ``body``."""

    path: str
    body: bytes | None = None
    content_type: str = ""

    @property
    def method(self) -> str:
        """The HTTP method."""
        return "GET" if self.body is None else "POST"

    @classmethod
    def form(cls, path: str, fields: Mapping[str, str]) -> Self:
        """Return the POST of a form."""
        return cls(path, urlencode(fields).encode(), "application/x-www-form-urlencoded")

    @classmethod
    def json(cls, path: str, data: Mapping[str, Any]) -> Self:
        """Return the POST of a script."""
        return cls(path, json.dumps(data).encode(), "application/json")


@dataclass(frozen=True)
class Answer:
    """What came back, ``seconds`` after the request was sent; ``wire`` is the body as it was transferred."""

    status: int
    seconds: float
    wire: bytes
    is_gzipped: bool

    @property
    def body(self) -> bytes:
        """The body without compression."""
        return gzip.decompress(self.wire) if self.is_gzipped else self.wire


class Client:
    """One visitor's browser."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        self.connection = http.client.HTTPConnection(HOST, port, timeout=60)

    def send(self, request: Request) -> Answer:
        """Send the request, wait for the whole answer and keep its cookies."""
        headers = self._headers(request)
        start = time.perf_counter()
        self.connection.request(request.method, request.path, request.body, headers)
        response = self.connection.getresponse()
        wire = response.read()
        seconds = time.perf_counter() - start
        for line in response.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        return Answer(response.status, seconds, wire, response.headers["Content-Encoding"] == "gzip")

    def sign_in(self, email: str, password: str) -> None:
        """Sign in through the form. Raises ``UnexpectedAnswer`` when that fails."""
        page = "/konto/login/"
        self.send(Request(page))
        answer = self.send(Request.form(page, {"login": email, "password": password}))
        if answer.status != 302 or "sessionid" not in self.cookies:
            raise UnexpectedAnswer(f"Signing in at {page} answered {answer.status}.")

    def another(self) -> Self:
        """Return a client with the same session and a connection of its own."""
        other = type(self)(self.port)
        other.cookies = dict(self.cookies)
        return other

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()

    def _headers(self, request: Request) -> dict[str, str]:
        headers = {
            "Accept": "text/html,*/*;q=0.8",
            "Accept-Encoding": "gzip",
            "Accept-Language": "de",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
        }
        if request.body is not None:
            headers |= {"Content-Type": request.content_type, "X-CSRFToken": self.cookies.get("csrftoken", "")}
        return headers
