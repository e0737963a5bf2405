"""What depends on who asks: the language of a request; and numbers in addresses that stand for nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from qingzhuang.core.middleware import refusal
from qingzhuang.core.problems import Refused
from qingzhuang.core.scoping import LARGEST_KEY

OFFERED = {code for code, _name in settings.LANGUAGES}


class ChosenLanguage:
    """What the person chose, else this browser's choice, else what the browser asks for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = self._chosen(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ["Accept-Language", "Cookie"])
        return response

    def _chosen(self, request: HttpRequest) -> str:
        if request.user.is_authenticated and request.user.language in OFFERED:
            return request.user.language
        cookie = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        return cookie if cookie in OFFERED else translation.get_language_from_request(request)


class Keys:
    """Nothing is asked of a database for a number in an address that no table can hold: it is not there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: Callable, _args: tuple, said: dict[str, Any]
    ) -> HttpResponse | None:
        if all(not isinstance(each, int) or each <= LARGEST_KEY for each in said.values()):
            return None
        if request.path.startswith("/api/"):
            return refusal(request, Refused("identity.not_there"))
        raise Http404
