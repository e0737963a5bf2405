"""Logs: one JSON object a line, with the request's id and without the numbers that name a resident."""

from __future__ import annotations

import logging.config
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from qingzhuang.core import journal

# A resident's number: 17 digits and a check digit or X (GB 11643-1999); a mobile number: 11 digits from 13 to 19.
# Underscores and letters may touch a number in a path or a key, digits may not.
_RESIDENT = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
_MOBILE = re.compile(r"(?<!\d)((?:\+?86[- ]?)?1[3-9]\d)[- ]?\d{4}[- ]?\d{4}(?!\d)")


def masked(text: str) -> str:
    """The text with residents' numbers and telephone numbers made unreadable: first digits stay, the rest is stars."""
    return _MOBILE.sub(r"\1********", _RESIDENT.sub(lambda found: found[0][:6] + "*" * 12, text))


def mask(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """structlog processor: mask every text of an event, however deep."""
    return {key: _mask(value) for key, value in event.items()}


def _mask(value: Any) -> Any:
    if isinstance(value, str):
        return masked(value)
    if isinstance(value, dict):
        return {_mask(key): _mask(each) for key, each in value.items()}
    if isinstance(value, list | tuple | set):
        return [_mask(each) for each in value]
    if isinstance(value, bool | float) or value is None:
        return value
    # An integer may be a resident's number, an object may show one.
    text = str(value)
    hidden = masked(text)
    return value if isinstance(value, int) and hidden == text else hidden


def _request(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    if journal.request_id.get():
        event["request_id"] = journal.request_id.get()
    return event


def configure(level: str = "INFO") -> None:
    """Send structlog's and the standard library's logs through the same processors to standard error."""
    shared = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _request,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": shared,
        # Tracebacks become text before the mask, so that values in them are masked too.
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            mask,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    }
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"json": formatter},
            "handlers": {"stderr": {"class": "logging.StreamHandler", "stream": sys.stderr, "formatter": "json"}},
            "root": {"handlers": ["stderr"], "level": level},
            # Django's own handlers would print every line a second time, unmasked.
            "loggers": {"django": {"handlers": [], "level": level, "propagate": True}},
        }
    )
