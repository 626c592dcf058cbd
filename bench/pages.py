"""What is measured: one row for each page, with its budgets (DESIGN: Figures to hold). Add new pages here."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import cycle, islice

from bench.autosave import saved_rows
from bench.client import Request
from bench.decisions import recorded_decisions
from bench.fill.ideas import CALL, DETAILS, FIELD
from bench.fill.milestones import MILESTONE
from bench.fill.people import COMPANY, EDITOR, GUEST, MEMBER, REVIEWER
from bench.fill.pilots import CLOSED, IN_REVIEW, PILOT, RELEASE
from bench.fill.strategy import CONCEPT
from bench.fill.threads import THREADED
from bench.fill.workshops import APPROVED, BODY, DRAFT
from bench.intake import handed_in, saved_drafts
from bench.reviews import review_pages, saved_scores

MAX_QUERIES = 10
MAX_WIRE_BYTES = 50_000


@dataclass(frozen=True)
class Page:
    """A page, and what it may cost at most.

    ``contains`` is a text in a right answer, ``status`` its status. ``ratio`` is the median against the bare page's,
    ``milliseconds`` the median itself. ``{slug}`` in ``path`` stands for one protocol after the other, ``{idea}`` for
    one idea. ``requests`` returns what the n-th visitor sends, one after the other; without it that is a GET of
    ``path``. A file (PDF, DOCX) is not held to the bytes of a page, and what writes may have a limit of queries of its
    own. ``email`` is the account that asks for it, empty for a guest.
    """

    name: str
    path: str
    contains: str
    ratio: float | None = None
    milliseconds: float | None = None
    is_file: bool = False
    requests: Callable[[int], Iterator[Request]] | None = None
    status: int = 200
    max_queries: int = MAX_QUERIES
    email: str = EDITOR

    def sent_by(self, visitor: int) -> Iterator[Request]:
        """Return the requests of one visitor, without end; each visitor is numbered apart (0, 1, …)."""
        if self.requests:
            return self.requests(visitor)
        # The same protocol again and again would be read from caches, which is not what visitors do.
        turns = islice(cycle(zip(APPROVED, cycle(DETAILS))), visitor, None)
        return (Request(self.path.format(slug=slug, idea=idea)) for slug, idea in turns)


BARE_PAGE = Page("bare page", "/bench/bare/", "<h1>Sitzungen</h1>")
PAGES = (
    Page("start of the team", "/", "Was zu tun ist", ratio=3),
    Page("start of a guest", "/", "Was veröffentlicht ist", ratio=3, email=GUEST),
    Page("start of the board", "/", "Pilotprojekte bewerten", ratio=3, email=REVIEWER),
    Page("start of a member", "/", "Aufgaben und Protokolle", ratio=3, email=MEMBER),
    Page("start of a company", "/", "Was aus Ihren Ideen wurde", ratio=3, email=COMPANY),
    Page("gap reports", "/strategie/luecken/", "Ideen ohne Antwort", ratio=3),
    Page("gap report", "/strategie/luecken/ideen-ohne-antwort/", "I-20", ratio=3),
    Page("funnel", "/strategie/trichter/weiterverfolgt/", "Weiterverfolgt", ratio=3),
    Page("thread", f"/piloten/{THREADED}/faden/", "Was geschah", ratio=5),
    Page("thread of an idea", "/ideen/{idea}/faden/", "Was geschah", ratio=5),
    Page("strategy", "/strategie/", "Zielbild 0", ratio=3),
    Page("strategy matrix", "/strategie/matrix/", "Maßnahme 0", ratio=5),
    Page("strategy matrix from below", "/strategie/matrix/?von=unten", "Maßnahme 0", ratio=5),
    Page("strategy network", "/strategie/netz/", "Maßnahme 0", ratio=5),
    Page("strategy tree", "/strategie/bearbeiten/", "Maßnahme 0", ratio=5),
    Page("measures", "/strategie/massnahmen/", "Maßnahme 0", ratio=3),
    Page("measure", "/strategie/massnahmen/massnahme-0/", "Maßnahme 0", ratio=3),
    Page("sub concepts", "/strategie/teilkonzepte/", "Teilkonzept 0", ratio=3),
    Page("sub concept", f"/strategie/teilkonzepte/{CONCEPT}/", "Abschnitt 0", ratio=3),
    Page("meetings", "/workshops/", "Fachgruppe Verkehr", ratio=3),
    Page("filtered", f"/workshops/?gremium={BODY}&jahr=2020", "Fachgruppe Verkehr", ratio=3),
    Page("protocol", "/workshops/{slug}/", 'id="p-', ratio=3),
    Page("tasks", "/aufgaben/", "Aufgaben", ratio=3),
    Page("decisions", "/beschluesse/", "B-20", ratio=3),
    Page("editor", f"/workshops/{DRAFT}/bearbeiten/", "textarea", ratio=5),
    Page("autosave", "", '"version"', ratio=2, requests=saved_rows),
    Page("ideas", "/ideen/", "I-20", ratio=3),
    Page("ideas filtered", f"/ideen/?aufruf={CALL}&handlungsfeld={FIELD}&status=submitted", "I-20", ratio=3),
    Page("ideas search", "/ideen/?q=Strasenlaterne+Lusan", "I-20", ratio=3),
    Page("ideas similar", "/ideen/aehnlich/?title=Kluge+Strassenbeleuchtung+in+Lusan", "I-20", ratio=3),
    Page("ideas queue", "/ideen/meine/", "I-20", ratio=3),
    Page("idea", "/ideen/{idea}/", "Interne Bemerkungen", ratio=3),
    Page("idea form", f"/ideen/einreichen/{CALL}/", "Ausgangslage", ratio=5),
    Page("idea autosave", "", '"url"', ratio=2, requests=saved_drafts),
    Page("idea handed in", "", "", ratio=3, status=302, max_queries=14, requests=handed_in),
    Page("ideas xlsx", "/ideen/export.xlsx", "PK", milliseconds=5000, is_file=True),
    Page("pilots", "/piloten/", "P-20", ratio=3),
    Page("pilot", f"/piloten/{PILOT}/", PILOT, ratio=3),
    Page("pilot lists", "/piloten/listen/", "Strategiekreis", ratio=3),
    Page("pilot list", f"/piloten/listen/{CLOSED}/", PILOT, ratio=3),
    Page("result", f"/piloten/listen/{CLOSED}/ergebnis/?auswahl=rang", "befangen", ratio=3),
    Page("result of a pilot", f"/piloten/listen/{CLOSED}/ergebnis/{PILOT}/", "Nach Kriterien", ratio=3),
    Page("frozen list", f"/piloten/listen/{CLOSED}/stand/{RELEASE}/", "unverändert", ratio=3),
    Page("reviewer's start", f"/piloten/listen/{IN_REVIEW}/bewerten/", "P-20", ratio=3),
    Page("review", "", "dafür", ratio=5, requests=review_pages),
    Page("review table", f"/piloten/listen/{IN_REVIEW}/bewerten/tabelle/", "dafür", ratio=5),
    Page("score", "", '"version"', ratio=2, max_queries=11, requests=saved_scores),
    Page("decide", f"/piloten/listen/{CLOSED}/beschluss/", "offen lassen", ratio=5),
    Page("decided", "", "", milliseconds=300, status=302, max_queries=110, requests=recorded_decisions),
    Page("result xlsx", f"/piloten/listen/{CLOSED}/ergebnis.xlsx", "PK", milliseconds=100, is_file=True),
    Page("proposal", f"/piloten/listen/{CLOSED}/vorlage/", "Beratungsfolge", ratio=5),
    Page("proposal pdf", f"/piloten/listen/{CLOSED}/vorlage.pdf", "%PDF-", milliseconds=300, is_file=True),
    Page("proposal docx", f"/piloten/listen/{CLOSED}/vorlage.docx", "PK", milliseconds=300, is_file=True),
    Page("tenders", "/ausschreibungen/", "P-20", ratio=3),
    Page("milestones", "/meilensteine/", "Zeitleiste", ratio=3),
    Page("milestone", f"/meilensteine/{MILESTONE}/", "Davor und danach", ratio=3),
    Page("calendar", "/meilensteine.ics", "BEGIN:VEVENT", milliseconds=50, is_file=True),
    Page("strategy pdf", "/strategie/fassungen/1.pdf", "%PDF-", milliseconds=1000, is_file=True),
    Page("pdf", "/workshops/{slug}/protokoll.pdf", "%PDF-", milliseconds=100, is_file=True),
    Page("docx", "/workshops/{slug}/protokoll.docx", "PK", milliseconds=200, is_file=True),
)
