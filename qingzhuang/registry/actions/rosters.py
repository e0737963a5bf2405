"""Lists of groups and members from chat products: read, confirmed, entered; overlaps counted as they come in."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from qingzhuang.core import journal
from qingzhuang.core.actions import action
from qingzhuang.core.jobs import enqueue
from qingzhuang.core.problems import Refused
from qingzhuang.domain.text import Text
from qingzhuang.gate import reports
from qingzhuang.gate.models import Proposal
from qingzhuang.identity.models import Organisation
from qingzhuang.registry.actions.assets import enter
from qingzhuang.registry.actions.telling import latest, settle
from qingzhuang.registry.chats import chats
from qingzhuang.registry.models import Asset, GroupFile, Member, Overlap, Roster
from qingzhuang.registry.queries.overlaps import WORTH_KEEPING, same_purpose, shared_with
from qingzhuang.registry.rosters import Listed, key_mark, read_listing
from qingzhuang.registry.tokens import fold

JOB = "registry.group.enter"
CHUNK = 50
# What a list sees, as against what an owner says of a group.
SEEN = ("last_message", "people")


@action("registry.group.upload", Text("上传群组清单", "Upload a list of groups"))
def upload_groups(
    unit: Organisation, *, actor: Any, name: str, data: bytes, product: str = "", group: str = ""
) -> GroupFile:
    """Read a list of groups or members for a unit; nothing enters the register yet, and the file is not kept.

    The same file for the same unit gives the first reading again. Raises what ``read_listing`` does.
    """
    digest = hashlib.sha256(b"\x1f".join((data, group.encode()))).hexdigest()
    if held := GroupFile.objects.filter(unit=unit, digest=digest).first():
        journal.detail(again=True)
        return held
    listing = read_listing(data, name, product, group)
    journal.detail(file=name, digest=digest, groups=len(listing.groups))
    return GroupFile.objects.create(
        unit=unit,
        person=actor,
        product=listing.product.code,
        file_name=name[:300],
        digest=digest,
        with_members=listing.with_members,
        plan=[_planned(each) for each in listing.groups],
        remarks=[{"cell": cell, "text": text.as_dict()} for cell, text in listing.remarks[:500]],
    )


@action("registry.group.confirm", Text("确认登记群组", "Confirm the list of groups"))
def confirm_groups(file: GroupFile, *, actor: Any) -> GroupFile:
    """Have the groups entered, by a job; one whose job was given up goes on where it stopped."""
    file = GroupFile.objects.select_for_update().get(pk=file.pk)
    if file.step != "read" and not file.stalled:
        raise Refused("registry.import_step", file=file.file_name, step=file.step_label)
    file.step = "running"
    file.job = enqueue(JOB, actor=actor, file=file.pk)
    file.save()
    return file


@action("registry.group.enter", Text("登记清单中的群组", "Enter groups of a list"))
def enter_groups(file: GroupFile, *, actor: Any) -> GroupFile:
    """Enter or bring up to date the next groups of a confirmed list, with their members as hashes."""
    file = GroupFile.objects.select_for_update(of=("self",)).select_related("unit").get(pk=file.pk)
    if file.step != "running":
        return file
    held = _held(file.unit)
    until = min(file.reached + CHUNK, len(file.plan))
    for told in file.plan[file.reached : until]:
        asset = held.get(told["external_id"]) or held.get(fold(told["name"]))
        told["outcome"] = "held" if asset else "added"
        asset = _see(asset, told["values"], file) if asset else _add(file, told, actor)
        held[fold(told["name"])] = asset
        told["asset"] = asset.pk
        if file.with_members:
            keep_roster(told["members"], told["marks"], asset=asset)
        told["marks"] = {}
    file.reached = until
    if until == len(file.plan):
        file.step = "done"
    file.save()
    journal.detail(reached=until)
    return file


@action("registry.group.attach", Text("附上拟建群成员名单", "Attach the members of a proposed group"))
def attach_members(proposal: Proposal, *, actor: Any, name: str, data: bytes) -> Roster:
    """The members a proposed group would have, so that the gate can say which group has them already."""
    listing = read_listing(data, name, group=proposal.name or "—")
    if not listing.with_members or len(listing.groups) != 1:
        raise Refused("registry.roster_one_group", groups=len(listing.groups))
    listed = listing.groups[0]
    journal.detail(members=listed.members)
    roster = keep_roster(listed.members, listed.complete(), proposal=proposal)
    reports.write(proposal)
    return roster


@action("registry.group.compare", Text("比对同单位群组用途", "Compare the purposes of a unit's groups"))
def compare_purposes(unit: Organisation, *, actor: Any) -> None:
    """Find the groups of a unit that serve one purpose; what was found before is replaced."""
    groups = list(Asset.objects.alive().filter(kind="group", sponsor=unit).order_by("pk"))
    Overlap.objects.filter(sort="purpose", first__sponsor=unit).delete()
    pairs = list(same_purpose(groups))
    Overlap.objects.bulk_create(
        [
            Overlap(first=first, second=second, sort="purpose", score=score, same_unit=True)
            for first, second, score in pairs
        ]
    )
    journal.detail(unit=unit.code, groups=len(groups), pairs=len(pairs))


def keep_roster(
    members: int, marks: Mapping[str, Sequence[str]], *, asset: Asset | None = None, proposal: Proposal | None = None
) -> Roster:
    """Replace the members of a group and what it shares with others. ``marks`` are the hashes of complete bases."""
    Roster.objects.filter(asset=asset, proposal=proposal).delete()
    size = max((len(each) for each in marks.values()), default=members)
    roster = Roster.objects.create(
        asset=asset, proposal=proposal, size=size, bases=list(marks), key=key_mark(), told_on=timezone.localdate()
    )
    Member.objects.bulk_create(
        [Member(roster=roster, basis=basis, mark=mark) for basis, found in marks.items() for mark in found],
        batch_size=2000,
    )
    if asset is not None:
        _keep_overlaps(asset, roster, marks)
    return roster


def _keep_overlaps(asset: Asset, roster: Roster, marks: Mapping[str, Sequence[str]]) -> None:
    Overlap.objects.filter(sort="members", first=asset).delete()
    Overlap.objects.filter(sort="members", second=asset).delete()
    shared = [each for each in shared_with(roster, marks) if each.containment >= WORTH_KEEPING]
    others = Asset.objects.in_bulk([each.roster.asset_id for each in shared])
    found = []
    for each in shared:
        other = others[each.roster.asset_id]
        turned = other.pk < asset.pk
        sizes = (each.other_size, each.size) if turned else (each.size, each.other_size)
        found.append(
            Overlap(
                first=other if turned else asset,
                second=asset if turned else other,
                sort="members",
                basis=each.basis,
                shared=each.shared,
                first_size=sizes[0],
                second_size=sizes[1],
                score=each.containment,
                same_unit=asset.sponsor_id is not None and asset.sponsor_id == other.sponsor_id,
            )
        )
    Overlap.objects.bulk_create(found)


def _planned(listed: Listed) -> dict[str, Any]:
    return {
        "name": listed.name[:300],
        "external_id": listed.external_id,
        "values": listed.values,
        "members": listed.members,
        "marks": listed.complete(),
        "row": listed.row,
    }


def _held(unit: Organisation) -> dict[str, Asset]:
    """The unit's living groups by their id in the chat product and by the one spelling of their name."""
    groups = list(Asset.objects.alive().filter(kind="group", sponsor=unit))
    by_name = {fold(each.name): each for each in groups}
    return by_name | {each.external_id: each for each in groups if each.external_id}


def _see(asset: Asset, told: Mapping[str, Any], file: GroupFile) -> Asset:
    """What the list sees is taken; what it says otherwise only fills what nobody answered."""
    asset = latest(asset)
    before = asset.values
    news = {code: value for code, value in told.items() if code in SEEN or not before.get(code)}
    if news.get("last_message") and before.get("last_message"):
        news["last_message"] = max(news["last_message"], before["last_message"])
    if all(before.get(code) == value for code, value in news.items()):
        return asset
    asset.take(news)
    return settle(asset)


def _add(file: GroupFile, told: Mapping[str, Any], actor: Any) -> Asset:
    product = chats.get(file.product).label.zh
    return enter(
        file.unit,
        actor=actor,
        kind="group",
        values={"name": told["name"], "chat_product": product, **told["values"]},
        sponsor=file.unit,
        source="owner",
        external_id=told["external_id"],
        events=(("found", timezone.localdate(), file.file_name),),
    )
