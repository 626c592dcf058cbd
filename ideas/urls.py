"""Addresses of ideas (DESIGN: Contract)."""

from django.urls import URLPattern, path, register_converter
from django.urls.converters import StringConverter

from ideas.views import (
    answers,
    bulk,
    call_parts,
    call_pictures,
    calls,
    detail,
    files,
    from_point,
    gallery,
    history,
    inquiries,
    inquiry_answer,
    intake,
    merges,
    privacy,
    publication,
    queue,
    register,
    saved_filters,
    sheets,
    similar,
    status,
    steps,
    triage,
    uptakes,
)

app_name = "ideas"


class ReferenceConverter(StringConverter):
    """The reference of an idea: I-2020-0042."""

    regex = r"I-\d{4}-\d{4,}"


class TokenConverter(StringConverter):
    """The secret of a submitter or co-author: characters of URL-safe base64."""

    regex = r"[A-Za-z0-9_-]+"


register_converter(ReferenceConverter, "idea")
register_converter(TokenConverter, "token")

urlpatterns: list[URLPattern] = [
    path("einreichen/", intake.submit_list, name="submit_list"),
    path("einreichen/<slug:slug>/", intake.submit, name="submit"),
    path("einreichen/<slug:slug>/datei/", files.upload, name="upload"),
    path("entwurf/<token:token>/", intake.draft, name="draft"),
    path("entwurf/<token:token>/pruefen/", intake.check, name="check"),
    path("status/<token:token>/", status.status, name="status"),
    path("status/<token:token>/kopie.pdf", status.status_pdf, name="status_pdf"),
    path("status/<token:token>/zurueckziehen/", status.withdraw, name="withdraw"),
    path("mitwirkung/<token:token>/", status.co_author, name="co_author"),
    path("anlage/<int:pk>/", files.attachment, name="attachment"),
    path("", register.idea_list, name="list"),
    path("meine/", queue.idea_queue, name="queue"),
    path("aehnlich/", similar.similar, name="similar"),
    path("filter/", saved_filters.idea_filters, name="filters"),
    path("filter/<int:pk>/loeschen/", saved_filters.idea_filter_delete, name="filter_delete"),
    path("sammelaktion/", bulk.idea_bulk, name="bulk"),
    path("export.xlsx", sheets.idea_export, {"kind": "xlsx"}, name="export_xlsx"),
    path("export.csv", sheets.idea_export, {"kind": "csv"}, name="export_csv"),
    path("abgleich/", sheets.idea_import, name="import"),
    path("aufrufe/", calls.call_list, name="call_list"),
    path("aufrufe/neu/", calls.call_create, name="call_create"),
    path("aufrufe/<slug:slug>/bearbeiten/", calls.call_edit, name="call_edit"),
    path("aufrufe/<slug:slug>/fragen/", call_parts.call_questions, name="call_questions"),
    path("aufrufe/<slug:slug>/codes/", call_parts.call_codes, name="call_codes"),
    path("aufrufe/<slug:slug>/codes/<int:pk>/", call_parts.call_code, name="call_code"),
    path("aufrufe/<slug:slug>/bild/", call_pictures.call_picture, name="call_picture"),
    path("einreichen/<slug:slug>/bild/", call_pictures.picture, name="picture"),
    path("aufrufe/<slug:slug>/vorschau/", calls.call_preview, name="call_preview"),
    path("aufrufe/<slug:slug>/veroeffentlichen/", calls.call_publish, name="call_publish"),
    path("aufrufe/<slug:slug>/beenden/", calls.call_end, name="call_end"),
    path("aufrufe/<slug:slug>/zuruecknehmen/", calls.call_unpublish, name="call_unpublish"),
    path("aufrufe/<slug:slug>/kopieren/", calls.call_copy, name="call_copy"),
    path("aufrufe/<slug:slug>/verlauf/", calls.call_history, name="call_history"),
    path("galerie/", gallery.gallery, name="gallery"),
    path("galerie/bild/<int:pk>/", gallery.gallery_picture, name="gallery_picture"),
    path("aufrufe/<slug:slug>/preistraeger/", publication.winners, name="winners"),
    path("meine-daten/", privacy.account_data, name="account_data"),
    path("status/<token:token>/meine-daten/", privacy.own_data, name="own_data"),
    path("status/<token:token>/kontaktdaten-loeschen/", privacy.delete_own_contact, name="delete_own_contact"),
    path("status/<token:token>/erlaubnis/", privacy.agreement, name="agreement"),
    path("<idea:reference>/kontaktdaten-loeschen/", privacy.delete_contact, name="delete_contact"),
    path("<idea:reference>/veroeffentlichung/", publication.publication, name="publication"),
    path("aus-protokollzeile/<int:pk>/", from_point.create_from_point, name="create_from_point"),
    path("antworten/", answers.answers, name="answers"),
    path("status/<token:token>/rueckfrage/", inquiry_answer.answer_inquiry_page, name="answer_inquiry"),
    path("<idea:reference>/rueckfrage-beantworten/", inquiry_answer.answer_inquiry_here, name="answer_inquiry_here"),
    path("<idea:reference>/", detail.idea_detail, name="detail"),
    path("<idea:reference>/schritt/<slug:slug>/", steps.step, name="step"),
    path("<idea:reference>/rueckfrage/", inquiries.inquiry, name="inquiry"),
    path("<idea:reference>/antwort/", answers.answer, name="answer"),
    path("<idea:reference>/uebernahme/", uptakes.uptake, name="uptake"),
    path("<idea:reference>/uebernahme/<int:pk>/", uptakes.uptake_edit, name="uptake_edit"),
    path("<idea:reference>/zusammenfuehren/", merges.merge, name="merge"),
    path("<idea:reference>/aufteilen/", merges.split, name="split"),
    path("<idea:reference>/zusammenfuehrung/<int:pk>/rueckgaengig/", merges.merge_undo, name="merge_undo"),
    path("<idea:reference>/eingereicht/", detail.idea_first_text, name="first_text"),
    path("<idea:reference>/zuordnung/", triage.idea_assign, name="assign"),
    path("<idea:reference>/bemerkung/", triage.idea_remark, name="remark"),
    path("<idea:reference>/bearbeiten/", triage.idea_edit, name="edit"),
    path("<idea:reference>/verlauf/", history.idea_history, name="history"),
    path("<idea:reference>/verlauf/<int:history_id>/", history.idea_restore, name="restore"),
]
