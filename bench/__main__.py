"""``python -m bench``: the benchmark's command line."""

import argparse
import os
import sys

import django
from django.core.exceptions import ImproperlyConfigured

from bench.errors import BenchError
from smartcity.postgres import PostgresError


def main() -> int:
    """Measure; return 0 when every budget is held."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    try:
        return _main()
    except (BenchError, ImproperlyConfigured, PostgresError) as error:
        print(error, file=sys.stderr)
        return 1


def _main() -> int:
    django.setup()
    from bench.pages import PAGES  # needs the settings
    from bench.run import FULL_RUN, QUICK_RUN, run, with_ideas

    parser = argparse.ArgumentParser(prog="make bench", description="Measures the pages against the bare page.")
    parser.add_argument("--quick", action="store_true", help="few requests: does it work? Times are not judged")
    names = [page.name for page in PAGES]
    parser.add_argument("--page", action="append", choices=names, default=[], help="only this page; may be repeated")
    parser.add_argument("--ideas", type=int, metavar="COUNT", help="fill in this many ideas instead of 10000")
    options = parser.parse_args()
    plan = QUICK_RUN if options.quick else FULL_RUN
    return 0 if run(with_ideas(plan, options.ideas) if options.ideas else plan, options.page) else 1


if __name__ == "__main__":
    sys.exit(main())
