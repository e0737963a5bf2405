"""Taking in the file that a page sent, for one of the offices a person may act for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest

from qingzhuang.core.problems import Refused


def taken_in(request: HttpRequest, offices: list, take: Callable[..., Any]) -> Any:
    """Hand the file that a page sent, and the office it is for, to an action that takes it in."""
    if not offices:
        raise Http404
    office = next((each for each in offices if str(each.pk) == request.POST.get("office")), offices[0])
    upload = request.FILES.get("file")
    if upload is None:
        raise Refused("registry.file_missing")
    return take(office, actor=request.user, name=upload.name, data=upload.read())
