"""What the tests of campaigns share."""

from __future__ import annotations

import datetime
from contextlib import contextmanager

import pytest
from django.utils import timezone

from qingzhuang.core.problems import Refused
from qingzhuang.registry.models import CampaignFigure

DAY = datetime.timedelta(days=1)


@contextmanager
def refused(code):
    with pytest.raises(Refused) as caught:
        yield
    assert caught.value.code == code


def today():
    return timezone.localdate()


def old(enter, unit, kind="app", **values):
    return enter(unit, kind, **{"name": "旧应用", "ends_on": (today() - DAY).isoformat(), **values})


def figure(campaign, moment, code):
    return CampaignFigure.objects.get(campaign=campaign, moment=moment, code=code).value


class Uncancelled:
    """A run of a job that nobody cancels."""

    def check_cancelled(self):
        pass
