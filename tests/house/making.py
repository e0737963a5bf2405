"""One row of any table, so that doors can be tried without knowing what is behind them."""

import datetime
import uuid
from decimal import Decimal

from django.db import models
from django.utils import timezone

from qingzhuang.identity.models import Organisation, Person

# What a field must say, where any value would not do for its table.
SAID = {
    "registry.asset": {"kind": "app", "status": "running", "facing": "public"},
    "datahub.subject": {"kind": "person"},
    "datahub.grant": {"kind": "person"},
    "gate.proposal": {"kind": "app", "state": "submitted"},
}
_PLAIN = (
    (models.BooleanField, lambda: False),
    (models.DateTimeField, timezone.now),
    (models.DateField, lambda: datetime.date(2026, 1, 1)),
    (models.DecimalField, lambda: Decimal(1)),
    (models.FloatField, lambda: 1.0),
    (models.IntegerField, lambda: 1),
    (models.UUIDField, uuid.uuid4),
    (models.JSONField, dict),
    (models.BinaryField, bytes),
    (models.FileField, lambda: "nowhere.bin"),
    (models.CharField, lambda: uuid.uuid4().hex),
    (models.TextField, lambda: uuid.uuid4().hex),
)


class Maker:
    """Makes rows that belong to one unit and one person; asked twice for a table it gives the same row."""

    def __init__(self, unit, person):
        self.made = {Organisation: unit, Person: person}

    def one(self, model):
        if model not in self.made:
            fields = [each for each in model._meta.concrete_fields if not each.primary_key or each.remote_field]
            said = SAID.get(model._meta.label_lower, {})
            given = {}
            for each in fields:
                if self._needed(each, said):
                    given[each.name] = self._value(each, said, given)
            self.made[model] = model._base_manager.create(**given)
        return self.made[model]

    def _another(self, model):
        """A second row beside the first: what is a pair is not made of one thing twice."""
        if model in (Organisation, Person):
            return self.made[model]
        first = self.made.pop(model)
        try:
            return self.one(model)
        finally:
            self.made[model] = first

    def _needed(self, field, said):
        return field.name in said or (not field.has_default() and not field.null and not _stamps(field))

    def _value(self, field, said, given):
        if field.remote_field:
            found = self.one(field.remote_field.model)
            return self._another(type(found)) if found in given.values() else found
        if field.name in said:
            return said[field.name]
        if field.choices:
            return field.choices[0][0]
        value = next(make for kind, make in _PLAIN if isinstance(field, kind))()
        return value[: field.max_length] if isinstance(value, str) and field.max_length else value


def _stamps(field):
    return getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
