"""The measuring itself, against a small server that notes who asked for what."""

import gzip
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bench.client import Client, Request
from bench.errors import UnexpectedAnswer
from bench.fill.people import EDITOR
from bench.pages import BARE_PAGE, Page
from bench.timing import VISITORS, send_many, take_turns, throughput

PAGE = Page("page", "/page/", "Sitzungen")


class Handler(BaseHTTPRequestHandler):
    """Answers every address with the bare page's heading, compressed; ``/login/`` redirects."""

    protocol_version = "HTTP/1.1"
    asked: list[tuple[str, tuple[str, int]]]

    def do_GET(self):
        self.asked.append((self.path, self.client_address))
        body = gzip.compress(b"<h1>Sitzungen</h1>")
        self.send_response(302 if self.path == "/login/" else 200)
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Set-Cookie", "sessionid=abc; Path=/")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@pytest.fixture
def asked():
    return []


@pytest.fixture
def client(asked):
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("NotingHandler", (Handler,), {"asked": asked}))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    client = Client(server.server_port)
    yield client
    client.close()
    server.shutdown()
    thread.join()
    server.server_close()


def test_answer_is_decompressed_and_its_cookie_kept(client):
    answer = client.send(Request("/page/"))
    assert (answer.status, answer.body) == (200, b"<h1>Sitzungen</h1>")
    assert client.cookies == {"sessionid": "abc"}


def test_pages_take_turns_with_the_bare_page_on_one_connection(client, asked):
    series = take_turns({EDITOR: client}, [PAGE], warm_up=2, rounds=5)
    paths = [path for path, _ in asked]
    rounds = [set(paths[start : start + 2]) for start in range(0, len(paths), 2)]
    assert rounds == [{BARE_PAGE.path, PAGE.path}] * (2 + 5)
    assert {name: len(one.seconds) for name, one in series.items()} == {BARE_PAGE.name: 5, PAGE.name: 5}
    assert len({address for _, address in asked}) == 1


def test_a_page_without_its_text_ends_the_run(client):
    with pytest.raises(UnexpectedAnswer, match="without “Aufgaben”"):
        take_turns({EDITOR: client}, [Page("tasks", "/aufgaben/", "Aufgaben")], warm_up=0, rounds=1)


def test_throughput_comes_from_eight_visitors(client, asked):
    assert throughput(client, PAGE, seconds=0.2) > 0
    assert len({address for _, address in asked}) == VISITORS


def test_throughput_of_a_redirect_ends_the_run(client):
    with pytest.raises(UnexpectedAnswer, match="answered 302"):
        throughput(client, Page("login", "/login/", ""), seconds=0.1)


def test_many_requests_are_sent_to_all_pages(client, asked):
    send_many({EDITOR: client}, [PAGE, BARE_PAGE], count=4 * VISITORS)
    paths = [path for path, _ in asked]
    assert (paths.count(PAGE.path), paths.count(BARE_PAGE.path)) == (2 * VISITORS, 2 * VISITORS)
