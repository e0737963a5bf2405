"""The desk of duplicates: clusters of similar things, side by side, and what was decided."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qingzhuang.core.policies import can
from qingzhuang.core.problems import Refused
from qingzhuang.domain.kinds import kinds
from qingzhuang.registry import actions
from qingzhuang.registry.exports import pairs_export_response
from qingzhuang.registry.models import Asset, SimilarCluster, SimilarPair
from qingzhuang.registry.models.similar import DECISIONS
from qingzhuang.registry.queries import similar as queries
from qingzhuang.registry.thresholds import WATCHED
from qingzhuang.registry.tokens import fold

PAGE = 20
BESIDE = 5
COMPARED = ("purpose", "audience", "facing", "platform", "starts_on", "ends_on")


@login_required
@require_GET
def similar_list(request: HttpRequest) -> HttpResponse:
    """Clusters of one's area by what was decided on their pairs, with how often the comparison was right."""
    person = request.user
    wanted = queries.SimilarFilters.read(request.GET.dict())
    page = Paginator(queries.clusters_for(person, wanted), PAGE).get_page(request.GET.get("page"))
    office = queries.deciding_office(person)
    bands = queries.precision_for(person)
    context = {
        "page": page,
        "rows": queries.cluster_rows(person, wanted, page),
        "wanted": wanted,
        "query": _address(wanted.as_query()),
        "tabs": _tabs(person, wanted),
        "kinds": [(code, kinds.get(code).label) for code in WATCHED],
        "bands": bands,
        "judged": sum(band.judged for band in bands),
        "same": sum(band.same for band in bands),
        "office": office,
        "may_export": can(person, "registry.similar.export"),
    }
    return render(request, "registry/similar_list.html", context)


def _address(values: dict[str, str]) -> str:
    query = QueryDict(mutable=True)
    query.update(values)
    return query.urlencode()


def _tabs(person: Any, wanted: queries.SimilarFilters) -> list[tuple[Any, str, bool, int]]:
    counts = queries.counts_by_view(person, wanted)
    others = {name: value for name, value in wanted.as_query().items() if name != "view"}
    labels = {"open": _("To decide"), **DECISIONS}
    return [
        (labels[view], f"?{_address({**others, 'view': view})}", wanted.view == view, counts[view])
        for view in queries.VIEWS
    ]


@login_required
@require_GET
def similar_cluster(request: HttpRequest, pk: int) -> HttpResponse:
    """One cluster: its things, some of them side by side, and the decisions so far."""
    cluster, pairs = _cluster(request, pk)
    members = queries.members_of(pairs)
    asked = {int(each) for each in request.GET.getlist("asset") if each.isdecimal() and len(each) < 18}
    asked = asked or _first_open(pairs)
    chosen = [asset for asset in members if asset.pk in asked] or members[:2]
    context = _context(request, cluster, pairs, members, chosen)
    return render(request, "registry/similar_cluster.html", context)


def _first_open(pairs: list[SimilarPair]) -> set[int]:
    """The two things of the best pair that waits."""
    return next(({pair.first_id, pair.second_id} for pair in pairs if not pair.decision), set())


def _cluster(request: HttpRequest, pk: int) -> tuple[SimilarCluster, list[SimilarPair]]:
    pairs = queries.pairs_in(request.user, pk)
    if not pairs:
        raise Http404
    return pairs[0].cluster, pairs


def _context(request: HttpRequest, cluster: Any, pairs: list, members: list, chosen: list, **more: Any) -> dict:
    beside = chosen[:BESIDE]
    ids = {asset.pk for asset in chosen}
    among = [pair for pair in pairs if {pair.first_id, pair.second_id} <= ids]
    names = {asset.pk: asset.name for asset in members}
    return {
        "cluster": cluster,
        "members": members,
        "chosen": chosen,
        "chosen_ids": ids,
        "beside": beside,
        "unseen": len(chosen) - len(beside),
        "aspects": _aspects(beside, among),
        "pairs": [(pair, names.get(pair.first_id, ""), names.get(pair.second_id, "")) for pair in among[:50]],
        "more_pairs": max(len(among) - 50, 0),
        "decisions": list(DECISIONS.items()),
        "band": queries.band_of(request.user, among),
        "office": queries.deciding_office(request.user),
        "may_reopen": {
            pair.pk for pair in among[:50] if pair.decision and can(request.user, "registry.similar.reopen", pair)
        },
        "given": {},
        "refused": None,
        **more,
    }


