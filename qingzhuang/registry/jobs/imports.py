"""Checking and entering ledgers."""

from __future__ import annotations

from qingzhuang.core.jobs import Run, job
from qingzhuang.domain.text import Text
from qingzhuang.registry.actions import rows
from qingzhuang.registry.actions.imports import CHECK, RUN, read_ledger
from qingzhuang.registry.models import ImportBatch


@job(CHECK, label=Text("检查台账", "Check a ledger"))
def check_import(run: Run, batch: int) -> dict[str, int]:
    """Check every row of a ledger; an interrupted check goes on at the batch it was at."""
    found = _batch(batch)
    if found.step == "reading":
        with found.file.open("rb") as file:
            ledger = read_ledger(file.read(), found.file_name, found.sheet)
        units = rows.units_by_name(found.office)
        orders = ledger.date_orders(found.mapping)
        while found.step == "reading":
            run.check_cancelled()
            found = rows.check_rows(found, actor=found.person, ledger=ledger, units=units, orders=orders)
            run.progress(found.reached if found.step == "reading" else found.total, found.total)
    return {"rows": found.total, "wrong": found.wrong, "held": found.held}


@job(RUN, label=Text("导入台账", "Import a ledger"), queue="long")
def run_import(run: Run, batch: int) -> dict[str, int]:
    """Enter every right row of a checked ledger; an interrupted import goes on at the batch it was at."""
    found = _batch(batch)
    while found.step == "running":
        run.check_cancelled()
        found = rows.enter_rows(found, actor=found.person)
        run.progress(found.added + found.held + found.wrong, found.total)
    return {"added": found.added, "held": found.held, "wrong": found.wrong}


def _batch(pk: int) -> ImportBatch:
    return ImportBatch.objects.select_related("office", "person").get(pk=pk)
