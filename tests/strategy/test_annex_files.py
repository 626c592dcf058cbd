"""Pictures and other files of annexes: taken in, shown on page, in PDF and Word, frozen, kept as long as needed."""

import io
from datetime import timedelta
from typing import Any

import docx
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image
from pypdf import PdfReader
from pytest_django import DjangoCaptureOnCommitCallbacks

from common.files import FileRefused
from common.transitions import TransitionError
from common.versions import StaleVersionError
from people.models import Body, User
from strategy.comparison import compare
from strategy.compiling import compile_version
from strategy.content import content_from
from strategy.enums import VersionStatus
from strategy.models import Annex, AnnexFile, Release, StoredFile, StrategyVersion
from strategy.services import annex_files
from strategy.services.annex_files import add_annex_file, edit_annex_file, forget_unused_files, remove_annex_file
from strategy.services.annexes import remove_annex
from strategy.services.consultations import consult_bodies
from strategy.services.versions import start_version
from tests.factories.people import BodyFactory
from tests.factories.strategy import AnnexFactory, AnnexFileFactory, passed_version
from tests.ideas.uploads import PDF, PROGRAM, SVG, picture
from tests.visitors import client_of, messages_of, queries_of, text_of

pytestmark = pytest.mark.django_db

ROOT = "/strategie/fassungen/"
SEEN = "Ein Plan der Stadt mit vierzig Leuchten."


@pytest.fixture
def annex() -> Annex:
    """An annex of a draft."""
    return AnnexFactory(title="Der Plan", slug="der-plan")


@pytest.fixture
def editor(team: User) -> Client:
    """A browser in which the team is signed in."""
    return client_of(team)


def plan(annex: Annex, **options: Any) -> AnnexFile:
    """Add a picture to the annex."""
    content = options.pop("content", None) or picture("JPEG", size=(300, 200))
    return add_annex_file(annex, content, "plan.jpg", title="Plan der Stadt", description=SEEN, by=None, **options)


def freeze(annex: Annex, *bodies: Body) -> Release:
    """Put the version of the annex before bodies, and return what is frozen of it."""
    due_on = timezone.localdate() + timedelta(days=14)
    return consult_bodies(annex.strategy, bodies or [BodyFactory()], due_on=due_on, by=None)[0].release


# Taken in -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "mode", "size", "stored_as", "stored_size"),
    [
        ("PNG", "RGB", (40, 30), "image/png", (40, 30)),
        ("JPEG", "RGB", (40, 30), "image/jpeg", (40, 30)),
        ("WEBP", "RGB", (40, 30), "image/jpeg", (40, 30)),
        ("WEBP", "RGBA", (10, 4000), "image/png", (5, 2000)),
        ("JPEG", "RGB", (3000, 1500), "image/jpeg", (2000, 1000)),
        ("PNG", "P", (3000, 1500), "image/png", (2000, 1000)),
    ],
)
def test_pictures_are_stored_as_word_shows_them_and_no_larger_than_print_needs(
    annex: Annex, form: str, mode: str, size: tuple[int, int], stored_as: str, stored_size: tuple[int, int]
) -> None:
    stored = plan(annex, content=picture(form, mode=mode, size=size)).stored
    assert (stored.content_type, (stored.width, stored.height)) == (stored_as, stored_size)
    with Image.open(stored.file) as found:
        assert (f"image/{found.format.lower()}", found.size) == (stored_as, stored_size)
    assert stored.name == ("plan.png" if stored_as == "image/png" else "plan.jpg")


@pytest.mark.parametrize("content", [SVG, PROGRAM, b"", picture()[:60]])
def test_what_may_not_come_in_is_refused_at_its_field(editor: Client, annex: Annex, content: bytes) -> None:
    typed = {"file": SimpleUploadedFile("plan.png", content), "title": "Mein Titel", "description": SEEN}
    answer = editor.post(f"{ROOT}1/anlagen/der-plan/dateien/neu/", typed)
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"file"}
    assert "Mein Titel" in text_of(answer)
    assert not StoredFile.objects.exists()


def test_a_file_needs_words(editor: Client, annex: Annex) -> None:
    url = f"{ROOT}1/anlagen/der-plan/dateien/neu/"
    refused = editor.post(url, {"file": SimpleUploadedFile("plan.png", picture()), "title": "Plan", "description": " "})
    assert refused.context["form"].errors.keys() == {"description"}
    saved = editor.post(url, {"file": SimpleUploadedFile("plan.pdf", PDF), "title": "Plan", "description": SEEN})
    assert messages_of(saved) == ["Die Datei ist hinzugefügt."]
    assert saved.url == f"{ROOT}1/anlagen/der-plan/#dateien"
    assert "plan.pdf" in text_of(editor.get(saved.url))


