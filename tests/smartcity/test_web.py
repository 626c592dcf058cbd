"""What a web worker has loaded before its first visitor comes."""

import os
import subprocess
import sys

from django.conf import settings

SHOW = """
import sys
from smartcity.web import application
application()
print("milestones.views.calendar" in sys.modules)
"""


def test_worker_imports_all_pages_before_anybody_asks() -> None:
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "smartcity.settings", "EXAMPLE_DATA": "true"}
    done = subprocess.run(
        [sys.executable, "-c", SHOW], cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True
    )
    assert done.stdout == "True\n", done.stderr
