"""The clock of a demonstration: it is always the same day, and everything else goes on as it does."""

import datetime
import os
import subprocess
import sys
from datetime import UTC, date
from zoneinfo import ZoneInfo

import pytest
from django.conf import LazySettings
from django.conf import settings as site
from django.template import Context, Template
from django.test import Client
from django.utils import timezone

from smartcity.example_data.clock import stay_on, stopped_at
from tests.factories.people import BodyFactory

DAY = date(2021, 1, 8)


@pytest.fixture
def demonstration(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let it be ``DAY`` until the test has ended."""
    monkeypatch.setattr(timezone, "datetime", timezone.datetime)  # so that what the clock replaces comes back
    stay_on(DAY)


def test_it_is_the_day_of_the_demonstration_at_the_time_of_now(demonstration: None) -> None:
    before = datetime.datetime.now(ZoneInfo("Europe/Berlin")).time()
    moment = timezone.localtime()
    after = datetime.datetime.now(ZoneInfo("Europe/Berlin")).time()
    assert (timezone.localdate(), moment.date()) == (DAY, DAY)
    assert before <= moment.time() <= after or after < before  # unless it has just struck midnight


def test_moments_are_still_told_in_local_time(demonstration: None) -> None:
    """Templates ask whether a value is a ``datetime`` before they bring it into local time."""
    moment = datetime.datetime(2021, 7, 1, 10, tzinfo=UTC)
    assert Template("{{ moment|date:'H:i' }}").render(Context({"moment": moment})) == "12:00"


def test_example_data_are_made_on_their_own_days(demonstration: None) -> None:
    with stopped_at(date(2020, 12, 4), hour=9):
        assert timezone.localtime().isoformat() == "2020-12-04T09:00:00+01:00"
    assert timezone.localdate() == DAY


def test_every_process_of_a_demonstration_stands_on_its_day() -> None:
    asks = "from django.utils import timezone; print(timezone.localdate())"
    environment = {"PATH": os.environ["PATH"], "EMBEDDED_INSTANCE": "test", "DEMO_DATE": str(DAY)}
    command = [sys.executable, "-c", f"import django; django.setup(); {asks}"]
    environment |= {"DJANGO_SETTINGS_MODULE": "smartcity.settings"}
    done = subprocess.run(command, env=environment, cwd=site.BASE_DIR, capture_output=True, text=True)
    assert (done.stdout.strip(), done.stderr) == (str(DAY), "")


@pytest.mark.django_db
def test_pages_say_on_which_day_a_demonstration_stands(client: Client, settings: LazySettings) -> None:
    BodyFactory(is_example=True)
    assert "Vorführung" not in client.get("/").content.decode()
    settings.DEMO_DATE = DAY
    assert "Vorführung: Heute ist der 8. Januar 2021." in client.get("/").content.decode()
