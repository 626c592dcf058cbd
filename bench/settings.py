"""The site's settings as ``make run`` has them, on a database of the benchmark, with the bare page on top."""

import os

os.environ |= {"EMBEDDED_INSTANCE": "bench", "EXAMPLE_DATA": "true", "DEBUG": "false", "REQUIRE_MFA": "false"}
os.environ |= {"EMAIL_URL": "", "LOG_LEVEL": "ERROR", "DEMO_DATE": ""}

from smartcity.settings import *  # noqa: F403
from smartcity.settings import BASE_DIR, DATABASES, TEMPLATES

# Databases are created by a connection to the site's own; nothing is read or written there.
DATABASES["default"]["CREATED_FROM"] = DATABASES["default"]["NAME"]
DATABASES["default"]["NAME"] = f"{DATABASES['default']['CREATED_FROM']}_bench_run"
ROOT_URLCONF = "bench.urls"
TEMPLATES[0]["DIRS"] = [BASE_DIR / "templates", BASE_DIR / "bench/templates"]
