"""Who may decide on the captions of forms."""

from __future__ import annotations

from typing import Any

from qingzhuang.core.policies import policy
from qingzhuang.datahub.models import KnownForm, WordingPair
from qingzhuang.identity.models import Organisation
from qingzhuang.identity.queries import has_role


@policy("datahub.overlap.decide")
def may_decide_overlap(actor: Any, office: Organisation) -> bool:
    """The data steward, on captions of forms of the area."""
    return getattr(actor, "is_system", False) or has_role(actor, "data_steward", office)


@policy("datahub.overlap.reopen")
def may_reopen_overlap(actor: Any, pair: WordingPair) -> bool:
    """A data steward in whose area both captions are asked."""
    forms = KnownForm.objects.visible_to(actor)
    return has_role(actor, "data_steward") and all(
        forms.filter(fields__wording=number).exists() for number in (pair.first_id, pair.second_id)
    )
