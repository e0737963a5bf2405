"""Forgetting what apps were given for a sign-in, once it opens nothing any more."""

from __future__ import annotations

from qingzhuang.core.actions import System
from qingzhuang.core.jobs import Run, job
from qingzhuang.domain.text import Text
from qingzhuang.identity.actions import forget_tokens


@job("identity.token.forget", label=Text("清除过期的登录凭据", "Forget expired sign-ins"), schedule="*/30 * * * *")
def forget(run: Run) -> dict[str, int]:
    """Within the hour nothing says any more who signed in where."""
    return {"forgotten": forget_tokens(None, actor=System)}
