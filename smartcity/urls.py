"""The addresses of all pages (DESIGN: Contract)."""

from django.contrib import admin
from django.urls import include, path

from smartcity import views

urlpatterns = [
    path("", views.start, name="start"),
    path("", include("workshops.urls")),
    path("konto/", include("people.urls")),
    path("darstellung/", views.choose_theme, name="choose_theme"),
    path("healthz", views.healthz, name="healthz"),
    path("admin/", admin.site.urls),
]
