"""A missing or malformed setting stops the start with a sentence (DESIGN 7)."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection

PRODUCTION = {
    "EXAMPLE_DATA": "false",
    "SECRET_KEY": "x" * 50,
    "ALLOWED_HOSTS": "smartcity.example.org",
    "CSRF_TRUSTED_ORIGINS": "https://smartcity.example.org",
}


def start(**environment: str) -> subprocess.CompletedProcess[str]:
    """Run Django's checks with these variables."""
    clean = {"PATH": os.environ["PATH"], "EMBEDDED_INSTANCE": "test"}
    command = [sys.executable, "manage.py", "check"]
    return subprocess.run(command, env=clean | environment, cwd=settings.BASE_DIR, capture_output=True, text=True)


def test_production_starts_with_its_settings() -> None:
    done = start(**PRODUCTION)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("missing", ["SECRET_KEY", "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS"])
def test_production_names_the_missing_setting(missing: str) -> None:
    done = start(**{name: value for name, value in PRODUCTION.items() if name != missing})
    sentence = f"Die Umgebungsvariable {missing} fehlt. Ohne sie startet der Dienst im Betrieb nicht."
    assert (done.returncode, done.stderr.strip()) == (1, sentence)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("DEBUG", "vielleicht", "Die Umgebungsvariable DEBUG muss true oder false sein, nicht „vielleicht“."),
        ("REQUIRE_MFA", "2", "Die Umgebungsvariable REQUIRE_MFA muss true oder false sein, nicht „2“."),
        ("TRUSTED_PROXIES", "-1", "Die Umgebungsvariable TRUSTED_PROXIES muss eine ganze Zahl sein, nicht „-1“."),
        (
            "DEMO_DATE",
            "14.01.2021",
            "Die Umgebungsvariable DEMO_DATE muss ein Tag sein wie 2021-01-08, nicht „14.01.2021“.",
        ),
        ("DEMO_DATE", "2021-01-08", "DEMO_DATE gibt es nur für die Vorführung der Beispieldaten (EXAMPLE_DATA=true)."),
        (
            "DATABASE_URL",
            "sqlite:///db",
            "DATABASE_URL muss auf PostgreSQL zeigen: postgres://user:password@host:port/name",
        ),
    ],
)
def test_malformed_setting_is_named(name: str, value: str, sentence: str) -> None:
    done = start(**(PRODUCTION | {name: value}))
    assert (done.returncode, done.stderr.strip()) == (1, sentence)


@pytest.mark.django_db
def test_queries_are_planned_for_pages() -> None:
    """What PostgreSQL would start for long queries takes longer than the short ones of a page, and to plan them too."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, setting FROM pg_settings"
            " WHERE name IN ('jit', 'max_parallel_workers_per_gather', 'plan_cache_mode')"
        )
        assert dict(cursor.fetchall()) == {
            "jit": "off",
            "max_parallel_workers_per_gather": "0",
            "plan_cache_mode": "force_generic_plan",
        }
