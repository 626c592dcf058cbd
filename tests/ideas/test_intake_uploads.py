"""Files of ideas over HTTP: with the script, with the form alone, attacks, and who may download them."""

from typing import Any

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from common.files import FileRefused
from common.transitions import TransitionError
from ideas.enums import AttachmentKind, IdeaStatus
from ideas.models import Attachment, Call, Idea
from ideas.services import attachments
from ideas.services.attachments import add_attachment, remove_attachment
from people.models import User
from tests.factories.ideas import CallFactory, IdeaFactory, QuestionFactory
from tests.ideas.intake import entry, key_for, profile
from tests.ideas.uploads import PDF, PROGRAM, SVG, archive, picture, word_with
from tests.visitors import client_of, messages_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(db: None) -> Call:
    return CallFactory(competition=True, slug="wettbewerb")


def sent(content: bytes = PDF, name: str = "plan.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def upload(call: Call, *, key: str = "", field: str = "attachments", **file: Any) -> Any:
    data = {"key": key or key_for(call), "field": field, "file": sent(**file)}
    return Client().post(f"/ideen/einreichen/{call.slug}/datei/", data)


def hand_in(idea: Idea, **fields: Any) -> None:
    """Make a draft, with the files it has, an idea that was handed in."""
    values = {"reference": "I-2020-0001", "submitted_at": timezone.now(), "first_content": {}, "status": "submitted"}
    for name, value in (values | fields).items():
        setattr(idea, name, value)
    idea.save()


def stored_files() -> set[str]:
    try:
        return set(default_storage.listdir("ideas")[1])
    except FileNotFoundError:
        return set()


def test_script_uploads_before_anything_was_typed(call: Call) -> None:
    answer = upload(call)
    stored = Attachment.objects.get()
    assert (stored.idea.status, stored.name, stored.size) == (IdeaStatus.DRAFT, "plan.pdf", len(PDF))
    assert answer.json() == {
        "note": "",
        "id": stored.pk,
        "name": "plan.pdf",
        "size": len(PDF),
        "kind": "Anlage",
        "url": f"/ideen/entwurf/{stored.idea.token}/",
    }
    assert "plan" not in stored.file.name


def test_script_removes(call: Call, django_capture_on_commit_callbacks: Any) -> None:
    key = key_for(call)
    number = upload(call, key=key).json()["id"]
    name = Attachment.objects.get().file.name
    with django_capture_on_commit_callbacks(execute=True):
        answer = Client().post(f"/ideen/einreichen/{call.slug}/datei/", {"key": key, "remove": number})
    assert (answer.status_code, Attachment.objects.exists(), default_storage.exists(name)) == (204, False, False)


def test_files_of_others_cannot_be_removed(call: Call) -> None:
    number = upload(call).json()["id"]
    Client().post(f"/ideen/einreichen/{call.slug}/datei/", {"key": key_for(call), "remove": number})
    assert Attachment.objects.exists()


def test_form_alone_uploads_and_removes(call: Call) -> None:
    data = entry(
        call, draft="upload", attachments=[sent(), sent(picture(), "skizze.png")], picture=sent(picture(), "b.png")
    )
    response = Client().post(call.get_absolute_url(), data)
    idea = Idea.objects.get()
    assert response.url == f"/ideen/entwurf/{idea.token}/#dateien"
    names = [("plan.pdf", "attachment"), ("skizze.png", "attachment"), ("b.png", "picture")]
    assert sorted(idea.attachments.values_list("name", "kind")) == sorted(names)
    pdf = idea.attachments.get(name="plan.pdf")
    response = Client().post(call.get_absolute_url(), entry(call, key=data["key"], remove=pdf.pk))
    assert response.url == f"/ideen/entwurf/{idea.token}/#dateien"
    assert idea.attachments.count() == 2
    assert idea.draft.title == "Das sprechende Stadtmuseum"


def test_refused_file_keeps_text_and_the_other_files(call: Call) -> None:
    data = entry(call, attachments=[sent(), sent(SVG, "logo.svg")])
    response = Client().post(call.get_absolute_url(), data)
    assert response.status_code == 422
    assert "logo.svg: Die Datei ist ein SVG-Bild." in text_of(response)
    assert response.context["form"]["title"].value() == "Das sprechende Stadtmuseum"
    assert [file.name for file in Idea.objects.get().attachments.all()] == ["plan.pdf"]


def test_refused_file_beside_a_saved_draft_is_told(call: Call) -> None:
    response = Client().post(call.get_absolute_url(), entry(call, draft="save", attachments=[sent(SVG, "logo.svg")]))
    assert messages_of(response)[0].startswith("logo.svg: Die Datei ist ein SVG-Bild.")


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (PROGRAM, "rechnung.pdf", "Die Datei ist ein Programm."),
        (SVG, "logo.png", "Die Datei ist ein SVG-Bild."),
        (PDF + archive({"a.txt": b"x"}), "plan.pdf", "An die Datei ist ein Archiv angehängt."),
        (word_with("word/media/0.bin", b"\0" * 30_000_000), "plan.docx", "Die Datei wird beim Entpacken"),
        (PDF + b"\n" * (20 * 1024 * 1024), "plan.pdf", "Die Datei ist 20,1 MB groß, erlaubt sind 20 MB."),
        (b"", "leer.pdf", "Die Datei ist leer."),
    ],
    ids=["wrong type", "svg with script", "polyglot", "zip bomb", "too large", "empty"],
)
def test_attacks_are_refused_and_leave_nothing(call: Call, content: bytes, name: str, sentence: str) -> None:
    before = stored_files()
    answer = upload(call, content=content, name=name)
    assert (answer.status_code, answer.json()["message"].startswith(sentence)) == (422, True)
    assert not Attachment.objects.exists()
    assert stored_files() == before