def test_the_same_file_once_more_is_the_same(annex: Annex) -> None:
    assert plan(annex) == plan(annex)
    other = plan(AnnexFactory(strategy=annex.strategy))
    assert (AnnexFile.objects.count(), StoredFile.objects.count()) == (2, 1)
    assert other.history.get().history_change_reason == "Datei hinzugefügt"


def test_a_version_holds_so_many_files_and_so_large_ones(annex: Annex, monkeypatch: pytest.MonkeyPatch) -> None:
    plan(annex)
    monkeypatch.setattr(annex_files, "MAX_PICTURES", 1500)
    with pytest.raises(FileRefused, match="Alle Bilder einer Fassung"):
        plan(annex, content=picture("JPEG", size=(300, 201)))
    add_annex_file(annex, PDF, "plan.pdf", title="Plan", description=SEEN, by=None)
    monkeypatch.setattr(annex_files, "MAX_FILES", 2)
    with pytest.raises(FileRefused, match="höchstens 2 Dateien"):
        add_annex_file(annex, PDF + b" %%EOF", "zwei.pdf", title="Plan", description=SEEN, by=None)


@pytest.mark.parametrize("status", [VersionStatus.READY, VersionStatus.PASSED, VersionStatus.SUPERSEDED])
def test_files_stand_still_once_the_council_has_the_version(annex: Annex, status: str) -> None:
    file = plan(annex)
    annex.strategy.status = status
    annex.strategy.save()
    with pytest.raises(TransitionError):
        plan(annex, content=picture())
    with pytest.raises(TransitionError):
        remove_annex_file(file, by=None)


def test_only_editors_add_files(annex: Annex, member: User) -> None:
    with pytest.raises(PermissionDenied):
        add_annex_file(annex, PDF, "plan.pdf", title="Plan", description=SEEN, by=member)


# Worked on ------------------------------------------------------------------------------------------------------------


def test_two_people_do_not_overwrite_each_other(editor: Client, annex: Annex, team: User) -> None:
    file = plan(annex)
    edit_annex_file(file, version=1, title="Von der Kollegin", description=SEEN, by=team)
    with pytest.raises(StaleVersionError):
        edit_annex_file(file, version=1, title="Von mir", description=SEEN, by=team)
    with pytest.raises(ValidationError):
        edit_annex_file(file, version=2, title="Von mir", description="", by=team)
    url = f"{ROOT}1/anlagen/der-plan/dateien/{file.pk}/"
    answer = editor.post(url, {"version": 1, "title": "Von mir", "description": SEEN})
    assert answer.status_code == 409
    assert "Von der Kollegin" in text_of(answer)
    assert "Von mir" in text_of(answer)
    editor.post(url, {"version": 2, "title": "Von mir", "description": SEEN})
    assert AnnexFile.objects.get().title == "Von mir"


def test_files_move_and_go(editor: Client, annex: Annex) -> None:
    first, second = plan(annex), plan(annex, content=picture())
    url = f"{ROOT}1/anlagen/der-plan/dateien/{second.pk}/ordnen/"
    for _ in range(2):  # the second click stands at the end of the list
        editor.post(url, {"zug": "hoch"})
    assert list(annex.files.all()) == [second, first]
    assert messages_of(editor.post(url, {"zug": "entfernen"})) == ["„Plan der Stadt“ ist entfernt."]
    assert messages_of(editor.post(url, {"zug": "entfernen"}))[-1] == "Die Datei ist schon entfernt."
    assert list(annex.files.all()) == [first]
    told = text_of(editor.get(f"{ROOT}1/verlauf/"))
    assert "Bild oder Datei „Plan der Stadt“ entfernt" in told


# Shown ----------------------------------------------------------------------------------------------------------------


def test_page_pdf_and_word_show_the_picture_with_its_words(editor: Client, annex: Annex) -> None:
    file = plan(annex, content=picture("JPEG", size=(3000, 1500)))
    plan(annex, content=picture("PNG", mode="RGBA", size=(96, 48)))
    add_annex_file(annex, PDF, "gut*acht*en.pdf", title="Das Gutachten", description=SEEN, by=None)
    page = text_of(editor.get(f"{ROOT}1/"))
    assert f'src="/strategie/fassungen/dateien/{file.stored.sha256}/" alt="{SEEN}" width="2000"' in page
    pdf = PdfReader(io.BytesIO(editor.get(f"{ROOT}1.pdf").content))
    last = pdf.pages[-1]
    assert sorted(shown.image.size for shown in last.images) == [(96, 48), (2000, 1000)]
    printed = " ".join(last.extract_text().split())
    assert "Plan der Stadt" in printed
    assert f"Datei: Das Gutachten (gut*acht*en.pdf, 0,1 MB). {SEEN}" in printed
    word = docx.Document(io.BytesIO(editor.get(f"{ROOT}1.docx").content))
    assert [shape._inline.docPr.get("descr") for shape in word.inline_shapes] == [SEEN, SEEN]
    widths = [round(shape.width.inches, 1) for shape in word.inline_shapes]
    assert widths == [6.4, 0.6]  # over the whole line, and no larger than it is
    assert f"Datei: Das Gutachten (gut*acht*en.pdf, 0,1 MB). {SEEN}" in [one.text for one in word.paragraphs]


