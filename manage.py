#!/usr/bin/env python
"""Django's commands for this project; they start the embedded PostgreSQL themselves where they need it."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from smartcity.postgres import PostgresError


def main() -> None:
    """Run the command that the arguments name."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smartcity.settings")
    try:
        execute_from_command_line(sys.argv)
    except (ImproperlyConfigured, PostgresError) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
