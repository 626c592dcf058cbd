"""Whether example data are there, were there, or may come."""

from django.conf import settings
from django.core.cache import caches

from people.models import Body, User

REMOVED = settings.VAR_DIR / "example-data-removed"
"""Left by the removal: the next start must not bring the examples back."""


def example_data_present() -> bool:
    """Return whether pages have to say that they show examples; without ``EXAMPLE_DATA`` nothing is asked.

    Every page asks, so a process remembers the answer for a minute.
    """
    examples = Body.objects.filter(is_example=True)
    return settings.EXAMPLE_DATA and bool(caches["process"].get_or_set("example_data_present", examples.exists))


def example_data_wanted() -> bool:
    """Return whether this is a first start that loads the example data."""
    return settings.EXAMPLE_DATA and not REMOVED.exists() and not User.objects.exists()
