"""Addresses of meetings, protocols, tasks and decisions (DESIGN: Contract)."""

from django.urls import URLPattern, path

from workshops.views import (
    attendance,
    decisions,
    documents,
    history,
    importing,
    meetings,
    outline,
    outline_api,
    statuses,
    tasks,
)

app_name = "workshops"

urlpatterns: list[URLPattern] = [
    path("workshops/", meetings.meeting_list, name="meeting_list"),
    path("workshops/neu/", meetings.meeting_create, name="meeting_create"),
    path("workshops/importieren/", importing.import_upload, name="import_upload"),
    path("workshops/importieren/<uuid:pk>/", importing.import_preview, name="import_preview"),
    path("workshops/<slug:slug>/", meetings.meeting_detail, name="meeting_detail"),
    path("workshops/<slug:slug>/kopfdaten/", meetings.meeting_edit, name="meeting_edit"),
    path("workshops/<slug:slug>/teilnahme/", attendance.attendance, name="attendance"),
    path("workshops/<slug:slug>/folgetermin/", meetings.meeting_follow_up, name="meeting_follow_up"),
    path("workshops/<slug:slug>/bearbeiten/", outline.outline, name="outline"),
    path("workshops/<slug:slug>/bearbeiten/zeile/", outline_api.save_row, name="outline_row"),
    path("workshops/<slug:slug>/bearbeiten/gliederung/", outline_api.save_places, name="outline_places"),
    path("workshops/<slug:slug>/verlauf/", history.meeting_history, name="meeting_history"),
    path(
        "workshops/<slug:slug>/verlauf/<slug:what>/<int:history_id>/", history.meeting_restore, name="meeting_restore"
    ),
    path("workshops/<slug:slug>/import/", importing.import_report, name="import_report"),
    path("workshops/<slug:slug>/status/<slug:step>/", statuses.meeting_status, name="meeting_status"),
    path("workshops/<slug:slug>/protokoll.pdf", documents.protocol_pdf, name="protocol_pdf"),
    path("workshops/<slug:slug>/protokoll.docx", documents.protocol_docx, name="protocol_docx"),
    path("workshops/<slug:slug>/protokoll/<slug:step>/", statuses.protocol_status, name="protocol_status"),
    path("aufgaben/", tasks.task_list, name="task_list"),
    path("aufgaben/<int:pk>/", tasks.task_detail, name="task_detail"),
    path("beschluesse/", decisions.decision_list, name="decision_list"),
    path("beschluesse/<slug:reference>/", decisions.decision_detail, name="decision_detail"),
]
