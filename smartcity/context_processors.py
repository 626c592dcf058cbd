"""What every page may show."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from smartcity.example_data.present import example_data_present
from smartcity.navigation import navigation


def site(request: HttpRequest) -> dict[str, Any]:
    """Return the theme that the visitor chose, the navigation, and whether (and as of when) example data are shown."""
    return {
        "navigation": SimpleLazyObject(lambda: navigation(request)),
        "theme": request.COOKIES.get("theme", ""),
        "example_data_present": SimpleLazyObject(example_data_present),
        "demo_date": settings.DEMO_DATE,
    }
