"""What to do instead of building anew: use what exists, add a module to it, or join with its sponsor."""

from __future__ import annotations

from collections.abc import Sequence

from qingzhuang.analytics.likeness.entry import Entry, Similar, Suggestion
from qingzhuang.domain.text import Text

_USE, _OVERLAP, _ALIKE = 0.8, 0.3, 0.6
_ACTIONS = ("use_existing", "add_module", "cooperate")


def suggestion(proposal: Entry, similar: Sequence[Similar]) -> Suggestion | None:
    """The best advice that the similar things support, or None.

    ``use_existing`` if one covers at least four fifths of the functions; ``add_module`` if one covers three tenths and
    has the same sponsor, the same users or is clearly larger; ``cooperate`` if it has another sponsor. Among equals
    the higher score wins.
    """
    found = [(action, each) for each in similar if (action := _action(each))]
    if not found:
        return None
    action, target = min(found, key=lambda pair: (_ACTIONS.index(pair[0]), -pair[1].score, pair[1].id))
    return Suggestion(action, target.id, _WORDING[action](proposal, target))


def _action(each: Similar) -> str | None:
    asked = len(each.shared) + len(each.only_here)
    codes = {reason.code for reason in each.reasons}
    if not asked:
        if each.score < _ALIKE:
            return None
        return "use_existing" if "same_name" in codes or "same_sponsor" in codes else "cooperate"
    covered = len(each.shared) / asked
    if covered >= _USE:
        return "use_existing"
    if covered < _OVERLAP:
        return None
    if codes & {"same_sponsor", "same_users", "contained_in"}:
        return "add_module"
    return "cooperate"


def _whose(target: Similar) -> Text:
    by = (f"（{target.sponsor}）", f" ({target.sponsor})") if target.sponsor else ("", "")
    return Text(f"“{target.name}”{by[0]}", f"“{target.name}”{by[1]}")


def _listed(words: Sequence[str]) -> Text:
    return Text("、".join(words), ", ".join(words))


def _use_existing(proposal: Entry, target: Similar) -> Text:
    whose, asked = _whose(target), len(target.shared) + len(target.only_here)
    if not asked:
        return Text(f"{whose.zh}与所提内容相近，建议直接使用。", f"{whose.en} is much the same: use it.")
    return Text(
        f"{whose.zh}已有所提 {asked} 项功能中的 {len(target.shared)} 项，建议直接使用，不再新建。",
        f"{whose.en} already has {len(target.shared)} of the {asked} functions asked for: use it, build nothing new.",
    )


def _add_module(proposal: Entry, target: Similar) -> Text:
    whose, missing = _whose(target), _listed(target.only_here)
    return Text(
        f"{whose.zh}已有其中 {len(target.shared)} 项功能，建议在其上增加模块：{missing.zh}。",
        f"{whose.en} already has {len(target.shared)} of the functions: add a module to it for {missing.en}.",
    )


def _cooperate(proposal: Entry, target: Similar) -> Text:
    whose = _whose(target)
    if not target.shared:
        return Text(
            f"{whose.zh}用途相近，建议商议共建共用。", f"{whose.en} serves a similar purpose: agree to share it."
        )
    here = _listed([pair[0] for pair in target.shared])
    return Text(
        f"{whose.zh}也在做：{here.zh}。建议商议共建共用。",
        f"{whose.en} does the same in part ({here.en}): agree to build and use it together.",
    )


_WORDING = {"use_existing": _use_existing, "add_module": _add_module, "cooperate": _cooperate}
