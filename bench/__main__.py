"""`python -m bench NAME [--json]`: run one benchmark; the exit status says whether its bars hold."""

import argparse
import os
import signal
import sys
from importlib import import_module

from bench.report import Report

NAMES = ("intake", "latency", "record", "history", "page")


def main() -> int:
    parser = argparse.ArgumentParser(prog="./run bench", description=__doc__)
    parser.add_argument("name", choices=NAMES)
    parser.add_argument("--json", action="store_true", help="one object on standard output, for programs")
    parser.add_argument("--messages", type=int, help="of history: how many to import, instead of 500,000")
    options = parser.parse_args()
    if options.messages:
        os.environ["BENCH_MESSAGES"] = str(options.messages)
    # Told to end, it still ends what it started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    report: Report = import_module(f"bench.{options.name}").bench()
    print(report.as_json() if options.json else report.as_text())
    return 0 if report.holds else 1


if __name__ == "__main__":
    sys.exit(main())
