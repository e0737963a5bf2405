"""Reading a rendered page the way a browser would, without one."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from django.http import HttpRequest
from django.template import engines
from django.test import RequestFactory
from django_cotton.compiler_regex import CottonCompiler


def render(source: str, **context: object) -> str:
    """Render template source as a page does, with a request."""
    request: HttpRequest = RequestFactory().get("/")
    compiled = CottonCompiler().process("{% load i18n look %}" + source)
    return engines["django"].from_string(compiled).render(context, request)


class Tags(HTMLParser):
    """Every start tag with its attributes, and the words between."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)
        self.text = " ".join(self.text.split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]

    def ids(self) -> list[str]:
        return [attrs["id"] for _tag, attrs in self.tags if attrs.get("id")]


def forbidden_inline(html: str) -> list[str]:
    """What a strict content security policy would block: styles, handlers and scripts written into the page."""
    tags = Tags(html).tags
    styles = [f"<{tag} style>" for tag, attrs in tags if "style" in attrs or tag == "style"]
    handlers = [f"<{tag} {name}>" for tag, attrs in tags for name in attrs if re.match(r"on[a-z]+$|hx-on", name)]
    scripts = ["<script>" for tag, attrs in tags if tag == "script" and not attrs.get("src")]
    urls = [name for _tag, attrs in tags for name, value in attrs.items() if (value or "").startswith("javascript:")]
    return styles + handlers + scripts + urls