def test_upload_after_the_session_ended_asks_to_sign_in(company: User) -> None:
    call = CallFactory(access="organisations")
    answer = upload(call, key=key_for(call, user=company))
    assert (answer.status_code, "Ihre Anmeldung ist abgelaufen" in answer.json()["message"]) == (403, True)
    sent_by_form = Client().post(call.get_absolute_url(), profile(call, attachments=[sent()]))
    assert sent_by_form.status_code == 302
    assert "wählen Sie sie nach der Anmeldung noch einmal" in messages_of(sent_by_form)[0]
    assert (Idea.objects.get().draft.title, Attachment.objects.exists()) == ("Digitale Parkraumanzeige", False)


def test_path_in_a_name_leads_nowhere(call: Call) -> None:
    body = (
        b'--x\r\nContent-Disposition: form-data; name="key"\r\n\r\n' + key_for(call).encode() + b"\r\n"
        b'--x\r\nContent-Disposition: form-data; name="field"\r\n\r\nattachments\r\n'
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="../../../etc/passwd.pdf"\r\n'
        b"Content-Type: application/pdf\r\n\r\n" + PDF + b"\r\n--x--\r\n"
    )
    url = f"/ideen/einreichen/{call.slug}/datei/"
    answer = Client().post(url, body, content_type="multipart/form-data; boundary=x")
    assert answer.json()["name"] == "passwd.pdf"
    stored = Attachment.objects.get().file.name
    assert (stored.startswith("ideas/"), ".." in stored, "passwd" in stored) == (True, False, False)


def test_interrupted_upload_leaves_nothing(call: Call) -> None:
    before = stored_files()
    body = b'--x\r\nContent-Disposition: form-data; name="file"; filename="plan.pdf"\r\n\r\n' + PDF
    Client().post(f"/ideen/einreichen/{call.slug}/datei/", body, content_type="multipart/form-data; boundary=x")
    assert (Attachment.objects.exists(), stored_files()) == (False, before)


def test_gigabyte_is_refused_before_it_is_read(call: Call) -> None:
    class Unread:
        def read(self, *args: Any) -> bytes:
            raise AssertionError("The body was read.")

        readline = read

    extra = {"wsgi.input": Unread(), "CONTENT_LENGTH": str(1024**3)}
    for path in (f"/ideen/einreichen/{call.slug}/", f"/ideen/einreichen/{call.slug}/datei/"):
        response = Client().generic("POST", path, content_type="multipart/form-data; boundary=x", **extra)
        assert response.status_code == 413
        assert "ist größer als 55 MB und wurde nicht angenommen" in text_of(response)
    assert settings.MAX_BODY_MB * 1024**2 > attachments.MAX_TOGETHER


def test_all_files_of_an_idea_together_are_limited(call: Call) -> None:
    idea = IdeaFactory(draft=True, call=call)
    for number in range(2):
        add_attachment(idea, PDF + str(number).encode() * (19 * 1024 * 1024) + b"%%EOF", "plan.pdf", by=None)
    with pytest.raises(FileRefused, match="zusammen 50 MB haben; mit dieser wären es 57,1 MB"):
        add_attachment(idea, PDF + b"2" * (19 * 1024 * 1024) + b"%%EOF", "plan.pdf", by=None)


def test_number_of_files_is_limited(call: Call) -> None:
    idea = IdeaFactory(draft=True, call=call)
    for number in range(20):
        add_attachment(idea, PDF + b" " * number + b"%%EOF", "plan.pdf", by=None)
    with pytest.raises(FileRefused, match="höchstens 20 Dateien"):
        add_attachment(idea, PDF, "plan.pdf", by=None)


