"""What the log and the addresses must not hold."""

import logging

import pytest
from django.conf import settings

from common.logs import MaskSecrets
from people.models import User
from tests.visitors import client_of


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Unprocessable Entity: /ideen/status/ab-C_1/rueckfrage/", "Unprocessable Entity: /ideen/status/…/rueckfrage/"),
        ("Not Found: /ideen/entwurf/abc/pruefen/", "Not Found: /ideen/entwurf/…/pruefen/"),
        ("Forbidden (x): /ideen/mitwirkung/abc/", "Forbidden (x): /ideen/mitwirkung/…/"),
        ("GET /ideen/anlage/1/?schluessel=abc&x=1", "GET /ideen/anlage/1/?schluessel=…&x=1"),
        ("Not Found: /ideen/I-2020-0001/", "Not Found: /ideen/I-2020-0001/"),
    ],
)
def test_secret_parts_of_addresses_are_masked(said: str, kept: str) -> None:
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "%s", (said,), None)
    assert MaskSecrets().filter(record)
    assert record.getMessage() == kept


def test_every_handler_masks() -> None:
    assert all("secrets" in handler["filters"] for handler in settings.LOGGING["handlers"].values())


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "/ideen/anlage/1/?schluessel=%00",
        "/ideen/aehnlich/?idee=%00",
        "/ideen/galerie/?aufruf=%00",
        "/ideen/status/%00/",
        "/ideen/entwurf/%00/",
        "/ideen/mitwirkung/%00/",
        "/ideen/status/%00/rueckfrage/",
        "/admin/autocomplete/?term=%00&app_label=ideas&model_name=idea&field_name=call",
    ],
)
def test_address_with_nul_is_not_found(address: str, admin: User) -> None:
    assert client_of(admin).get(address).status_code == 404


@pytest.mark.django_db
def test_bulk_action_on_nul_finds_no_idea(team: User) -> None:
    answer = client_of(team).post("/ideen/sammelaktion/", {"aktion": "pruefung", "idee": "\0"})
    assert (answer.status_code, answer.url) == (302, "/ideen/")
