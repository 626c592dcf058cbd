"""The addresses of all pages (DESIGN: Contract)."""

from django.contrib import admin
from django.urls import include, path

from ideas.views.sub_concepts import sub_concept
from smartcity import legal, views

# Pages of the strategy that show ideas: the room strategy lies below and does not know them.
strategy = [path("teilkonzepte/<slug:slug>/", sub_concept, name="sub_concept")]

urlpatterns = [
    path("", views.start, name="start"),
    path("", include("workshops.urls")),
    path("ideen/", include("ideas.urls")),
    path("", include("pilots.urls")),
    path("", include("milestones.urls")),
    path("strategie/", include((strategy, "strategy"))),
    path("", include("smartcity.reports.urls")),
    path("", include("smartcity.thread.urls")),
    path("konto/", include("people.urls")),
    path("darstellung/", views.choose_theme, name="choose_theme"),
    path("impressum/", legal.imprint, name="imprint"),
    path("datenschutz/", legal.privacy, name="privacy"),
    path("barrierefreiheit/", legal.accessibility, name="accessibility"),
    path("healthz", views.healthz, name="healthz"),
    path("admin/", admin.site.urls),
]
