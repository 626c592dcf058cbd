"""Addresses of pilots, lists, reviews and tenders (DESIGN: Contract)."""

from django.urls import URLPattern, path, register_converter
from django.urls.converters import StringConverter

from pilots.views import (
    decision_mails,
    decisions,
    files,
    list_parts,
    list_steps,
    lists,
    measures,
    pilots,
    profiles,
    progress,
    proposals,
    releases,
    results,
    reviews,
    tenders,
)

app_name = "pilots"


class PilotConverter(StringConverter):
    """The reference of a pilot: P-2021-003."""

    regex = r"P-\d{4}-\d{3,}"


class IdeasConverter(StringConverter):
    """References of ideas with commas between them: I-2020-0042,I-2020-0007."""

    regex = r"I-\d{4}-\d{4,}(?:,I-\d{4}-\d{4,}){0,19}"


register_converter(PilotConverter, "pilot")
register_converter(IdeasConverter, "ideas")

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
    path("piloten/neu/", profiles.pilot_create, name="create"),
    path("piloten/neu/<ideas:references>/", profiles.pilot_create_from, name="create_from"),
    path("piloten/datei/<int:pk>/", files.pilot_file, name="file"),
    path("piloten/listen/<slug:slug>/beschluss/", decisions.list_decide, name="list_decide"),
    path(
        "piloten/listen/<slug:slug>/beschluss/<pilot:reference>/berichtigen/",
        decisions.decision_correct,
        name="decision_correct",
    ),
    path("piloten/listen/<slug:slug>/beschluss/mails/", decision_mails.mail_list, name="decision_mails"),
    path("piloten/listen/<slug:slug>/beschluss/mails/<int:pk>/", decision_mails.mail_edit, name="decision_mail"),
    path("piloten/<pilot:reference>/", pilots.pilot_detail, name="detail"),
    path("piloten/<pilot:reference>/bearbeiten/", profiles.pilot_edit, name="edit"),
    path("piloten/<pilot:reference>/dateien/", files.pilot_files, name="files"),
    path("piloten/<pilot:reference>/verlauf/", pilots.pilot_history, name="history"),
    path("piloten/<pilot:reference>/verlauf/<int:history_id>/", pilots.pilot_restore, name="restore"),
    path("piloten/<pilot:reference>/schritt/<slug:slug>/", pilots.pilot_step, name="step"),
    path("piloten/<pilot:reference>/veroeffentlichung/", pilots.pilot_publication, name="publication"),
    path("piloten/<pilot:reference>/zwischenstand/", progress.report_create, name="report_create"),
    path("piloten/<pilot:reference>/zwischenstand/<int:pk>/", progress.report_edit, name="report_edit"),
    path("piloten/<pilot:reference>/ausschreiben/", tenders.tender_create, name="tender_create"),
    path("piloten/auflagen/", progress.condition_list, name="conditions"),
    path("piloten/auflagen/<int:pk>/", progress.condition, name="condition"),
    path("strategie/massnahmen/<slug:slug>/herkunft/neu/", measures.source_create, name="source_create"),
    path("strategie/massnahmen/<slug:slug>/herkunft/<int:pk>/", measures.source_edit, name="source_edit"),
    path("strategie/massnahmen/<slug:slug>/herkunft/<int:pk>/loesen/", measures.source_remove, name="source_remove"),
    path("ausschreibungen/", tenders.tender_board, name="tenders"),
    path("ausschreibungen/<int:pk>/", tenders.tender_detail, name="tender_detail"),
    path("ausschreibungen/<int:pk>/bearbeiten/", tenders.tender_edit, name="tender_edit"),
    path("ausschreibungen/verschieben/", tenders.tender_place, name="tender_place"),
    path("ausschreibungen/<int:pk>/verlauf/", tenders.tender_history, name="tender_history"),
    path("ausschreibungen/<int:pk>/status/<slug:slug>/", tenders.tender_move, name="tender_move"),
]
