"""What surrounds a filled sheet: what was said of a caption, and the areas that an empty sheet may be filled for."""

from __future__ import annotations

from django.db.models import QuerySet

from qingzhuang.datahub.models import CaptionMeaning, FilledSheet
from qingzhuang.identity.models import AREA, Organisation
from qingzhuang.identity.queries import subtree_filter


def own_meaning(sheet: FilledSheet, family: str, caption: str) -> CaptionMeaning | None:
    """What the sheet's own area said of a caption, which it alone may take back."""
    own = CaptionMeaning.objects.filter(area=sheet.area, family=family, caption=caption)
    return own.select_related("person").first()


def areas_within(area: Organisation) -> QuerySet[Organisation]:
    """An area and the areas in it, in the order of the tree."""
    return Organisation.objects.filter(subtree_filter("", area), nature=AREA).order_by("path")
