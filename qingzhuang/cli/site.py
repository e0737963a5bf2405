"""Commands that run an installation: demo, serve, worker, set-up, journal."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
from pathlib import Path

HOST, PORT = "127.0.0.1", 8000


def add_commands(commands: argparse._SubParsersAction) -> None:
    demo = commands.add_parser("demo", help="set up, seed the fictional county, serve it on localhost:8000")
    demo.add_argument("--port", type=int, default=PORT)
    demo.add_argument("--no-serve", action="store_true", help="set up and seed only")
    demo.set_defaults(run=run_demo)

    serve = commands.add_parser("serve", help="serve the site, with a worker for background jobs")
    serve.add_argument("--host", default=HOST)
    serve.add_argument("--port", type=int, default=PORT)
    serve.add_argument("--web-workers", type=int, default=2)
    serve.set_defaults(run=run_serve)

    worker = commands.add_parser("worker", help="run background jobs")
    worker.set_defaults(run=run_worker)

    setup = commands.add_parser("setup", help="create or upgrade the database and the translations")
    setup.set_defaults(run=lambda _arguments: set_up())

    journal = commands.add_parser("journal", help="the journal of every write")
    journal.add_argument("what", choices=["verify"], help="prove that no entry was changed, removed or inserted")
    journal.set_defaults(run=run_journal)


def set_up() -> None:
    """Migrate, create the cache table, compile translations. Safe to run again."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from qingzhuang.core.languages import compile_messages

    compile_messages()
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)


def run_demo(arguments: argparse.Namespace) -> int:
    """Seed the county in a database of its own and open it."""
    os.environ["QZ_DEMO"] = "1"
    os.environ.setdefault("QZ_STATE", str(Path(".qz").resolve() / "demo"))
    set_up()
    from qingzhuang.demo.county import seed

    seed(report=lambda text: print(text, flush=True))
    if arguments.no_serve:
        return 0
    print(f"http://localhost:{arguments.port}", flush=True)
    return serve(HOST, arguments.port, web_workers=1)


def run_serve(arguments: argparse.Namespace) -> int:
    set_up()
    from qingzhuang.identity.demo_signin import ensure_demo_allowed

    ensure_demo_allowed()
    return serve(arguments.host, arguments.port, arguments.web_workers)


def serve(host: str, port: int, web_workers: int) -> int:
    """Run the web server and one job worker until one of them ends or a signal comes."""
    web = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)),
        *("--workers", str(web_workers), "--blocking-threads", "4", "--no-ws", "--log-level", "warning"),
        "config.wsgi:application",
    ]
    processes = [subprocess.Popen(web), subprocess.Popen([sys.executable, "-m", "qingzhuang.cli", "worker"])]

    def stop(*_: object) -> None:
        for process in processes:
            process.terminate()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    code = processes[0].wait()
    stop()
    processes[1].wait()
    return max(code, 0)


def run_worker(_arguments: argparse.Namespace) -> int:
    import django

    django.setup()
    from qingzhuang.core.jobs import work

    work()
    return 0


def run_journal(_arguments: argparse.Namespace) -> int:
    import django

    django.setup()
    from qingzhuang.core.journal import verify_report

    lines, code = verify_report()
    print("\n".join(lines))
    return code
