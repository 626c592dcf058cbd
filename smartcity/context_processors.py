"""What every page may show."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject


def site(request: HttpRequest) -> dict[str, Any]:
    """Return the theme that the visitor chose and whether example data are shown."""
    return {
        "theme": request.COOKIES.get("theme", ""),
        "example_data_present": SimpleLazyObject(lambda: settings.EXAMPLE_DATA),
    }
