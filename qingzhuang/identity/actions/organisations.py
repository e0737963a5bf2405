"""Opening, renaming, moving and closing organisations; what was, stays readable by its dates."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from qingzhuang.core import journal
from qingzhuang.core.actions import action
from qingzhuang.core.problems import Refused
from qingzhuang.domain.text import Text
from qingzhuang.identity.divisions import is_division_code
from qingzhuang.identity.models import AREA, Dated, Organisation, OrganisationParent, Post


@action("identity.organisation.open", Text("设立机构", "Open an organisation"))
def open_organisation(parent: Organisation | None, *, actor: Any, valid_from: date, **fields: Any) -> Organisation:
    """Add an organisation below ``parent`` (``None`` for the root). ``fields`` are those of the model."""
    code = fields["code"]
    if fields["nature"] == AREA:
        above = parent.code if parent else None
        if not is_division_code(code, fields["level"], None if above == "000000" else above):
            raise Refused("identity.code_shape", code=code, where={"field": "code"})
    taken = Organisation.objects.filter(code=code).first()
    if taken:
        raise Refused("identity.code_taken", code=code, name=taken.name, where={"field": "code"})
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
    journal.detail(before=organisation.name, after=name)
    organisation.name, organisation.short_name = name, short_name
    organisation.save(update_fields=["name", "short_name"])
    return organisation


@action("identity.organisation.move", Text("调整机构隶属", "Move an organisation"))
def move_organisation(organisation: Organisation, *, actor: Any, parent: Organisation, on: date) -> Organisation:
    """Move it below another parent from a day on; where it stood before stays on record."""
    if parent.pk == organisation.pk or parent.is_descendant_of(organisation):
        raise Refused("identity.cyclic_move")
    OrganisationParent.objects.filter(organisation=organisation, valid_until=None).update(
        valid_until=on - timedelta(days=1)
    )
    OrganisationParent.objects.create(organisation=organisation, parent=parent, valid_from=on)
    organisation.move(parent, "last-child")
    journal.detail(parent=parent.code, on=on)
    return Organisation.objects.get(pk=organisation.pk)


@action("identity.organisation.close", Text("撤销机构", "Close an organisation"))
def close_organisation(organisation: Organisation, *, actor: Any, on: date) -> Organisation:
    # An organisation holds by the same two dates as a post does.
    if (
        organisation.get_descendants().filter(Dated.on(on)).exists()
        or Post.objects.filter(Post.on(on), organisation=organisation).exists()
    ):
        raise Refused("identity.still_in_use", name=organisation.name)
    organisation.valid_until = on
    organisation.save(update_fields=["valid_until"])
    return organisation
