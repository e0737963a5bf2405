"""Taking in a file that a job reads piece by piece, whatever it is about."""

from __future__ import annotations

import hashlib
from typing import Any, TypeVar

from django.core.files.base import ContentFile

from qingzhuang.core import journal
from qingzhuang.core.jobs import enqueue
from qingzhuang.identity.models import Organisation
from qingzhuang.registry.models.uploads import Upload

Kind = TypeVar("Kind", bound=Upload)


def take_file(kind: type[Kind], office: Organisation, *, actor: Any, name: str, data: bytes, job: str) -> Kind:
    """Keep a file and have ``job`` read it; the same file of an office again is the same upload.

    One whose reading was given up goes on where it stopped. The job gets the upload's key as ``upload``.
    """
    digest = hashlib.sha256(data).hexdigest()
    upload = kind.objects.filter(office=office, digest=digest).first()
    if upload is None:
        upload = kind(office=office, person=actor, file_name=name[:300], digest=digest)
        upload.file.save(f"{digest[:16]}-{name[-80:]}", ContentFile(data), save=False)
        upload.save()
    if upload.stalled:
        upload.job = enqueue(job, actor=actor, upload=upload.pk)
        upload.save(update_fields=["job"])
    journal.detail(file=name, digest=digest)
    return upload
