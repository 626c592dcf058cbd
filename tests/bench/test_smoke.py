"""The whole benchmark with few requests: fills, serves, measures, and holds the budgets that need no quiet machine."""

import json
import subprocess
import sys

from django.conf import settings

from bench.pages import BARE_PAGE, PAGES


def test_quick_run_measures_every_page_and_holds_its_counts():
    done = subprocess.run(
        [sys.executable, "-m", "bench", "--quick"], cwd=settings.BASE_DIR, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    result = json.loads((settings.VAR_DIR / "bench/quick.json").read_text())
    assert list(result["pages"]) == [BARE_PAGE.name, *(page.name for page in PAGES)]
