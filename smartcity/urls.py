"""The addresses of all pages (DESIGN: Contract)."""

from django.contrib import admin
from django.urls import include, path

from ideas.views.sub_concepts import sub_concept_ideas
from smartcity import legal, views

urlpatterns = [
    path("", views.start, name="start"),
    path("", include("workshops.urls")),
    path("ideen/", include("ideas.urls")),
    path("", include("pilots.urls")),
    path("", include("milestones.urls")),
    path("strategie/", include("strategy.urls")),
    path("strategie/teilkonzepte/<slug:slug>/ideen/", sub_concept_ideas, name="sub_concept_ideas"),
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
