"""The county as a stranger gets it: ``qz demo`` in a process of its own, and a real browser."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from .walking import send

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="session")
def county(tmp_path_factory):
    """Address of a freshly seeded county."""
    environment = {key: value for key, value in os.environ.items() if key != "QZ_DATABASE_URL"}
    environment |= {"QZ_STATE": str(tmp_path_factory.mktemp("county")), "PYTHONPATH": str(ROOT)}
    port = free_port()
    command = [sys.executable, "-m", "qingzhuang.cli", "demo", "--port", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    address = f"http://localhost:{port}"
    try:
        wait_for(f"{address}/health", process)
        yield address
    finally:
        process.terminate()
        process.wait(40)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(url, process, seconds=420):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        assert process.poll() is None, "the demo ended by itself"
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the demo did not come up")


@pytest.fixture(scope="module")
def browser(county):
    # Closed with its module: while it is open its event loop keeps Django's database out of this process.
    playwright = pytest.importorskip("playwright.sync_api", reason="needs the browser packages: ./qz test --all")
    with playwright.sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser, county):
    """Sign in as a demo person: ``visit("chenwei", width=360, language="en-GB")`` returns the page."""
    contexts = []

    def make(username=None, width=1280, language="zh-CN"):
        context = browser.new_context(viewport={"width": width, "height": 900}, locale=language, base_url=county)
        contexts.append(context)
        page = context.new_page()
        page.goto("/")
        if username:
            send(page, page.locator(f"button[value={username}], form:has(input[value={username}]) button").first)
        return page

    yield make
    for context in contexts:
        context.close()
