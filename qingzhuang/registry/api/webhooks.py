"""Subscriptions to changes, as JSON."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Field, Query, Router, Schema, Status

from qingzhuang.identity.bearer import signed_in
from qingzhuang.identity.queries import organisation_of
from qingzhuang.registry import actions
from qingzhuang.registry.api.paging import PageIn
from qingzhuang.registry.models import Webhook
from qingzhuang.registry.queries.webhooks import webhooks_for

router = Router(tags=["webhooks"], auth=signed_in("webhooks.manage"))


class WebhookIn(Schema):
    """``events`` are codes of actions such as ``registry.asset.change``; none means all."""

    url: str = Field(max_length=500)
    events: list[str] = Field([], max_length=200)


class WebhookOut(Schema):
    id: int
    url: str
    events: list[str]
    failures: int
    stopped_at: datetime.datetime | None
    ended_at: datetime.datetime | None
    created_at: datetime.datetime


class WebhookMade(WebhookOut):
    """``secret`` signs the deliveries; it is told this once."""

    secret: str


class DeliveryOut(Schema):
    id: uuid.UUID
    seq: int
    event: str
    state: str
    attempts: int
    status: int | None
    error: str
    created_at: datetime.datetime
    tried_at: datetime.datetime | None


class ChangeOut(Schema):
    """One change. ``event`` is the code of the action, ``label`` its name in Chinese and English."""

    id: uuid.UUID
    event: str
    label: dict[str, str]
    seq: int
    at: datetime.datetime
    subject: dict[str, Any] = Field(
        description="What it happened to: type, id, name and url, where it is read with the reader's own key; of shared "
        "data the grants it concerns."
    )


_HEADERS = {
    "X-Qingzhuang-Delivery": "The same at every attempt: take it once.",
    "X-Qingzhuang-Timestamp": "Seconds since 1970; refuse what is older than five minutes.",
    "X-Qingzhuang-Signature": "v1= and the hexadecimal HMAC-SHA-256 of `timestamp.body` under the subscription's secret.",
}
# What a subscriber is sent, as OpenAPI describes it.
TOLD = {
    "change": {
        "post": {
            "summary": "Something changed",
            "description": "Sent in order, at least once; answer 2xx within ten seconds, or it comes again later.",
            "parameters": [
                {"name": name, "in": "header", "required": True, "description": said, "schema": {"type": "string"}}
                for name, said in _HEADERS.items()
            ],
            "requestBody": {
                "required": True,
                "content": {"application/json": {"schema": ChangeOut.json_schema()}},
            },
            "responses": {"2XX": {"description": "Taken."}},
        }
    }
}


@router.get("", response=list[WebhookOut], summary="Subscriptions of one's units")
def webhooks(request: HttpRequest) -> Any:
    return webhooks_for(request.user)[:200]


@router.post("", response={201: WebhookMade}, summary="Subscribe to changes")
def subscribe(request: HttpRequest, given: WebhookIn) -> Status:
    """Changes from now on are POSTed to ``url``, signed, at least once, in order."""
    unit = organisation_of(request.user)
    if unit is None:
        raise Http404
    return Status(201, actions.subscribe(unit, actor=request.user, url=given.url, events=given.events))


@router.post("/{int:pk}/resume", response=WebhookOut, summary="Try again at once, also after it was stopped")
def resume(request: HttpRequest, pk: int) -> Webhook:
    return actions.change_webhook(_webhook(request, pk), actor=request.user, go_on=True)


@router.delete("/{int:pk}", response=WebhookOut, summary="End a subscription")
def end(request: HttpRequest, pk: int) -> Webhook:
    return actions.end_webhook(_webhook(request, pk), actor=request.user)


@router.get("/{int:pk}/deliveries", response=list[DeliveryOut], summary="What was told, newest first")
def deliveries(request: HttpRequest, pk: int, given: Query[PageIn]) -> Any:
    return given.cut(_webhook(request, pk).deliveries.all())


def _webhook(request: HttpRequest, pk: int) -> Webhook:
    return Webhook.objects.get_or_404_for(request.user, pk=pk)