def _aspects(assets: list[Asset], pairs: list[SimilarPair]) -> list[tuple[Any, list[list[tuple[str, bool]]]]]:
    """Rows of the comparison: a caption, and for each thing its words, each with whether another one shares it."""
    shared = _shared(assets, pairs)
    rows = [(_("Functions"), [[(each, each in shared[asset.pk]) for each in asset.functions] for asset in assets])]
    language = get_language() or "zh-hans"
    for code in COMPARED:
        fields = [next((f for f in asset.definition.fields if f.code == code), None) for asset in assets]
        shown = [
            f.show(asset.values.get(code), language) if f and asset.values.get(code) is not None else ""
            for f, asset in zip(fields, assets, strict=True)
        ]
        label = next((f.label for f in fields if f), None)
        if label and any(shown):
            alike = [bool(text) and [fold(other) for other in shown].count(fold(text)) > 1 for text in shown]
            rows.append((label, [[(text, same)] for text, same in zip(shown, alike, strict=True)]))
    return rows


def _shared(assets: list[Asset], pairs: list[SimilarPair]) -> dict[int, set[str]]:
    """The functions of each thing that another one shown has too, by the comparison or in the same words."""
    found: dict[int, set[str]] = {asset.pk: set() for asset in assets}
    for pair in pairs:
        if pair.first_id in found and pair.second_id in found:
            for here, there in pair.shared:
                found[pair.first_id].add(here)
                found[pair.second_id].add(there)
    words = [fold(each) for asset in assets for each in {*asset.functions}]
    for asset in assets:
        found[asset.pk] |= {each for each in asset.functions if words.count(fold(each)) > 1}
    return found


@login_required
@require_POST
def similar_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """One decision on all pairs among the chosen things; to merge leads on to the room of merges."""
    cluster, pairs = _cluster(request, pk)
    office = queries.deciding_office(request.user)
    if office is None:
        raise Http404
    ids = [int(each) for each in request.POST.getlist("asset") if each.isdecimal() and len(each) < 18]
    decision, because = request.POST.get("decision", ""), request.POST.get("because", "")
    try:
        decided = actions.decide_similar(
            office, actor=request.user, assets=ids, decision=decision, because=because, cluster=cluster
        )
    except Refused as refusal:
        members = queries.members_of(pairs)
        chosen = [asset for asset in members if asset.pk in set(ids)] or members[:2]
        context = _context(request, cluster, pairs, members, chosen, refused=refusal, given=request.POST)
        return render(request, "registry/similar_cluster.html", context, status=400)
    said = ngettext("One pair is decided.", "%(n)s pairs are decided.", len(decided)) % {"n": len(decided)}
    messages.success(request, said)
    if decision == "merge":
        return redirect(reverse("registry:merge-new") + "?" + "&".join(f"asset={pk}" for pk in ids))
    left = any(not pair.decision for pair in queries.pairs_in(request.user, cluster.pk))
    return redirect(cluster if left else "registry:similar")


@login_required
@require_POST
def similar_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    pair = SimilarPair.objects.select_related("cluster").get_or_404_for(request.user, pk=pk)
    actions.reopen_similar(pair, actor=request.user)
    messages.success(request, _("The pair waits for a decision again."))
    room = pair.cluster.get_absolute_url() if pair.cluster else reverse("registry:similar")
    return redirect(f"{room}?asset={pair.first_id}&asset={pair.second_id}")


@login_required
@require_POST
def similar_scan(request: HttpRequest) -> HttpResponse:
    office = queries.deciding_office(request.user)
    if office is None:
        raise Http404
    actions.ask_scan(office, actor=request.user)
    messages.success(request, _("The whole register is being compared; new pairs appear here as they are found."))
    return redirect("registry:similar")


@login_required
@require_POST
def similar_export(request: HttpRequest) -> HttpResponse:
    """The pairs of a view as csv or xlsx; who took it out is written down."""
    wanted = queries.SimilarFilters.read(QueryDict(request.POST.get("query", "")).dict())
    form = "csv" if request.POST.get("form") == "csv" else "xlsx"
    found = queries.pairs_for(request.user, wanted)
    actions.export_pairs(None, actor=request.user, filters=wanted.as_query(), count=found.count(), form=form)
    return pairs_export_response(found, form, get_language() or "zh-hans")
