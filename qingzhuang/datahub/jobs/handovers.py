"""Making files in other systems' layouts, and letting them go."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from qingzhuang.core.jobs import Run, job
from qingzhuang.core.problems import Refused
from qingzhuang.datahub.actions.layouts import MAKE
from qingzhuang.datahub.bridging import fill_for, pack
from qingzhuang.datahub.models import Handover
from qingzhuang.domain.text import Text
from qingzhuang.sheets.problems import UnreadableFile

KEPT = datetime.timedelta(days=30)
SHOWN = 500


@job(MAKE, label=Text("按外部系统模板导出", "Hand data over in a layout"))
def make_handover(run: Run, handover: int) -> dict[str, Any]:
    """Fill one layout; run again after a crash, it makes the file anew and puts it on record once."""
    found = Handover.objects.select_related("layout__organisation", "person").get(pk=handover)
    if found.step == "done":
        return {"rows": found.rows}
    try:
        filled, subjects = fill_for(found)
        with transaction.atomic():
            content = pack(found, filled, subjects)
            found.unfit = [_unfit(each, filled.rows) for each in filled.unfit[:SHOWN]]
            found.file.save(f"{found.pk}.zip", ContentFile(content), save=False)
            found.step, found.trouble = "done", None
            found.save()
    except UnreadableFile as error:
        return _failed(found, error.message)
    except Refused as refused:
        return _failed(found, refused.title)
    return {"rows": found.rows, "unfit": len(filled.unfit)}


def _unfit(each: Any, rows: dict[int, int]) -> dict[str, Any]:
    return {"row": rows.get(each.record), "caption": each.caption, "text": each.text.as_dict()}


def _failed(handover: Handover, why: Text) -> dict[str, Any]:
    handover.step, handover.trouble = "failed", why.as_dict()
    handover.save(update_fields=["step", "trouble"])
    return {"rows": 0}


@job("datahub.handover.forget", label=Text("清除旧的交付文件", "Let go of files handed over"), schedule="40 3 * * *")
def forget_files(run: Run) -> dict[str, int]:
    """Delete files older than 30 days, with what was said of single rows; the receipt and the exchange log stay."""
    count = 0
    for handover in Handover.objects.filter(made_at__lt=timezone.now() - KEPT).exclude(file=""):
        handover.file.delete(save=False)
        handover.rejections.all().delete()
        handover.file, handover.order, handover.unfit = "", [], []
        handover.save(update_fields=["file", "order", "unfit"])
        count += 1
    return {"files": count}
