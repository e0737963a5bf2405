"""Many rows at once: as ``bulk_create`` would have written them, with their keys."""

import pytest

from qingzhuang.core.inserting import insert_many, set_many, take_keys
from qingzhuang.registry.models import Asset

pytestmark = pytest.mark.django_db


def test_rows_are_as_they_stand_and_get_their_own_keys(place):
    rows = [
        Asset(kind="app", keeper=place.office, name=f"应用{n}", functions=["甲"], source="import") for n in range(50)
    ]
    insert_many(rows)
    take_keys(rows, Asset.objects.filter(source="import"))
    set_many(Asset, "audience", [(row.pk, f"第{row.name}") for row in rows[:9]])
    held = Asset.objects.in_bulk([row.pk for row in rows])
    assert all(held[row.pk].name == row.name and held[row.pk].functions == ["甲"] for row in rows)
    assert [row.audience for row in held.values()].count("") == 41
    assert held[rows[3].pk].audience == "第应用3"
    assert held[rows[0].pk].updated_at is not None
    with pytest.raises(AssertionError):
        take_keys(rows[:2], Asset.objects.filter(source="import"))
    insert_many([])
    set_many(Asset, "name", [])
