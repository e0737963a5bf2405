"""The API as a whole: every refusal is a problem document (RFC 9457), and the description says so of every address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NoReturn

from django.http import Http404, HttpRequest
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from qingzhuang.core.policies import Denied
from qingzhuang.core.problems import Refused, problem
from qingzhuang.domain.text import Text
from qingzhuang.identity.bearer import KeyAuth

problem(
    "identity.unsigned",
    Text("这个地址要有密钥或登录。", "This address needs a key or a signed-in person."),
    Text("请在请求头带 Authorization: Bearer qz_…。", "Send the header Authorization: Bearer qz_…."),
    status=401,
)
problem(
    "identity.token_missing",
    Text("请求带了登录信息，却没有页面的防伪标记。", "The request has a session, but not the token of a page."),
    Text("系统调用请改用密钥：Authorization: Bearer qz_…。", "Systems use a key instead: Authorization: Bearer qz_…."),
    status=403,
)
problem(
    "identity.not_there",
    Text("没有这一项，或不在可查看的范围内。", "There is no such thing, or it is not yours to see."),
    Text("请核对地址。", "Check the address."),
    status=404,
)
problem(
    "identity.unreadable",
    Text("读不出请求的内容。", "The body of the request could not be read."),
    Text("请以 UTF-8 发送正确的 JSON。", "Send well-formed JSON in UTF-8."),
)
problem(
    "identity.misshapen",
    Text("“{field}”缺少或格式不对。", "“{field}” is missing, or not of its form."),
    Text("请按接口说明改正；where 列出每一处。", "Correct it as the description says; where lists each place."),
    status=422,
)

PROBLEM = {
    "title": "Problem",
    "description": "Why it was refused and what to do (RFC 9457), in the language of Accept-Language.",
    "type": "object",
    "required": ["type", "title", "detail", "status", "where"],
    "properties": {
        "type": {"type": "string", "description": "urn:qingzhuang:problem:CODE; the code does not change"},
        "title": {"type": "string", "description": "What is wrong."},
        "detail": {"type": "string", "description": "What to do."},
        "status": {"type": "integer"},
        "where": {"type": "object", "description": "The place: field, row, file, sheet, cell; of a 422 each of them."},
    },
}
REFUSAL = {
    "description": "Refused: 400 not acceptable; 401 no key, or a wrong one; 403 the scope is missing; 404 not there, or not "
    "yours; 409 somebody was faster; 413 too much at once; 422 not of its form; 429 too often, with Retry-After.",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}


class Description(OpenAPISchema):
    """With the scope each address needs, and what a refusal looks like."""

    def operation_security(self, operation: Any) -> list[dict[str, list[str]]] | None:
        asked = super().operation_security(operation)
        scopes = [auth.scope for auth in operation.auth_callbacks or () if isinstance(auth, KeyAuth)]
        return [{name: scopes if name == KeyAuth.__name__ else [] for name in each} for each in asked or ()] or None

    def responses(self, operation: Any) -> dict[str, Any]:
        return {**super().responses(operation), "4XX": REFUSAL}

    def get_components(self) -> dict[str, Any]:
        self.schemas["Problem"] = PROBLEM
        return super().get_components()


class Api(NinjaAPI):
    """``told`` are the messages it sends itself, as OpenAPI describes webhooks."""

    def __init__(self, *, told: Mapping[str, Any], **settings: Any) -> None:
        super().__init__(**settings)
        self.told = told
        for error, answer in ANSWERS.items():
            self.add_exception_handler(error, answer)

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: Any = None) -> OpenAPISchema:
        described = Description(self, self.get_root_path(path_params or {}) if path_prefix is None else path_prefix)
        described["webhooks"] = dict(self.told)
        return described


@csrf_exempt
def nowhere(_request: HttpRequest) -> NoReturn:
    """An address that the API does not have."""
    raise Refused("identity.not_there")


# Raised, not returned: what the pages and the actions refuse is answered in the same place.
def _not_there(_request: HttpRequest, error: Exception) -> NoReturn:
    """Who may not do something is told what is told of things that are not there."""
    raise Refused("identity.not_there") from error


def _unsigned(_request: HttpRequest, error: Exception) -> NoReturn:
    raise Refused("identity.unsigned") from error


def _unacceptable(request: HttpRequest, error: HttpError) -> NoReturn:
    raise Refused("identity.token_missing" if error.status_code == 403 else "identity.unreadable") from error


def _misshapen(_request: HttpRequest, error: ValidationError) -> NoReturn:
    found = {_place(each): each["msg"] for each in error.errors}
    raise Refused("identity.misshapen", field=next(iter(found)), where=found) from error


def _place(fault: Mapping[str, Any]) -> str:
    """``counts.0.day``: where a fault is, without the names of the function's own parameters."""
    source, *parts = fault["loc"]
    parts = parts[1:] if source in ("body", "form") and len(parts) > 1 else parts
    return ".".join(map(str, parts)) or str(source)


ANSWERS = {
    Denied: _not_there,
    Http404: _not_there,
    AuthenticationError: _unsigned,
    HttpError: _unacceptable,
    ValidationError: _misshapen,
}
