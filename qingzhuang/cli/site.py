"""Commands that run an installation: demo, serve, worker, set-up, journal."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

HOST, PORT = "127.0.0.1", 8000
# A job that is cut off goes on where it stopped.
GRACE_SECONDS = 15


def add_commands(commands: argparse._SubParsersAction) -> None:
    demo = commands.add_parser("demo", help="set up, seed the fictional county, serve it on localhost:8000")
    demo.add_argument("--port", type=int, default=PORT)
    demo.add_argument("--no-serve", action="store_true", help="set up and seed only")
    demo.set_defaults(run=run_demo)

    serve = commands.add_parser("serve", help="serve the site, with workers for background jobs")
    serve.add_argument("--host", default=HOST)
    serve.add_argument("--port", type=int, default=PORT)
    serve.add_argument("--web-workers", type=int, default=2)
    serve.set_defaults(run=run_serve)

    worker = commands.add_parser("worker", help="run background jobs")
    worker.add_argument("--queue", choices=["quick", "long"], help="jobs that people wait for, or all others alone")
    worker.add_argument("--parent", type=int, help="end when this process, which started the worker, is gone")
    worker.set_defaults(run=run_worker)

    setup = commands.add_parser("setup", help="create or upgrade the database and the translations")
    setup.set_defaults(run=lambda _arguments: set_up())

    journal = commands.add_parser("journal", help="the journal of every write")
    journal.add_argument("what", choices=["verify"], help="prove that no entry was changed, removed or inserted")
    journal.add_argument("--checkpoint", type=_checkpoint, help="SEQ:HASH written down earlier: the chain must hold it")
    journal.set_defaults(run=run_journal)


def _checkpoint(text: str) -> tuple[int, str]:
    seq, _, hash_ = text.partition(":")
    return int(seq), hash_


def set_up() -> None:
    """Migrate, create the cache table, compile translations. Safe to run again."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import call_command

    from qingzhuang.core.languages import compile_messages
    from qingzhuang.core.production import refuse_unsafe

    try:
        refuse_unsafe()
    except ImproperlyConfigured as error:
        raise SystemExit(f"qz: {error}") from None
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
    """Run the web server, and a worker for each queue of jobs, until the web server ends or a signal comes."""
    web = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)),
        *("--workers", str(web_workers), "--blocking-threads", "4", "--no-ws", "--log-level", "warning"),
        "config.wsgi:application",
    ]
    worker = [sys.executable, "-m", "qingzhuang.cli", "worker", "--parent", str(os.getpid()), "--queue"]
    processes = [subprocess.Popen(command) for command in (web, [*worker, "quick"], [*worker, "long"])]

    def stop(*_: object) -> None:
        for process in processes:
            process.terminate()
        # A web server that is only just starting may miss the signal.
        for process in processes:
            late = threading.Timer(GRACE_SECONDS, process.kill)
            late.daemon = True
            late.start()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    code = processes[0].wait()
    stop()
    for process in processes[1:]:
        process.wait()
    return max(code, 0)


def run_worker(arguments: argparse.Namespace) -> int:
    import django

    django.setup()
    from django.conf import settings

    from qingzhuang.core import logs
    from qingzhuang.core.jobs import end_with, work

    logs.configure(settings.LOG_LEVEL)
    stop = threading.Event()
    if arguments.parent:
        end_with(arguments.parent, stop)
    work(queue=arguments.queue, stop=stop)
    return 0


def run_journal(arguments: argparse.Namespace) -> int:
    import django

    django.setup()
    from qingzhuang.core.journal import verify_report

    lines, code = verify_report(arguments.checkpoint)
    print("\n".join(lines))
    return code