def test_same_file_twice_is_stored_once(call: Call) -> None:
    key = key_for(call)
    assert upload(call, key=key).json()["id"] == upload(call, key=key, name="kopie.pdf").json()["id"]


def test_picture_replaces_the_one_before_and_must_be_one(call: Call) -> None:
    key = key_for(call)
    upload(call, key=key, field="picture", content=picture(), name="a.png")
    upload(call, key=key, field="picture", content=picture(size=(50, 50)), name="b.png")
    assert [file.name for file in Attachment.objects.all()] == ["b.png"]
    assert upload(call, key=key, field="picture").json()["message"].startswith("Diese Datei ist kein Bild.")


def test_question_is_answered_by_a_file() -> None:
    call = CallFactory()
    question = QuestionFactory(call=call, kind="file", is_required=True, label="Lageplan")
    key, field = key_for(call), f"question_{question.pk}"
    assert "Bitte wählen Sie eine Datei." in text_of(Client().post(call.get_absolute_url(), profile(call, key=key)))
    assert Client().post(call.get_absolute_url(), profile(call, key=key, **{field: sent()})).status_code == 302
    assert Attachment.objects.get().question == question


def test_file_without_a_field_is_refused(call: Call) -> None:
    assert upload(call, field="question_0").json()["message"].startswith("Für diese Datei gibt es kein Feld.")


def test_files_of_a_closed_idea_stay(call: Call) -> None:
    idea = IdeaFactory(draft=True, call=call)
    stored = add_attachment(idea, PDF, "plan.pdf", by=None)
    hand_in(idea)
    with pytest.raises(TransitionError, match="schon eingereicht"):
        remove_attachment(stored, by=None)
    with pytest.raises(TransitionError, match="schon eingereicht"):
        add_attachment(idea, picture(), "a.png", by=None)


def test_download_is_never_shown_in_the_browser(call: Call, team: User) -> None:
    stored = add_attachment(IdeaFactory(draft=True, call=call), PDF, "Lageplan Süd.pdf", by=None)
    stored.idea.submitter = team
    stored.idea.save()
    response = client_of(team).get(f"/ideen/anlage/{stored.pk}/")
    assert b"".join(response.streaming_content) == PDF
    assert response.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''Lageplan%20S")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"


def test_download_is_for_those_who_may_see_the_idea(call: Call, company: User, stranger: User, team: User) -> None:
    idea = IdeaFactory(draft=True, call=call, submitter=company)
    url = f"/ideen/anlage/{add_attachment(idea, PDF, 'plan.pdf', by=None).pk}/"
    hand_in(idea)
    assert [client_of(user).get(url).status_code for user in (None, stranger, company, team)] == [404, 404, 200, 200]
    assert Client().get(f"{url}?schluessel={idea.token}").status_code == 200
    assert Client().get(f"{url}?schluessel={IdeaFactory().token}").status_code == 404


def test_gallery_opens_pictures_and_no_documents(call: Call, stranger: User, company: User) -> None:
    idea = IdeaFactory(draft=True, call=call, submitter=company)
    add_attachment(idea, picture(), "a.png", by=None, kind=AttachmentKind.PICTURE)
    add_attachment(idea, PDF, "plan.pdf", by=None)
    add_attachment(idea, PDF, "a.pdf", by=None, question=QuestionFactory(call=call, kind="file", is_public=True))
    hand_in(idea, published_at=timezone.now(), agrees_to_publication=True)
    addresses = [f"/ideen/anlage/{file.pk}/" for file in idea.attachments.all()]
    for user, answers in ((None, [200, 404, 404]), (stranger, [200, 404, 404]), (company, [200, 200, 200])):
        assert [client_of(user).get(address).status_code for address in addresses] == answers


def test_same_file_under_another_name_is_told(call: Call) -> None:
    key = key_for(call)
    assert upload(call, key=key).json()["note"] == ""
    assert upload(call, key=key, name="kopie.pdf").json()["note"] == "Diese Datei war schon dabei: plan.pdf."
    again = profile(call, key=key, draft="upload", attachments=sent(name="noch-eine.pdf"))
    told = Client().post(call.get_absolute_url(), again)
    assert messages_of(told) == ["Diese Datei war schon dabei: plan.pdf."]


def test_guest_downloads_the_files_of_a_draft(call: Call) -> None:
    upload(call)
    stored = Attachment.objects.get()
    address = f"/ideen/anlage/{stored.pk}/?schluessel={stored.idea.token}"
    assert address in text_of(Client().get(f"/ideen/entwurf/{stored.idea.token}/"))
    assert Client().get(address).status_code == 200
