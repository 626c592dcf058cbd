"""Load the example data of the first start."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from people.models import User
from smartcity.example_data.load import load_example_data
from smartcity.example_data.people import write_logins


class Command(BaseCommand):
    """``manage.py load_example_data``: fills an empty installation; refuses one that has accounts."""

    help = "Legt die Beispieldaten des ersten Starts an: Gremien, Konten und das Protokoll des 5. Workshops."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, and print one login per role."""
        if not settings.EXAMPLE_DATA:
            raise CommandError("Beispieldaten sind in dieser Installation ausgeschaltet (EXAMPLE_DATA).")
        if User.objects.exists():
            raise CommandError("Es gibt schon Konten. Beispieldaten kommen nur in eine leere Installation.")
        logins = load_example_data()
        path = settings.VAR_DIR / "demo-logins.json"
        write_logins(logins, path)
        self.stdout.write(f"Beispieldaten angelegt. Zugänge (auch in {path.relative_to(settings.BASE_DIR)}):")
        for role, login in logins.items():
            self.stdout.write(f"  {role:8} {login['email']:22} {login['password']}")
