"""The addresses of versions and consultations, below ``/strategie/fassungen/``."""

from django.urls import URLPattern, path

from strategy.views import (
    annex_files,
    annexes,
    comparisons,
    consultations,
    opinions,
    version_files,
    version_history,
    version_steps,
    versions,
)

ASKED = "<int:number>/abstimmung/<int:pk>/"
FILES = "<int:number>/anlagen/<slug:slug>/dateien/"

urlpatterns: list[URLPattern] = [
    path("", versions.version_list, name="version_list"),
    path("neu/", versions.version_start, name="version_start"),
    path("vergleich/", comparisons.comparison, name="comparison"),
    path("<int:number>/", versions.version_detail, name="version"),
    path("<int:number>.pdf", version_files.version_pdf, name="version_pdf"),
    path("<int:number>.docx", version_files.version_docx, name="version_docx"),
    path("<int:number>/bearbeiten/", versions.version_edit, name="version_edit"),
    path("<int:number>/anlagen/neu/", annexes.annex_add, name="annex_add"),
    path("<int:number>/anlagen/<slug:slug>/", annexes.annex_edit, name="annex_edit"),
    path("<int:number>/anlagen/<slug:slug>/ordnen/", annexes.annex_place, name="annex_place"),
    path(f"{FILES}neu/", annex_files.annex_file_add, name="annex_file_add"),
    path(f"{FILES}<int:pk>/", annex_files.annex_file_edit, name="annex_file_edit"),
    path(f"{FILES}<int:pk>/ordnen/", annex_files.annex_file_place, name="annex_file_place"),
    path("dateien/<slug:sha256>/", annex_files.strategy_file, name="file"),
    path("<int:number>/staende/", versions.version_states, name="version_states"),
    path("<int:number>/staende/<int:pk>/", versions.version_state, name="version_state"),
    path("<int:number>/staende/<int:pk>.pdf", version_files.version_pdf, name="state_pdf"),
    path("<int:number>/staende/<int:pk>.docx", version_files.version_docx, name="state_docx"),
    path("<int:number>/staende/<int:pk>.json", version_files.version_json, name="state_json"),
    path("<int:number>/schritt/<slug:slug>/", version_steps.version_step, name="version_step"),
    path("<int:number>/beschluss/", version_steps.resolution, name="resolution"),
    path("<int:number>/beschluss/berichtigen/", version_steps.resolution_correct, name="resolution_correct"),
    path("<int:number>/verlauf/", version_history.version_history, name="version_history"),
    path("<int:number>/verlauf/<int:history_id>/", version_history.version_restore, name="version_restore"),
    path("<int:number>/verlauf/anlage/<int:history_id>/", version_history.annex_restore, name="annex_restore"),
    path("<int:number>/abstimmung/", consultations.consultations, name="consultations"),
    path("<int:number>/abstimmung/fragen/", consultations.consult, name="consult"),
    path("<int:number>/abstimmung/tabelle.xlsx", opinions.opinion_table, {"kind": "xlsx"}, name="opinions_xlsx"),
    path("<int:number>/abstimmung/tabelle.csv", opinions.opinion_table, {"kind": "csv"}, name="opinions_csv"),
    path(ASKED, consultations.consultation_detail, name="consultation"),
    path(f"{ASKED}bearbeiten/", consultations.consultation_edit, name="consultation_edit"),
    path(f"{ASKED}zurueckziehen/", consultations.consultation_withdraw, name="consultation_withdraw"),
    path(f"{ASKED}abgeben/", consultations.consultation_hand_in, name="consultation_hand_in"),
    path(f"{ASKED}zurueckholen/", consultations.consultation_take_back, name="consultation_take_back"),
    path(f"{ASKED}stelle/", opinions.opinion_add, name="opinion_on_whole"),
    path(f"{ASKED}stelle/<slug:part_key>/", opinions.opinion_add, name="opinion_add"),
    path(f"{ASKED}stellungnahme/<int:opinion_pk>/", opinions.opinion_edit, name="opinion_edit"),
    path(f"{ASKED}antwort/<int:opinion_pk>/", opinions.opinion_answer, name="opinion_answer"),
]
