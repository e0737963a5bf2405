"""A view keeps what one record told together: record, source and day once, not beside every value."""

from django.db import migrations, models

from qingzhuang.datahub.holding import Fact, Telling, single, together
from qingzhuang.datahub.sealing import seal, unseal

CHUNK = 1_000


def gather(apps, schema_editor):
    _rewrite(apps, lambda kept: together({code: Fact(*each) for code, each in kept.items()}))


def scatter(apps, schema_editor):
    _rewrite(apps, lambda kept: {code: list(each) for code, each in single(Telling(*one) for one in kept).items()})


def _rewrite(apps, anew):
    Held = apps.get_model("datahub", "Held")
    after = 0
    while views := list(Held.objects.filter(pk__gt=after).order_by("pk")[:CHUNK]):
        after = views[-1].pk
        for view in views:
            place = f"held {view.pk}"
            view.plain = anew(view.plain)
            view.sealed = seal(anew(unseal(view.sealed, place)), place) if view.sealed else None
        Held.objects.bulk_update(views, ["plain", "sealed"])


class Migration(migrations.Migration):
    dependencies = [("datahub", "0011_cells_of_requests")]

    operations = [
        migrations.AlterField("held", "plain", models.JSONField(default=list)),
        migrations.RunPython(gather, scatter),
    ]
