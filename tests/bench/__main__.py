"""`python -m tests.bench [NAME…]`: runs bench_NAME.py, or all of them, each printing its own table."""

from __future__ import annotations

import importlib
import pkgutil
import sys

from tests import bench


def main(names: list[str]) -> None:
    found = sorted(m.name for m in pkgutil.iter_modules(bench.__path__) if m.name.startswith("bench_"))
    unknown = [name for name in names if f"bench_{name}" not in found]
    if unknown:
        sys.exit(f"no such benchmark: {', '.join(unknown)}; there are {', '.join(n[6:] for n in found)}")
    for name in found:
        if not names or name.removeprefix("bench_") in names:
            importlib.import_module(f"tests.bench.{name}").main()


main(sys.argv[1:])
