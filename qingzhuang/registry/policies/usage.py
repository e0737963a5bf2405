"""Who may tell use, ask owners, and answer for a thing."""

from __future__ import annotations

from typing import Any

from qingzhuang.core.policies import policy
from qingzhuang.identity.models import Organisation
from qingzhuang.identity.queries import has_role, organisations_of, works_for
from qingzhuang.registry.models import Asset, OwnerQuestion, UsageUpload


def _system(actor: Any) -> bool:
    return getattr(actor, "is_system", False)


@policy("registry.usage.report")
def may_report(actor: Any, sender: Organisation | Asset) -> bool:
    """In the name of one's own unit, or for one thing of it; row by row only of things that are its to tell."""
    units = (sender.sponsor_id, sender.keeper_id) if isinstance(sender, Asset) else (sender.pk,)
    return any(own.pk in units for own in organisations_of(actor))


@policy("registry.usage.upload")
def may_upload_usage(actor: Any, office: Organisation) -> bool:
    return may_report(actor, office)


@policy("registry.usage.read")
def may_read_usage(actor: Any, upload: UsageUpload) -> bool:
    return may_report(actor, upload.office)


@policy("registry.usage.give_up")
def may_give_up_usage(actor: Any, upload: UsageUpload) -> bool:
    return may_report(actor, upload.office)


@policy("registry.usage.sign_in")
def may_count_sign_in(actor: Any, _asset: Asset) -> bool:
    return _system(actor)


@policy("registry.usage.write")
def may_write_usage(actor: Any, _target: None) -> bool:
    return _system(actor)


@policy("registry.usage.tidy")
def may_tidy(actor: Any, _target: None) -> bool:
    return _system(actor)


@policy("registry.usage.judge")
def may_judge(actor: Any, _target: None) -> bool:
    return _system(actor)


@policy("registry.usage.ask")
def may_ask(actor: Any, office: Organisation) -> bool:
    """The governance office, of things in its area."""
    return has_role(actor, "reviewer", office)


@policy("registry.usage.answer")
def may_answer(actor: Any, question: OwnerQuestion) -> bool:
    """Only the sponsor's own people speak for it."""
    return works_for(actor, question.asset.sponsor_id)
