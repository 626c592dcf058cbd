"""Addresses of pilots, lists, reviews and tenders (DESIGN: Contract)."""

from django.urls import URLPattern, path, register_converter
from django.urls.converters import StringConverter

from pilots.views import list_parts, list_steps, lists, pilots, proposals, releases, results, reviews

app_name = "pilots"


class PilotConverter(StringConverter):
    """The reference of a pilot: P-2021-003."""

    regex = r"P-\d{4}-\d{3,}"


register_converter(PilotConverter, "pilot")

urlpatterns: list[URLPattern] = [
    path("piloten/", pilots.pilot_list, name="list"),
    path("piloten/listen/", lists.lists, name="lists"),
    path("piloten/listen/neu/", lists.list_create, name="list_create"),
    path("piloten/listen/<slug:slug>/", lists.list_detail, name="list_detail"),
    path("piloten/listen/<slug:slug>/bearbeiten/", lists.list_edit, name="list_edit"),
    path("piloten/listen/<slug:slug>/eintraege/", list_parts.list_entries, name="list_entries"),
    path("piloten/listen/<slug:slug>/kriterien/", list_parts.list_criteria, name="list_criteria"),
    path("piloten/listen/<slug:slug>/schritt/<slug:step>/", list_steps.list_step, name="list_step"),
    path("piloten/listen/<slug:slug>/verlauf/", lists.list_history, name="list_history"),
    path("piloten/listen/<slug:slug>/bewerten/", reviews.review, name="review"),
    path("piloten/listen/<slug:slug>/bewerten/tabelle/", reviews.review_table, name="review_table"),
    path("piloten/listen/<slug:slug>/bewerten/abgeben/", reviews.review_hand_in, name="review_hand_in"),
    path("piloten/listen/<slug:slug>/bewerten/zurueckholen/", reviews.review_take_back, name="review_take_back"),
    path("piloten/listen/<slug:slug>/bewerten/<pilot:reference>/", reviews.review_entry, name="review_entry"),
    path("piloten/listen/<slug:slug>/ergebnis/", results.list_result, name="list_result"),
    path("piloten/listen/<slug:slug>/ergebnis/<pilot:reference>/", results.pilot_result, name="pilot_result"),
    path(
        "piloten/listen/<slug:slug>/ergebnis.xlsx",
        results.list_result_export,
        {"kind": "xlsx"},
        name="list_result_xlsx",
    ),
    path(
        "piloten/listen/<slug:slug>/ergebnis.csv", results.list_result_export, {"kind": "csv"}, name="list_result_csv"
    ),
    path(
        "piloten/listen/<slug:slug>/bewertungen.xlsx",
        results.list_reviews_export,
        {"kind": "xlsx"},
        name="list_reviews_xlsx",
    ),
    path(
        "piloten/listen/<slug:slug>/bewertungen.csv",
        results.list_reviews_export,
        {"kind": "csv"},
        name="list_reviews_csv",
    ),
    path("piloten/listen/<slug:slug>/vorlage/", proposals.proposal, name="proposal"),
    path("piloten/listen/<slug:slug>/vorlage/auswahl/", proposals.proposal_choice, name="proposal_choice"),
    path("piloten/listen/<slug:slug>/vorlage.pdf", proposals.proposal_pdf, name="proposal_pdf"),
    path("piloten/listen/<slug:slug>/vorlage.docx", proposals.proposal_docx, name="proposal_docx"),
    path("piloten/listen/<slug:slug>/stand/<int:pk>/", releases.list_release, name="list_release"),
    path("piloten/<pilot:reference>/", pilots.pilot_detail, name="detail"),
]
