"""Commands for those who build the product: test, lint, bench, words, docs."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# What PostgreSQL cannot change: rooms without a database, and tests that bring a database of their own.
ALIKE = ("analytics", "domain", "house", "journeys", "sheets", "portal/test_browser.py")
NO_POSTGRES = [*(f"--ignore=tests/{each}" for each in ALIKE), "--ignore-glob=*crash.py"]
# What --all demands, by the program that shows it is there.
APT = {"chromium": ["chromium", "fonts-noto-cjk"], "java": ["openjdk-17-jre-headless"]}


def add_commands(commands: argparse._SubParsersAction) -> None:
    test = commands.add_parser("test", help="run the tests")
    test.add_argument("--all", action="store_true", help="demand PostgreSQL, Chromium and Spark instead of skipping")
    test.add_argument("rest", nargs=argparse.REMAINDER, help="passed to pytest")
    test.set_defaults(run=run_test)

    lint = commands.add_parser("lint", help="style, staircase, migrations")
    lint.set_defaults(run=lambda _arguments: run_lint())

    bench = commands.add_parser("bench", help="run a benchmark of benchmarks/, or list them")
    bench.add_argument("name", nargs="?")
    bench.add_argument("rest", nargs=argparse.REMAINDER)
    bench.set_defaults(run=run_bench)

    words = commands.add_parser("words", help="add untranslated messages to each room's catalogue and list them")
    words.set_defaults(run=run_words)

    docs = commands.add_parser("docs", help="write docs/reference from the product itself")
    docs.set_defaults(run=run_docs)


def run_test(arguments: argparse.Namespace) -> int:
    from qingzhuang.core.languages import compile_messages

    started = time.monotonic()
    compile_messages()
    pytest = [sys.executable, "-m", "pytest", "-n", "2", "--dist", "loadfile"]
    environment = {**os.environ, "QZ_STATE": str(ROOT / ".qz" / "test")}
    steps = [([*pytest, *arguments.rest], environment)]
    if arguments.all:
        _install_demanded()
        environment = {**environment, "QZ_DEMAND_ALL": "1"}
        steps = [
            ([*pytest, *arguments.rest], environment),
            (
                [*pytest, *NO_POSTGRES, *arguments.rest],
                {**environment, "QZ_DATABASE_URL": _postgres_url()},
            ),
        ]
    codes = [run_lint() if arguments.all else 0]
    codes += [subprocess.run(command, cwd=ROOT, env=env, check=False).returncode for command, env in steps]
    print(f"{time.monotonic() - started:.0f} s")
    return max(codes)


def _postgres_url() -> str:
    return os.environ.get("QZ_TEST_POSTGRES", "postgresql://root@127.0.0.1:5432/postgres")


def _install_demanded() -> None:
    """Install what ``--all`` demands where we may (Debian, root); otherwise the tests say what is missing."""
    missing = [package for program, packages in APT.items() if not shutil.which(program) for package in packages]
    missing += [] if list(Path("/usr/lib/postgresql").glob("*/bin/postgres")) else ["postgresql-15"]
    if missing and shutil.which("apt-get") and os.geteuid() == 0:
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], env=quiet, check=False)
        subprocess.run(["apt-get", "install", "-y", "-qq", *missing], env=quiet, check=False)


def run_lint() -> int:
    binaries = Path(sys.executable).parent
    commands = [
        [binaries / "ruff", "check", "."],
        [binaries / "ruff", "format", "--check", "."],
        [binaries / "lint-imports"],
        [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"],
    ]
    return max(subprocess.run(command, cwd=ROOT, check=False).returncode for command in commands)


def run_bench(arguments: argparse.Namespace) -> int:
    if not arguments.name:
        print("\n".join(sorted(p.stem for p in (ROOT / "benchmarks").glob("[!_]*.py"))))
        return 0
    script = ROOT / "benchmarks" / f"{arguments.name}.py"
    return subprocess.run([sys.executable, script, *arguments.rest], cwd=ROOT, check=False).returncode


def run_words(_arguments: argparse.Namespace) -> int:
    import django

    django.setup()
    from qingzhuang.core.languages import add_missing_messages

    missing = add_missing_messages()
    print("\n".join(f"{room}: {message!r}" for room, message in missing) or "complete")
    return 1 if missing else 0


def run_docs(_arguments: argparse.Namespace) -> int:
    import django

    django.setup()
    from qingzhuang.cli.reference import write_reference

    for path in write_reference(ROOT / "docs" / "reference"):
        print(path.relative_to(ROOT))
    return 0
