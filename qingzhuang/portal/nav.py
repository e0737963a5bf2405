"""The sections of the product, as rail and bar show them.

An entry is named by the URL it opens; a section whose room is not installed is left out, and so is one that
this person may not open.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from qingzhuang.core.policies import can
from qingzhuang.domain.catalogue import Catalogue
from qingzhuang.domain.text import Text
from qingzhuang.identity.queries import roles_of


def everyone(person: Any) -> bool:
    """Anybody who has signed in."""
    return True


def holds_post(person: Any) -> bool:
    """Anybody with a post that is in force today."""
    return bool(roles_of(person))


def may_propose(person: Any) -> bool:
    """Anybody who may draft a proposal for their unit."""
    return can(person, "gate.proposal.draft")


@dataclass(frozen=True)
class Section:
    """One section: ``url_name`` opens it, ``prefix`` marks the addresses that belong to it, ``who`` may see it.

    ``short`` is the label under the thumb on a phone. The first three by ``order`` stand in the phone's bar.
    """

    code: str
    label: Text
    url_name: str
    order: int
    icon: str = "dot"
    short: Text | None = None
    prefix: str = ""
    who: Callable[[Any], bool] = everyone


@dataclass(frozen=True)
class Entry:
    """A section as one person sees it on one page."""

    label: Text
    short: Text
    url: str
    icon: str
    current: bool


sections: Catalogue[Section] = Catalogue("sections")
for _section in (
    Section("today", Text("今日", "Today"), "portal:home", 10, "home"),
    Section("proposals", Text("提议与审核", "Proposals"), "gate:proposals", 20, "gate",
            Text("提议", "Proposals"), who=holds_post),
    Section("register", Text("台账", "Register"), "registry:assets", 30, "register", who=holds_post),
    Section("data", Text("数据底座", "Data hub"), "datahub:elements", 35, "data", Text("数据", "Data"), prefix="/data/", who=holds_post),
    Section("check", Text("先查一查", "Quick check"), "gate:check", 40, "search", who=may_propose),
    Section("admitted", Text("已受理编号", "Admitted"), "gate:admissions", 50, "check", who=holds_post),
    Section("rules", Text("规则与依据", "Rules and law"), "gate:rules", 60, "rules"),
    Section("organisations", Text("机构与岗位", "Organisations"), "identity:organisations", 70, "people",
            prefix="/people/organisations/", who=holds_post),
):  # fmt: skip
    sections.register(_section)


def entries(request: HttpRequest) -> list[Entry]:
    """The sections open to the person asking, in order, the one they are in marked."""
    found: list[tuple[Section, str]] = []
    for section in sorted(sections, key=lambda s: s.order):
        try:
            url = reverse(section.url_name)
        except NoReverseMatch:
            continue
        if section.who(request.user):
            found.append((section, url))
    here = max((s.prefix or url for s, url in found if _within(request.path, s.prefix or url)), key=len, default="")
    return [Entry(s.label, s.short or s.label, url, s.icon, (s.prefix or url) == here) for s, url in found]


def _within(path: str, prefix: str) -> bool:
    return path == prefix or (prefix != "/" and path.startswith(prefix))
