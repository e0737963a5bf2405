"""Many rows at once: as ``bulk_create`` would have written them, with their keys."""

import pytest
from django.db import IntegrityError, transaction

from qingzhuang.core.many import among, give_keys, insert_many, set_many
from qingzhuang.registry.models import Asset

pytestmark = pytest.mark.django_db


def apps(place, count):
    return [
        Asset(kind="app", keeper=place.office, name=f"应用{n}", functions=["甲"], source="import") for n in range(count)
    ]


def test_rows_are_as_they_stand_and_get_their_own_keys(place):
    rows = apps(place, 50)
    give_keys(rows)
    insert_many(rows)
    set_many(Asset, "audience", [(row.pk, f"第{row.name}") for row in rows[:9]])
    held = Asset.objects.in_bulk([row.pk for row in rows])
    assert all(held[row.pk].name == row.name and held[row.pk].functions == ["甲"] for row in rows)
    assert [row.audience for row in held.values()].count("") == 41
    assert held[rows[3].pk].audience == "第应用3"
    assert held[rows[0].pk].updated_at is not None
    insert_many([])
    give_keys([])
    set_many(Asset, "name", [])


def test_keys_that_were_given_are_not_drawn_again(place):
    first = Asset.objects.create(kind="app", keeper=place.office, name="先来的")
    rows = apps(place, 3)
    give_keys(rows)
    insert_many(rows)
    after = Asset.objects.create(kind="app", keeper=place.office, name="后来的")
    without = apps(place, 2)
    insert_many(without)
    drawn = list(Asset.objects.order_by("pk").values_list("pk", flat=True))
    assert drawn[:5] == [first.pk, *(row.pk for row in rows), after.pk]
    assert len(set(drawn)) == 7


def test_what_breaks_a_constraint_is_left_out_or_refused(place):
    row = Asset.objects.create(kind="app", keeper=place.office, name="先来的")
    twice = [Asset(pk=row.pk, kind="app", keeper=place.office, name="又来了")]
    insert_many(twice, skip_known=True)
    assert Asset.objects.get().name == "先来的"
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_many(twice)


def test_thousands_of_keys_go_in_one_parameter(place):
    rows = apps(place, 4)
    give_keys(rows)
    insert_many(rows)
    wanted = [rows[1].pk, rows[3].pk, *range(10**6, 10**6 + 50_000)]
    assert [each.pk for each in Asset.objects.filter(pk__in=among(wanted)).order_by("pk")] == [rows[1].pk, rows[3].pk]
    assert not Asset.objects.filter(pk__in=among([])).exists()
