"""``manage.py send_mails``: the mail worker."""

import logging
import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import OperationalError, close_old_connections, connection

from common.outbox import disconnect, send_next

logger = logging.getLogger(__name__)

PAUSE = 2.0
"""Seconds between two looks into the outbox."""


class Command(BaseCommand):
    """Sends queued mails until asked to stop (SIGTERM, Ctrl-C), or once."""

    help = "Sends the queued mails, again and again until it is stopped; with --once only those that are due now."

    def add_arguments(self, parser: CommandParser) -> None:
        """Offer ``--once``."""
        parser.add_argument("--once", action="store_true", help="Send what is due now, then end.")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        """Send mails; a mail that is being sent is finished before the worker stops."""
        self.stopped = threading.Event()
        if once:
            self.stdout.write(f"{self.send_all()} mails handed over.")
            return
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stopped.set())
        while not self.stopped.is_set():
            self.send_patiently()
            self.stopped.wait(PAUSE)

    def send_patiently(self) -> None:
        """Send what is due; while the database is away, wait for it."""
        close_old_connections()
        try:
            self.send_all()
        except OperationalError:
            logger.warning("The database is not reachable; the mails wait.")
            connection.close()

    def send_all(self) -> int:
        """Send every mail that is due and return their number; stop early when asked to."""
        count = 0
        try:
            while not self.stopped.is_set() and send_next():
                count += 1
        finally:
            disconnect()
        return count
