"""Chat products whose lists of groups and members can be brought in: one product is one file beside this one."""

from __future__ import annotations

from dataclasses import dataclass, field

from qingzhuang.domain.catalogue import Catalogue
from qingzhuang.domain.text import Text

# What a column can hold. The last four say that a row is a member.
FIELDS = ("group", "group_id", "owner", "owner_rank", "people", "starts_on", "last_message", "purpose",
          "member", "member_id", "phone", "member_unit")  # fmt: skip
MEMBER_FIELDS = ("member", "member_id", "phone")


@dataclass(frozen=True)
class ChatProduct:
    """``captions`` are the headings of its files by field; ``telltale`` are headings no other product writes."""

    code: str
    label: Text
    captions: dict[str, tuple[str, ...]]
    telltale: tuple[str, ...] = field(default=())


chats: Catalogue[ChatProduct] = Catalogue("chat products", __name__)
