"""The door for the person concerned: a code with which somebody without an account reads who looked at their data.

The code is a seal over the subject and a last day: it cannot be made elsewhere, holds no name, and nothing is kept.
"""

from __future__ import annotations

import base64
import binascii
import datetime

from django.utils import timezone

from qingzhuang.datahub.models import Subject
from qingzhuang.datahub.sealing import BrokenSeal, seal, unseal

GOOD_FOR = datetime.timedelta(days=30)
_USE = "who looked"


def last_day() -> datetime.date:
    """The last day on which a code given today opens the page."""
    return timezone.localdate() + GOOD_FOR


def code_for(subject: Subject) -> str:
    """A code for one person, good until :func:`last_day`."""
    sealed = seal({"subject": subject.pk, "until": last_day().isoformat()}, _USE) or b""
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def subject_of(code: str) -> Subject | None:
    """Whom a code is for; ``None`` when it was changed or its time is over."""
    try:
        said = unseal(base64.urlsafe_b64decode(code + "=" * (-len(code) % 4)), _USE)
    except (BrokenSeal, binascii.Error, ValueError):
        return None
    if not said or said["until"] < timezone.localdate().isoformat():
        return None
    return Subject.objects.filter(pk=said["subject"]).select_related("area", "merged_into__area").first()
