"""How often somebody may ask: a count per bucket and window, kept in the shared cache."""

from __future__ import annotations

import time

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from qingzhuang.core.problems import Refused, problem
from qingzhuang.domain.text import Text

problem(
    "core.too_many",
    Text("请求过于频繁，请 {retry_after} 秒后再试。", "Too many requests: try again in {retry_after} seconds."),
    Text("请降低请求频率，按 Retry-After 等待后重试。", "Ask less often; wait as Retry-After says, then go on."),
    status=429,
)


def count_visitor(request: HttpRequest) -> bool:
    """Count one request to what anybody may read, by the address it came from. True, as ninja's ``auth`` wants it."""
    spend(f"public:{request.META.get('REMOTE_ADDR', '')}", settings.PUBLIC_REQUESTS_PER_MINUTE)
    return True


def spend(bucket: str, limit: int, seconds: int = 60) -> None:
    """Count one request in this window; refused with the seconds to wait once ``limit`` is reached.

    Requests that arrive in the same instant may be counted as one: the cache's counter takes no lock.
    """
    now = time.time()
    window = int(now // seconds)
    key = f"spent:{bucket}:{window}"
    if cache.add(key, 1, timeout=2 * seconds):
        spent = 1
    else:
        try:
            spent = cache.incr(key)
        except ValueError:  # the entry was culled between the two calls
            cache.set(key, 1, timeout=2 * seconds)
            spent = 1
    if spent > limit:
        raise Refused("core.too_many", retry_after=int((window + 1) * seconds - now) + 1)
