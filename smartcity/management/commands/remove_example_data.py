"""Remove the example data."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from people.models import User
from smartcity.example_data.present import REMOVED
from smartcity.example_data.remove import remove_example_data


class Command(BaseCommand):
    """``manage.py remove_example_data``: bodies, meetings and accounts marked as example, with all their history."""

    help = "Entfernt die Beispieldaten samt Verlauf; was echte Daten noch brauchen, bleibt und wird genannt."

    def handle(self, *args: Any, **options: Any) -> None:
        """Remove and print what was removed and what stayed."""
        removed, kept = remove_example_data()
        (settings.VAR_DIR / "demo-logins.json").unlink(missing_ok=True)
        REMOVED.touch()
        for name, count in sorted(removed.items()):
            self.stdout.write(f"{name}: {count} entfernt")
        for name in kept:
            self.stdout.write(f"{name}: bleibt, weil echte Daten darauf verweisen")
        if not removed and not kept:
            self.stdout.write("Es sind keine Beispieldaten vorhanden.")
        if not User.objects.exists():
            self.stdout.write("Es gibt jetzt kein Konto mehr. Legen Sie eines an: manage.py createsuperuser")
