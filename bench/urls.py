"""The site's addresses, and the bare page."""

from django.urls import include, path

from bench.views import bare_page

urlpatterns = [
    path("bench/bare/", bare_page, name="bench_bare_page"),
    path("", include("smartcity.urls")),
]
