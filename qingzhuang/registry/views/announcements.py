"""What anybody may read without signing in: what ends, when, and where to go. Public fields only."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.http import require_safe

from qingzhuang.core.throttling import count_visitor
from qingzhuang.registry.merging.circles import successor_of
from qingzhuang.registry.models import Announcement
from qingzhuang.registry.models.closures import is_public
from qingzhuang.registry.queries import merges as queries

PAGE = 30
ENTRIES = 50


@require_safe
def announcement_list(request: HttpRequest) -> HttpResponse:
    """What ends and what merges, the newest first."""
    count_visitor(request)
    page = Paginator(queries.public_announcements(), PAGE).get_page(request.GET.get("page"))
    today = timezone.localdate()
    rows = [(each, each.over(today)) for each in page]
    return render(request, "registry/announcement_list.html", {"page": page, "rows": rows})


@require_safe
def where(request: HttpRequest, pk: int) -> HttpResponse:
    """Where to go instead of a thing that ended or is about to."""
    count_visitor(request)
    told = queries.public_ending(pk)
    if told is None:
        raise Http404
    successor = None if told.withdrawn_on else (successor_of(told.asset) or told.successor)
    if successor is not None and not is_public(successor):
        successor = None
    context = {
        "told": told,
        "asset": told.asset,
        "over": told.over(timezone.localdate()) or told.ended_on,
        "successor": successor,
        "links": list(successor.links.filter(first=successor)[:5]) if successor else [],
        "fates": [] if told.withdrawn_on else queries.where_functions_went(told.asset),
    }
    return render(request, "registry/where.html", context)


@require_safe
def where_address(request: HttpRequest) -> HttpResponse:
    """``?address=``: leads an old address to the page that says where to go; 404 when it is not registered."""
    count_visitor(request)
    address = request.GET.get("address", "")
    if not address:
        return redirect("registry:announcements")
    asset = queries.asset_at(address)
    if asset is None or queries.public_ending(asset.pk) is None:
        raise Http404
    return redirect("registry:where", asset.pk)


class _PagedAtom(Atom1Feed):
    """Atom with the links of RFC 5005 from page to page."""

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        super().add_root_elements(handler)
        for rel in ("previous", "next"):
            if self.feed.get(rel):
                handler.addQuickElement("link", "", {"rel": rel, "href": self.feed[rel]})


@require_safe
def announcement_feed(request: HttpRequest) -> HttpResponse:
    """The announcements as an Atom feed in the reader's language (``?lang=en`` or ``zh-hans`` to fix it)."""
    count_visitor(request)
    language = {"en": "en", "zh-hans": "zh-hans", "zh": "zh-hans"}.get(
        request.GET.get("lang", ""), get_language() or "zh-hans"
    )
    page = Paginator(queries.public_announcements(), ENTRIES).get_page(request.GET.get("page"))
    at = request.build_absolute_uri
    feed = _PagedAtom(
        title=_("Announcements of closures and merges"),
        link=at(reverse("registry:announcements")),
        description="",
        language=language,
        feed_url=at(),
        previous=at(_address(page, language, -1)) if page.has_previous() else "",
        next=at(_address(page, language, 1)) if page.has_next() else "",
    )
    for each in page:
        feed.add_item(**_entry(each, language, at))
    response = HttpResponse(content_type="application/atom+xml; charset=utf-8")
    feed.write(response, "utf-8")
    return response


def _address(page: Page, language: str, way: int) -> str:
    return f"{reverse('registry:announcements-feed')}?lang={language}&page={page.number + way}"


def _entry(each: Announcement, language: str, at: Any) -> dict[str, Any]:
    return {
        "title": each.title.in_(language),
        "link": at(reverse("registry:where", args=[each.asset_id])),
        "description": each.words.in_(language),
        "unique_id": f"urn:qingzhuang:announcement:{each.pk}",
        "pubdate": each.published_at,
        "updateddate": each.updated_at,
        "author_name": each.asset.sponsor_shown or "—",
    }
