"""What a key may do at the gate."""

from qingzhuang.domain.text import Text
from qingzhuang.identity.scopes import Scope, scopes

scopes.register(
    Scope(
        "register.propose",
        Text("提出提议", "Propose"),
        frozenset({"gate.proposal.draft", "gate.proposal.save", "gate.proposal.submit", "gate.proposal.examine"}),
    )
)
