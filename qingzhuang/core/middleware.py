"""What every request passes: an id for logs and journal, and refusals turned into pages or problem documents."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language

from qingzhuang.core import journal
from qingzhuang.core.policies import Denied
from qingzhuang.core.problems import Refused


class RequestId:
    """Gives the request an id; it stands in the journal entries it causes and in the response."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = journal.request_id.set(str(uuid.uuid4()))
        try:
            response = self.get_response(request)
            response["X-Request-Id"] = journal.request_id.get()
            return response
        finally:
            journal.request_id.reset(token)


class Refusals:
    """``Denied`` answers 404, so that other people's things do not show; ``Refused`` says what to do."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Refused):
            return _refusal(request, error)
        if isinstance(error, Denied):
            raise Http404 from error
        return None


def _refusal(request: HttpRequest, error: Refused) -> HttpResponse:
    status = error.problem.status
    if request.path.startswith("/api/") or "application/json" in request.headers.get("Accept", ""):
        document = error.as_problem(get_language() or "zh-hans")
        return JsonResponse(document, status=status, content_type="application/problem+json")
    shown = {
        "title": error.title,
        "detail": "",
        "what_to_do": error.what_to_do,
        "status": status,
        "where": " ".join(f"{key} {value}" for key, value in error.where.items()),
    }
    return render(request, "problem.html", {"problem": shown}, status=status)
