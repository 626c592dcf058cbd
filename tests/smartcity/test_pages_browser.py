"""Every page of the example installation in a real browser: axe in light and dark, 320 px, and the strict CSP."""

from typing import Any

import pytest
from playwright.sync_api import Browser

from people.models import User
from smartcity.example_data.load import load_example_data
from tests.browser import signed_in_context, walk

pytestmark = pytest.mark.django_db(transaction=True)

SEED = "/workshops/fachgruppe-unternehmen-5/"
BOARD = "/workshops/strategiekreis-2021-01-14/"
LIST = "/piloten/listen/strategiekreis-2021-01-14/"
FIRST_LIST = "/piloten/listen/strategiekreis-2020-09-24/"
PILOT_OF_A_LINE = "/piloten/P-2020-005/"
MISSING = "/gibt-es-nicht/"
PAGES: dict[str | None, list[str]] = {
    None: [
        "/",
        "/workshops/",
        SEED,
        "/beschluesse/",
        "/ideen/einreichen/",
        "/ideen/galerie/",
        "/ideen/einreichen/ideenformular/",
        "/impressum/",
        "/datenschutz/",
        "/barrierefreiheit/",
        "/piloten/",
        "/piloten/P-2020-001/",
        f"{PILOT_OF_A_LINE}faden/",
        "/meilensteine/",
        "/meilensteine/kalender/",
        "/konto/login/",
        "/konto/login/code/",
        "/konto/password/reset/",
        MISSING,
    ],
    "member": [
        "/",
        "/ideen/meine-daten/",
        "/workshops/",
        SEED,
        "/aufgaben/",
        "/strategie/stellungnahmen/",
        "/strategie/fassungen/1/abstimmung/",
        "/konto/",
        "/konto/2fa/",
        "/konto/password/change/",
    ],
    "board": [
        "/",
        BOARD,
        LIST,
        f"{LIST}bewerten/",
        f"{LIST}bewerten/tabelle/",
        f"{LIST}bewerten/P-2021-003/",
        FIRST_LIST,
        f"{FIRST_LIST}ergebnis/",
        f"{FIRST_LIST}ergebnis/P-2020-001/",
    ],
    "team": [
        "/",
        "/workshops/",
        "/workshops/?q=nichts-davon",
        "/workshops/neu/",
        "/workshops/importieren/",
        SEED,
        f"{SEED}verlauf/",
        BOARD,
        f"{BOARD}bearbeiten/",
        f"{BOARD}kopfdaten/",
        f"{BOARD}teilnahme/",
        f"{BOARD}verlauf/",
        f"{BOARD}folgetermin/",
        f"{BOARD}status/einladen/",
        f"{BOARD}protokoll/umlauf/",
        "/aufgaben/",
        "/beschluesse/",
        "/ideen/",
        "/ideen/meine/",
        "/ideen/abgleich/",
        "/ideen/I-2020-0006/?liste=offen",
        "/ideen/I-2020-0006/eingereicht/",
        "/ideen/I-2020-0006/zuordnung/",
        "/ideen/I-2020-0006/verlauf/",
        "/ideen/I-2020-0008/antwort/",
        "/ideen/I-2020-0008/zusammenfuehren/?mit=I-2020-0009",
        "/ideen/I-2020-0008/aufteilen/",
        "/ideen/antworten/",
        "/ideen/galerie/?aufruf=ideenwettbewerb-2020",
        "/ideen/aufrufe/ideenwettbewerb-2020/preistraeger/",
        "/piloten/",
        "/piloten/neu/",
        "/piloten/P-2020-001/",
        "/piloten/P-2020-001/verlauf/",
        "/piloten/P-2021-001/bearbeiten/",
        "/piloten/P-2021-001/dateien/",
        "/piloten/auflagen/",
        "/piloten/listen/",
        LIST,
        f"{LIST}bearbeiten/",
        f"{LIST}schritt/schliessen/",
        f"{LIST}verlauf/",
        f"{LIST}vorlage/",
        f"{FIRST_LIST}ergebnis/",
        f"{FIRST_LIST}beschluss/",
        "/ausschreibungen/",
        "/strategie/fassungen/1/",
        "/strategie/fassungen/1/anlagen/wie-die-strategie-entstanden-ist/",
        "/strategie/fassungen/1/anlagen/wie-die-strategie-entstanden-ist/dateien/neu/",
        "/strategie/fassungen/1/abstimmung/fragen/",
        "/strategie/fassungen/vergleich/?von=1-1&mit=1-heute",
        "/strategie/bearbeiten/",
        "/strategie/matrix/",
        "/strategie/netz/",
        "/strategie/teilkonzepte/",
        "/strategie/teilkonzepte/vernetzte-mobilitaet/",
        "/meilensteine/M-02/",
        "/meilensteine/M-02/bearbeiten/",
        "/meilensteine/M-02/termin/erreicht/",
        "/meilensteine/M-02/kriterien/neu/",
        "/strategie/luecken/",
        "/strategie/luecken/ideen-ohne-antwort/",
        f"{PILOT_OF_A_LINE}faden/",
    ],
}


def test_pages_are_accessible_and_clean(browser: Browser, live_server: Any) -> None:
    load_example_data()
    problems = {}
    for role, paths in PAGES.items():
        user = User.objects.get(email=f"{role}@example.org") if role else None
        context = signed_in_context(browser, str(live_server), user)
        problems |= {
            f"{path} ({role})": found for path, found in walk(context.new_page(), paths, missing=MISSING).items()
        }
        context.close()
    assert problems == {}
