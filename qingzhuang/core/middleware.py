"""What every request passes: an id for logs and journal, and refusals turned into pages or problem documents."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language

from qingzhuang.core import journal
from qingzhuang.core.policies import Denied
from qingzhuang.core.problems import Refused, problem
from qingzhuang.domain.text import Text

problem(
    "core.body_too_large",
    Text("提交的内容过大（上限 {limit_mb} MB）。", "What was sent is too large (the limit is {limit_mb} MB)."),
    Text("请拆分文件后再上传；未登录时只能提交文字。", "Split the file; without signing in only text can be sent."),
    status=413,
)
# What somebody sends who is not signed in: a complaint, a search, a password.
LARGEST_UNKNOWN = 1 << 20


class Proxies:
    """Lets the address of a visitor be what the proxies in front say; what a visitor claims before them counts nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        passed = [each.strip() for each in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
        if 0 < settings.PROXIES <= len(passed) and passed[-settings.PROXIES]:
            request.META["REMOTE_ADDR"] = passed[-settings.PROXIES]
        return self.get_response(request)


class Bodies:
    """Refuses what is too large before any of it is read: Django bounds the fields of a form, not its files."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        told = request.META.get("CONTENT_LENGTH") or "0"
        size = int(told) if told.isdecimal() else 0
        if size > LARGEST_UNKNOWN and size > (most := _most(request)):
            return refusal(request, Refused("core.body_too_large", limit_mb=most >> 20))
        return self.get_response(request)


def _most(request: HttpRequest) -> int:
    """The API asks who is there before it reads a body; pages read it to look for their token."""
    known = request.path.startswith("/api/") or request.user.is_authenticated
    return settings.LARGEST_BODY if known else LARGEST_UNKNOWN


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
            return refusal(request, error)
        if isinstance(error, Denied):
            raise Http404 from error
        return None


def refusal(request: HttpRequest, error: Refused) -> HttpResponse:
    """A problem document for machines, a page for people."""
    status = error.problem.status
    if request.path.startswith("/api/") or "application/json" in request.headers.get("Accept", ""):
        document = error.as_problem(get_language() or "zh-hans")
        response = JsonResponse(document, status=status, content_type="application/problem+json")
        if "retry_after" in error.values:
            response["Retry-After"] = error.values["retry_after"]
        if status == 401:
            response["WWW-Authenticate"] = "Bearer"
        return response
    shown = {
        "title": error.title,
        "detail": "",
        "what_to_do": error.what_to_do,
        "status": status,
        "where": " ".join(f"{key} {value}" for key, value in error.where.items()),
    }
    return render(request, "problem.html", {"problem": shown}, status=status)
