"""The nightly cleaning."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone
from post_office.models import Email

from common.mail import queue_mail
from tests.factories.people import UserFactory


@pytest.mark.django_db
def test_old_mails_go_and_others_stay() -> None:
    context = {"user": UserFactory(), "url": "https://smartcity.example.org/", "days": 7}
    [old], [kept] = (queue_mail([f"{name}@example.org"], "invitation", context) for name in ("alt", "neu"))
    Email.objects.filter(pk=old.pk).update(created=timezone.now() - timedelta(days=31))
    out = StringIO()
    call_command("clear_stale", mail_days=30, stdout=out)
    assert out.getvalue().splitlines()[-1] == "1 alte E-Mails entfernt."
    assert Email.objects.get() == kept
