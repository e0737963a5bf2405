"""What every walk does: press and arrive, and look whether the page fits and is accessible."""

import pytest


def send(page, button):
    """Press what leads to another page, and be on the page it leads to: the one before looks the same.

    A new document is waited for: an address that a script put in place is a navigation too, and comes late. The one
    before must have loaded, or its own loading would be taken for the new one's.
    """
    page.wait_for_load_state()
    with page.expect_event("load"):
        button.click()


def assert_accessible(page):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    results = axe.Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


def assert_fits(page):
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