def test_pages_take_the_same_queries_for_many_files(editor: Client, annex: Annex) -> None:
    plan(annex)
    pages = (f"{ROOT}1/", f"{ROOT}1/anlagen/der-plan/")
    before = [queries_of(editor, page) for page in pages]
    for width in range(10, 40, 10):
        plan(annex, content=picture(size=(width, 10)))
    assert [queries_of(editor, page) for page in pages] == before
    assert max(before) <= 10


# Frozen ---------------------------------------------------------------------------------------------------------------


def test_what_is_frozen_keeps_its_files(editor: Client, annex: Annex) -> None:
    file = plan(annex)
    release = freeze(annex)
    [frozen] = content_from(release.content).parts[-1].parts[0].files
    assert (frozen.sha256, frozen.description, frozen.width) == (file.stored.sha256, SEEN, 300)
    remove_annex_file(file, by=None)
    assert forget_unused_files(before=timezone.now() + timedelta(days=1)) == 0
    state = editor.get(f"{ROOT}1/staende/{release.pk}/")
    assert "passt zu seiner Prüfsumme" in text_of(state)
    assert state.context["changed_files"] == []
    assert len(PdfReader(io.BytesIO(editor.get(f"{ROOT}1/staende/{release.pk}.pdf").content)).pages[-1].images) == 1
    [change] = compare(content_from(release.content), compile_version(StrategyVersion.objects.get())).changes
    assert [label for label, _ in change.fields] == ["Bilder und Dateien"]


@pytest.mark.parametrize("is_lost", [True, False])
def test_a_frozen_state_tells_that_a_file_is_lost_or_changed(editor: Client, annex: Annex, is_lost: bool) -> None:
    stored = plan(annex).stored
    release = freeze(annex)
    stored.file.storage.delete(stored.file.name)
    if not is_lost:
        stored.file.storage.save(stored.file.name, io.BytesIO(picture()))
    assert "fehlt, oder sie ist verändert" in text_of(editor.get(f"{ROOT}1/staende/{release.pk}/"))
    if is_lost:
        printed = PdfReader(io.BytesIO(editor.get(f"{ROOT}1.pdf").content)).pages[-1].extract_text()
        assert f"Bild: Plan der Stadt ({SEEN})" in " ".join(printed.split())
        assert editor.get(f"{ROOT}dateien/{stored.sha256}/").status_code == 404


def test_the_next_version_takes_the_files_along(team: User) -> None:
    annex = AnnexFactory()
    plan(annex)
    StrategyVersion.objects.get().delete()
    passed = passed_version(by=team)
    stored = StoredFile.objects.get()
    AnnexFileFactory(annex=AnnexFactory(strategy=passed), stored=stored, title="Plan", description=SEEN)
    made = start_version(by=team)
    [copied] = made.annexes.get().files.all()
    assert (copied.stored, copied.title, copied.description) == (stored, "Plan", SEEN)


def test_unused_files_go_after_a_while(
    annex: Annex, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    stored = plan(annex).stored
    remove_annex(annex, by=None)
    assert forget_unused_files(before=stored.stored_at) == 0
    assert stored.file.storage.exists(stored.file.name)
    with django_capture_on_commit_callbacks(execute=True):
        assert forget_unused_files(before=timezone.now() + timedelta(days=1)) == 1
    assert not StoredFile.objects.exists()
    assert not stored.file.storage.exists(str(stored.file.name))


def test_who_may_open_a_file(annex: Annex, body: Body, team: User, member: User, company: User) -> None:
    file = plan(annex)
    url = f"{ROOT}dateien/{file.stored.sha256}/"

    def answers() -> list[int]:
        return [client_of(one).get(url).status_code for one in (None, company, member, team)]

    assert answers() == [404, 404, 404, 200]  # a draft is for editors
    freeze(annex, body)
    assert answers() == [404, 200, 200, 200]
    strategy = StrategyVersion.objects.get()
    strategy.is_public = True
    strategy.save()
    answer = client_of(None).get(url)
    assert (answer.status_code, answer["Content-Type"], answer["X-Content-Type-Options"]) == (
        200,
        "image/jpeg",
        "nosniff",
    )
    assert answer["Content-Disposition"] == 'attachment; filename="plan.jpg"'
    remove_annex_file(file, by=None)
    freeze(annex)
    assert answers() == [404, 200, 200, 200]  # guests read the last state, and it shows the file no more
