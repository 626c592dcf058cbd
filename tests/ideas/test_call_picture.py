"""The picture of a call: encoded anew, described, and shown to those who may see the call."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from common.orphans import clear_orphans
from ideas.models import Call
from ideas.services.calls import publish_call
from people.models import User
from smartcity.management.commands.clear_stale import FOLDERS
from tests.factories.ideas import CallFactory
from tests.visitors import client_of, messages_of, text_of

pytestmark = pytest.mark.django_db

URL, SHOWN = "/ideen/aufrufe/wettbewerb/bild/", "/ideen/einreichen/wettbewerb/bild/"
TEXT = "Eine Laterne"


@pytest.fixture
def call() -> Call:
    return CallFactory(slug="wettbewerb", text="Ideen gesucht.", published_at=None)


def photo(name: str = "foto.jpg", kind: str = "JPEG") -> SimpleUploadedFile:
    """Return a picture that says which camera took it."""
    exif = Image.Exif()
    exif[0x010F] = "Geheime Kamera"
    out = BytesIO()
    Image.new("RGB", (40, 30), "red").save(out, kind, exif=exif)
    return SimpleUploadedFile(name, out.getvalue())


def choose(user: User, call: Call, **fields: Any) -> Any:
    call.refresh_from_db()
    return client_of(user).post(URL, {"version": call.version, "text": TEXT, **fields})


def test_picture_is_encoded_anew_and_shown_with_its_description(team: User, call: Call) -> None:
    assert b"Geheime Kamera" in photo().read()
    answer = choose(team, call, picture=photo())
    assert (answer.status_code, messages_of(answer)) == (302, ["Das Bild ist gespeichert."])
    shown = client_of(team).get(SHOWN)
    assert (shown.status_code, shown["Content-Type"], shown["X-Content-Type-Options"]) == (200, "image/jpeg", "nosniff")
    assert shown["Content-Disposition"].startswith("attachment")
    assert b"Geheime Kamera" not in shown.content
    assert f'alt="{TEXT}"' in text_of(client_of(team).get("/ideen/aufrufe/wettbewerb/vorschau/"))


def test_picture_is_seen_by_those_who_see_the_call(team: User, company: User, call: Call) -> None:
    choose(team, call, picture=photo("foto.png", "PNG"))
    assert [client_of(user).get(SHOWN).status_code for user in (None, company, team)] == [404, 404, 200]
    call.refresh_from_db()
    call.published_at, call.access = timezone.now(), "organisations"
    call.save()
    assert [client_of(user).get(SHOWN).status_code for user in (None, company, team)] == [404, 200, 200]
    call.access = "public"
    call.save()
    assert client_of(None).get(SHOWN).status_code == 200


@pytest.mark.parametrize(
    ("fields", "name", "sentence"),
    [
        ({}, "picture", "Bitte wählen Sie ein Bild."),
        ({"text": "", "picture": photo()}, "text", "Bitte beschreiben Sie"),
        ({"picture": SimpleUploadedFile("a.png", b"")}, "picture", "Diese Datei ist leer."),
        ({"picture": SimpleUploadedFile("a.png", b"%PDF-1.7\n%%EOF")}, "picture", "Diese Datei ist kein Bild."),
        ({"picture": SimpleUploadedFile("a.svg", b"<svg><script>1</script></svg>")}, "picture", "SVG"),
        ({"picture": SimpleUploadedFile("a.jpg", photo().read()[:200])}, "picture", "beschädigt"),
    ],
)
def test_other_files_are_refused(team: User, call: Call, fields: dict[str, Any], name: str, sentence: str) -> None:
    if "picture" in fields:
        fields["picture"].seek(0)
    answer = choose(team, call, **fields)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [name]
    assert sentence in answer.context["form"].errors[name][0]
    call.refresh_from_db()
    assert (call.picture, call.version) == ("", 1)


def test_description_changes_without_a_new_picture_and_the_picture_can_go(team: User, call: Call) -> None:
    choose(team, call, picture=photo())
    choose(team, call, text="Eine rote Laterne")
    call.refresh_from_db()
    assert (bool(call.picture), call.picture_text) == (True, "Eine rote Laterne")
    answer = choose(team, call, remove="on")
    assert messages_of(answer) == ["Das Bild ist entfernt."]
    assert client_of(team).get(SHOWN).status_code == 404
    call.refresh_from_db()
    assert (call.picture, call.picture_text) == ("", "")


def test_former_pictures_are_removed_from_storage(
    team: User, call: Call, django_capture_on_commit_callbacks: Any
) -> None:
    def stored() -> list[str]:
        return [name[-4:] for name in default_storage.listdir("calls")[1]]

    clear_orphans(FOLDERS, before=timezone.now() + timedelta(days=1))
    with django_capture_on_commit_callbacks(execute=True):
        choose(team, call, picture=photo())
        choose(team, call, picture=photo("foto.png", "PNG"))
    assert stored() == [".png"]
    default_storage.save("calls/verwaist.webp", ContentFile(b"x"))
    assert clear_orphans(FOLDERS, before=timezone.now() + timedelta(days=1)).files == 1
    assert stored() == [".png"]
    with django_capture_on_commit_callbacks(execute=True):
        choose(team, call, remove="on")
    assert stored() == []


def test_open_calls_are_listed_with_their_pictures(team: User, call: Call) -> None:
    choose(team, call, picture=photo())
    call.refresh_from_db()
    publish_call(call, by=team)
    page = text_of(client_of(None).get("/ideen/einreichen/"))
    assert f'src="{SHOWN}?v=3" alt="{TEXT}"' in page


def test_stale_version_changes_nothing(team: User, call: Call) -> None:
    answer = client_of(team).post(URL, {"version": 99, "text": TEXT, "picture": photo()})
    assert "Inzwischen hat jemand anderes" in messages_of(answer)[0]
    call.refresh_from_db()
    assert (call.picture, call.version) == ("", 1)
