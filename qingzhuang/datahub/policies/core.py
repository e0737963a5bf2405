"""Who may read, bring in and decide."""

from __future__ import annotations

from typing import Any

from qingzhuang.core.policies import policy
from qingzhuang.datahub.models import (
    Conflict,
    Correction,
    Doubt,
    FilledSheet,
    Grant,
    Intake,
    ProposedElement,
    ReturnedSheet,
    Source,
    Subject,
)
from qingzhuang.datahub.reading import READ
from qingzhuang.identity.models import Organisation
from qingzhuang.identity.queries import has_role, organisations_of, roles_of, works_for

# Those who serve people of an area, and those who answer for its data.
READERS = {"village_worker", "township_officer", "data_steward"}


@policy(READ)
def may_read(actor: Any, _target: Any) -> bool:
    return bool(READERS & roles_of(actor))


@policy("datahub.subject.find")
def may_find(actor: Any, _target: Any) -> bool:
    return may_read(actor, None)


@policy("datahub.access.show")
def may_show_accesses(actor: Any, subject: Subject) -> bool:
    """Those who serve the person concerned."""
    return may_read(actor, None) and Subject.objects.visible_to(actor).filter(pk=subject.pk).exists()


@policy("datahub.subject.refuse")
def may_be_refused(actor: Any, _target: Any) -> bool:
    """Anybody who reads beyond their area is written down."""
    return True


@policy("datahub.source.open")
def may_open_source(actor: Any, owner: Organisation) -> bool:
    return getattr(actor, "is_system", False) or has_role(actor, "data_steward", owner)


@policy("datahub.agreement.make")
def may_agree(actor: Any, area: Organisation) -> bool:
    return getattr(actor, "is_system", False) or has_role(actor, "data_steward", area)


@policy("datahub.element.propose")
def may_propose_element(actor: Any, _target: Any) -> bool:
    return bool(roles_of(actor))


@policy("datahub.element.decide")
def may_decide_element(actor: Any, proposed: ProposedElement) -> bool:
    return has_role(actor, "data_steward", proposed.area)


@policy("datahub.intake.upload")
def may_upload(actor: Any, source: Source) -> bool:
    """The people of the source's owner, and the data steward of its area."""
    return (
        getattr(actor, "is_system", False)
        or works_for(actor, source.owner_id)
        or has_role(actor, "data_steward", source.owner)
    )


@policy("datahub.intake.run")
def may_run(actor: Any, intake: Intake) -> bool:
    return may_upload(actor, intake.source)


@policy("datahub.fact.tell")
def may_tell(actor: Any, source: Source) -> bool:
    return may_upload(actor, source)


@policy("datahub.doubt.decide")
def may_decide_doubt(actor: Any, doubt: Doubt) -> bool:
    return has_role(actor, "data_steward", doubt.subject.area)


@policy("datahub.conflict.decide")
def may_decide_conflict(actor: Any, conflict: Conflict) -> bool:
    """The named owner's people; the data steward of the area when the owner does not answer."""
    return works_for(actor, conflict.owner_id) or has_role(actor, "data_steward", conflict.subject.area)


@policy("datahub.sheet.return")
def may_return(actor: Any, sheet: FilledSheet) -> bool:
    """Whoever had it filled, for the unit they had it filled for."""
    return actor.pk == sheet.person_id and works_for(actor, sheet.area_id)


@policy("datahub.sheet.record")
def may_record(actor: Any, returned: ReturnedSheet) -> bool:
    return may_return(actor, returned.sheet)


@policy("datahub.correction.ask")
def may_ask_correction(actor: Any, subject: Subject) -> bool:
    """Whoever may look at the person, for their area or under a grant of rows, may say what is wrong."""
    if may_read(actor, None) and Subject.objects.visible_to(actor).filter(pk=subject.pk).exists():
        return True
    granted = Grant.objects.in_force().filter(requester__in=organisations_of(actor), form="rows", kind=subject.kind)
    return any(subject.area.is_within(grant.area) for grant in granted.select_related("area"))


@policy("datahub.correction.answer")
def may_answer_correction(actor: Any, correction: Correction) -> bool:
    """The people of the source's owner; the data steward when they do not answer."""
    return works_for(actor, correction.source.owner_id) or has_role(actor, "data_steward", correction.source.owner)
