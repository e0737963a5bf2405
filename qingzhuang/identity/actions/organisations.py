"""Opening, renaming, moving and closing organisations; what was, stays readable by its dates."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from qingzhuang.core import journal, policies
from qingzhuang.core.actions import action
from qingzhuang.core.problems import Refused
from qingzhuang.domain.text import Text
from qingzhuang.identity.divisions import is_division_code
from qingzhuang.identity.models import AREA, LEVELS, NATURES, Dated, Organisation, OrganisationParent, Post


@action("identity.organisation.open", Text("设立机构", "Open an organisation"))
def open_organisation(parent: Organisation | None, *, actor: Any, valid_from: date, **fields: Any) -> Organisation:
    """Add an organisation below ``parent`` (``None`` for the root). ``fields`` are those of the model.

    Refused: a level or nature that does not exist, a code of the wrong shape or taken, a parent not in force.
    """
    _check_words(fields)
    code = fields["code"]
    if fields["nature"] == AREA:
        above = parent.area.code if parent else None
        if not is_division_code(code, fields["level"], None if above == "000000" else above):
            raise Refused("identity.code_shape", code=code, where={"field": "code"})
    taken = Organisation.objects.filter(code=code).first()
    if taken:
        raise Refused("identity.code_taken", code=code, name=taken.name, where={"field": "code"})
    if parent and not parent.holds_on(valid_from):
        raise Refused("identity.not_there_yet", name=parent.name, where={"field": "valid_from"})
    _lock_tree()
    node = Organisation(valid_from=valid_from, **fields)
    # The parent's counters may be stale in memory when several children are added in a row.
    organisation = (
        Organisation.objects.get(pk=parent.pk).add_child(instance=node)
        if parent
        else Organisation.add_root(instance=node)
    )
    OrganisationParent.objects.create(organisation=organisation, parent=parent, valid_from=valid_from)
    return organisation


@action("identity.organisation.rename", Text("机构更名", "Rename an organisation"))
def rename_organisation(organisation: Organisation, *, actor: Any, name: str, short_name: str = "") -> Organisation:
    """Give it another name; the old one stays in the journal."""
    if not name.strip():
        raise Refused("identity.missing", where={"field": "name"})
    journal.detail(before=organisation.name, after=name)
    organisation.name, organisation.short_name = name.strip(), short_name
    organisation.save(update_fields=["name", "short_name"])
    return organisation


@action("identity.organisation.move", Text("调整机构隶属", "Move an organisation"))
def move_organisation(organisation: Organisation, *, actor: Any, parent: Organisation, on: date) -> Organisation:
    """Move it below another parent from a day on; where it stood before stays on record.

    The actor must be allowed to open organisations at the new place too. Refused: a place below itself, a day in the
    future (the tree says what holds today) or not after the last move.
    """
    policies.ensure(actor, "identity.organisation.open", parent)
    _lock_tree()
    moved, parent = Organisation.objects.get(pk=organisation.pk), Organisation.objects.get(pk=parent.pk)
    if parent.pk == moved.pk or parent.is_descendant_of(moved):
        raise Refused("identity.cyclic_move")
    if not parent.holds_on(on):
        raise Refused("identity.not_there_yet", name=parent.name, where={"field": "parent"})
    current = OrganisationParent.objects.filter(organisation=moved, valid_until=None).first()
    since = current.valid_from if current else moved.valid_from
    if not since < on <= timezone.localdate():
        raise Refused("identity.move_date", earliest=since.isoformat(), where={"field": "on"})
    if current:
        current.valid_until = on - timedelta(days=1)
        current.save(update_fields=["valid_until"])
    OrganisationParent.objects.create(organisation=moved, parent=parent, valid_from=on)
    moved.move(parent, "last-child")
    journal.detail(parent=parent.code, on=on)
    return Organisation.objects.get(pk=organisation.pk)


@action("identity.organisation.close", Text("撤销机构", "Close an organisation"))
def close_organisation(organisation: Organisation, *, actor: Any, on: date) -> Organisation:
    """Its last day; refused while something below it, or a post in it, goes on longer."""
    if on < organisation.valid_from:
        raise Refused("identity.dates_reversed", where={"field": "on"})
    after = on + timedelta(days=1)
    # An organisation holds by the same two dates as a post does.
    if (
        organisation.get_descendants().filter(Dated.on(after)).exists()
        or Post.objects.filter(Post.on(after), organisation=organisation).exists()
    ):
        raise Refused("identity.still_in_use", name=organisation.name)
    organisation.valid_until = on
    organisation.save(update_fields=["valid_until"])
    journal.detail(on=on)
    return organisation


def _check_words(fields: dict[str, Any]) -> None:
    for field, known in (("level", LEVELS), ("nature", NATURES)):
        if fields[field] not in known:
            raise Refused("identity.unknown_word", value=fields[field], where={"field": field})
    if not fields["name"].strip() or not fields["code"].strip():
        raise Refused("identity.missing", where={"field": "name" if fields["code"].strip() else "code"})


def _lock_tree() -> None:
    """One change of the tree at a time: paths are counted from their neighbours."""
    list(Organisation.objects.select_for_update().filter(depth=1).values_list("pk"))
