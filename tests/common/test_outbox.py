"""The outbox: each mail goes out once, a failed one is tried again, and texts arrive as they were typed."""

import signal
import smtplib
import socketserver
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone
from post_office.models import STATUS, Email
from pytest_django import Settings

from common.mail import MailFile, is_secret, queue_mail, queue_message, register_mail_file
from common.outbox import disconnect, requeue, send_next
from tests.factories.people import UserFactory


class MailServer(socketserver.ThreadingTCPServer):
    """A mail server that keeps what it is given and refuses recipients that begin with "bad"."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        self.received: list[tuple[str, str]] = []
        super().__init__(("127.0.0.1", 0), Session)

    @property
    def port(self) -> int:
        return self.server_address[1]


class Session(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self.say("220 ready")
        recipient = ""
        while line := self.rfile.readline().decode().strip():
            verb = line.upper()[:4]
            if verb == "RCPT":
                recipient = line.partition("<")[2].rstrip(">")
                self.say("550 unknown" if recipient.startswith("bad") else "250 ok")
            elif verb == "DATA":
                self.say("354 go on")
                self.server.received.append((recipient, self.text()))
                self.say("250 taken")
            elif verb == "QUIT":
                return self.say("221 bye")
            else:
                self.say("250 ok")
        return None

    def text(self) -> str:
        lines = []
        while (line := self.rfile.readline().decode()) != ".\r\n":
            lines.append(line)
        return "".join(lines)

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@pytest.fixture
def server(settings: Settings) -> Iterator[MailServer]:
    with MailServer() as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        settings.EMAIL_HOST, settings.EMAIL_PORT = running.server_address
        settings.POST_OFFICE = settings.POST_OFFICE | {
            "BACKENDS": {"default": "django.core.mail.backends.smtp.EmailBackend"}
        }
        yield running
        disconnect()
        running.shutdown()
        thread.join()


def queue(to: str = "kim@example.org", subject: str = "Einladung", text: str = "Guten Tag") -> Email:
    return queue_message(EmailMessage(subject, text, to=[to]))


def send_all() -> int:
    count = 0
    while send_next():
        count += 1
    return count


@pytest.mark.django_db
def test_mail_goes_out_once(server: MailServer) -> None:
    mail = queue()
    assert send_all() == 1
    assert send_all() == 0
    mail.refresh_from_db()
    assert mail.status == STATUS.sent
    [(recipient, text)] = server.received
    assert recipient == "kim@example.org"
    assert f"Message-ID: {mail.message_id}" in text
    assert "Subject: Einladung" in text


@pytest.mark.django_db
def test_braces_arrive_as_they_were_typed() -> None:
    typed = "{{ settings.SECRET_KEY }} {% load nothing %} <b>fett</b> & mehr"
    mail = queue(subject=typed, text=typed)
    assert (mail.subject, mail.message) == (typed, typed)
    assert mail.email_message().body == typed


@pytest.mark.django_db
def test_template_gives_subject_and_text_and_each_address_one_mail() -> None:
    user = UserFactory(name="Kim & {{ Söhne }}")
    addresses = ["a@example.org", "b@example.org", "a@example.org"]
    mails = queue_mail(addresses, "second_factor_reset", {"user": user, "url": "https://example.org/konto/"})
    assert [mail.to for mail in mails] == [["a@example.org"], ["b@example.org"]]
    assert mails[0].subject == "Ihr zweiter Faktor wurde zurückgesetzt"
    assert mails[0].message.startswith("Guten Tag Kim & {{ Söhne }},")
    assert not is_secret(mails[0])
    assert mails[0].from_email == settings.DEFAULT_FROM_EMAIL


@pytest.mark.django_db
def test_mail_leaves_with_its_transaction() -> None:
    with transaction.atomic():
        queue()
        transaction.set_rollback(True)
    assert not Email.objects.exists()


@pytest.mark.django_db
def test_refused_mail_is_tried_again_later_and_holds_up_no_other(server: MailServer) -> None:
    bad, good = queue("bad@example.org"), queue()
    assert send_all() == 2
    bad.refresh_from_db()
    good.refresh_from_db()
    assert (bad.status, bad.number_of_retries, good.status) == (STATUS.requeued, 1, STATUS.sent)
    assert bad.scheduled_time is not None
    assert bad.scheduled_time > timezone.now() + timedelta(minutes=10)
    assert "550" in bad.logs.get(status=STATUS.failed).message
    assert [recipient for recipient, _ in server.received] == ["kim@example.org"]


@pytest.mark.django_db
def test_file_is_made_when_the_mail_goes_out(server: MailServer) -> None:
    files = {"1": MailFile("plan.txt", b"Stadtplan", "text/plain")}
    register_mail_file("test.plan", files.get)
    for key in files.keys() | {"gone"}:
        queue_mail([f"{key}@example.org"], "second_factor_reset", {}, file=("test.plan", key))
    assert send_all() == 2
    received = dict(server.received)
    assert ("plan.txt" in received["1@example.org"], "plan.txt" in received["gone@example.org"]) == (True, False)


@pytest.mark.django_db
def test_mail_whose_file_cannot_be_made_is_tried_again_later(server: MailServer) -> None:
    register_mail_file("test.broken", lambda key: MailFile(key, bytes(1 // len("")), ""))
    [mail] = queue_mail(["kim@example.org"], "second_factor_reset", {}, file=("test.broken", "1"))
    assert send_all() == 1
    mail.refresh_from_db()
    assert (mail.status, mail.logs.get().exception_type) == (STATUS.requeued, "ZeroDivisionError")
    assert server.received == []


@pytest.mark.django_db
def test_trying_ends_after_the_last_attempt_and_can_begin_anew(server: MailServer) -> None:
    mail = queue("bad@example.org")
    for _ in range(5):
        Email.objects.update(scheduled_time=None)
        assert send_all() == 1
    mail.refresh_from_db()
    assert (mail.status, mail.number_of_retries) == (STATUS.failed, 4)
    assert send_all() == 0
    requeue(mail)
    assert send_all() == 1


@pytest.mark.django_db
def test_unreachable_server_loses_nothing(settings: Settings) -> None:
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    settings.POST_OFFICE = settings.POST_OFFICE | {
        "BACKENDS": {"default": "django.core.mail.backends.smtp.EmailBackend"}
    }
    mail = queue()
    assert send_all() == 1
    mail.refresh_from_db()
    assert mail.status == STATUS.requeued


@pytest.mark.django_db
def test_worker_that_dies_while_sending_leaves_the_mail_to_a_person(
    server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail = queue()

    def die(*args: Any, **kwargs: Any) -> None:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(smtplib.SMTP, "sendmail", die)
        with pytest.raises(SystemExit):
            send_next()
    mail.refresh_from_db()
    assert mail.status == STATUS.failed
    assert send_all() == 0


@pytest.mark.django_db(transaction=True)
def test_workers_share_the_queue(server: MailServer) -> None:
    for number in range(20):
        queue(f"person-{number}@example.org")

    def work() -> None:
        try:
            send_all()
        finally:
            disconnect()
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(recipient for recipient, _ in server.received) == sorted(
        f"person-{number}@example.org" for number in range(20)
    )
    assert not Email.objects.exclude(status=STATUS.sent).exists()


@pytest.mark.django_db
def test_command_sends_what_is_due_now(server: MailServer, capsys: pytest.CaptureFixture[str]) -> None:
    queue()
    later = queue("later@example.org")
    later.scheduled_time = timezone.now() + timedelta(hours=1)
    later.save()
    call_command("send_mails", once=True)
    assert capsys.readouterr().out == "1 mails handed over.\n"
    assert [recipient for recipient, _ in server.received] == ["kim@example.org"]


WORKER = """
import sys
import django
django.setup()
from django.conf import settings
from django.core.management import call_command
from django.db import connection
connection.settings_dict["NAME"] = sys.argv[1]
settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", int(sys.argv[2])
settings.POST_OFFICE["BACKENDS"]["default"] = "django.core.mail.backends.smtp.EmailBackend"
call_command("send_mails")
"""
"""The worker as the supervisor starts it, on the database and the mail server of this test."""


@pytest.mark.django_db(transaction=True)
def test_worker_sends_what_comes_and_stops_when_asked(server: MailServer) -> None:
    queue()
    command = [sys.executable, "-c", WORKER, connection.settings_dict["NAME"], str(server.port)]
    with subprocess.Popen(command, cwd=settings.BASE_DIR, stderr=subprocess.PIPE, text=True) as worker:
        try:
            _wait_for(lambda: len(server.received) == 1)
            queue("second@example.org")
            _wait_for(lambda: len(server.received) == 2)
            worker.send_signal(signal.SIGTERM)
            _, errors = worker.communicate(timeout=10)
        finally:
            worker.kill()
    assert (worker.returncode, errors) == (0, "")
    assert set(Email.objects.values_list("status", flat=True)) == {STATUS.sent}


def _wait_for(condition: Any) -> None:
    for _ in range(200):
        if condition():
            return
        time.sleep(0.1)
    pytest.fail("Nothing happened for 20 seconds.")
