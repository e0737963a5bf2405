"""Reading lists of groups and of members; of a member only keyed hashes leave this module.

Two lists can be compared when both name everybody in the same way: by phone, by account in the product, or by name and
unit (two people of one name in one unit then count as one, which is said wherever it is shown). A hash is the first
128 bits of HMAC-SHA-256 under the site's own key, so that nobody without the key can try out all phone numbers.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from django.conf import settings

from qingzhuang.core.problems import Refused
from qingzhuang.domain.text import Text
from qingzhuang.registry.chats import FIELDS, MEMBER_FIELDS, ChatProduct, chats
from qingzhuang.registry.tokens import fold
from qingzhuang.sheets.normalise import parse_date
from qingzhuang.sheets.problems import UnreadableFile
from qingzhuang.sheets.reading import Record, Records, read_records
from qingzhuang.sheets.safety import open_upload

# From the surest on: lists are compared on the first one that both have for every member.
BASES = {
    "phone": Text("按手机号", "by phone"),
    "account": Text("按产品账号", "by account"),
    "name": Text("按姓名和单位（同名算一人）", "by name and unit (namesakes count as one)"),
}
MOST_ROWS = 200_000
_TIME = re.compile(r"[ T]\d{1,2}:\d{2}.*$")
_PHONE = re.compile(r"(?:\+?86)?(1[3-9]\d{9})")


@dataclass
class Listed:
    """One group of a file. ``marks`` are the members' hashes by basis; ``members`` is how many rows there were."""

    name: str
    external_id: str = ""
    values: dict[str, object] = field(default_factory=dict)
    members: int = 0
    marks: dict[str, set[str]] = field(default_factory=lambda: {basis: set() for basis in BASES})
    told: dict[str, int] = field(default_factory=lambda: dict.fromkeys(BASES, 0))
    row: int = 0

    def complete(self) -> dict[str, list[str]]:
        """The hashes of the bases that every member has."""
        return {
            basis: sorted(self.marks[basis]) for basis in BASES if self.members and self.told[basis] == self.members
        }


@dataclass
class Listing:
    """What a file says: its product, its groups, and what could not be read, each with its cell."""

    product: ChatProduct
    groups: list[Listed]
    with_members: bool
    remarks: list[tuple[str, Text]] = field(default_factory=list)


def read_listing(data: bytes, name: str, product: str = "", group: str = "") -> Listing:
    """Read a list of groups or of members from xlsx, xls, csv or json.

    ``product`` is a code of the catalogue, guessed from the headings when empty; ``group`` names the one group of a
    member list that does not say it. Raises ``registry.file_unreadable``, ``registry.roster_headings`` and
    ``registry.roster_large``.
    """
    try:
        records = read_records(open_upload(data, name))
    except UnreadableFile as error:
        values = {"file": name, "message": error.message, "remedy": error.what_to_do}
        raise Refused("registry.file_unreadable", where=error.where, **values) from error
    chosen = chats.get(product) if product in chats else _product_of(records.headers)
    columns = _columns(chosen, records.headers)
    with_members = any(code in columns for code in MEMBER_FIELDS)
    if not ({"group", "group_id"} & columns.keys() or (with_members and group)):
        raise Refused("registry.roster_headings", headings="、".join(records.headers[:20]), where={"file": name})
    if len(records.rows) > MOST_ROWS:
        raise Refused("registry.roster_large", most=MOST_ROWS)
    listing = Listing(chosen, [], with_members)
    _take_rows(listing, records, columns, group)
    return listing


def _product_of(headers: list[str]) -> ChatProduct:
    """The product most of whose headings stand here; telltale ones count threefold."""
    found = {_bare(header) for header in headers}

    def weight(product: ChatProduct) -> int:
        known = {_bare(caption) for captions in product.captions.values() for caption in captions}
        return len(found & known) + 3 * len(found & {_bare(caption) for caption in product.telltale})

    return max(chats, key=weight)


def _columns(product: ChatProduct, headers: list[str]) -> dict[str, str]:
    """``{field: heading}``; a heading that two fields share goes to the first of them."""
    by_caption = {_bare(header): header for header in reversed(headers)}
    found: dict[str, str] = {}
    for code in FIELDS:
        for caption in product.captions.get(code, ()):
            header = by_caption.get(_bare(caption))
            if header is not None and header not in found.values():
                found[code] = header
                break
    return found


def _bare(caption: str) -> str:
    return fold(caption).replace(" ", "").replace("_", "").strip("*:：")


def _take_rows(listing: Listing, records: Records, columns: Mapping[str, str], only: str) -> None:
    groups: dict[str, Listed] = {}
    for record in records.rows:
        told = {code: record.get(header) for code, header in columns.items()}
        name, identity = told.get("group") or only, told.get("group_id", "")
        if not (name or identity):
            place = record.cells.get(columns.get("group", ""), "") or str(record.row)
            listing.remarks.append((place, Text("缺群名称，未读取。", "No group is named; the row was left out.")))
            continue
        key = identity or fold(name)
        listed = groups.get(key)
        if listed is None:
            listed = groups[key] = Listed(name or identity, identity[:120], row=record.row)
            _answers(listing, listed, record, columns, told)
        if listing.with_members:
            _member(listed, listing.product.code, told)
    listing.groups = list(groups.values())


def _answers(
    listing: Listing, listed: Listed, record: Record, columns: Mapping[str, str], told: Mapping[str, str]
) -> None:
    answers: dict[str, object] = {
        "owner_name": told.get("owner", ""),
        "owner_rank": told.get("owner_rank", ""),
        "purpose": told.get("purpose", ""),
    }
    for code in ("starts_on", "last_message"):
        if told.get(code):
            raw = record.raw.get(columns[code]) or told[code]
            found = parse_date(_TIME.sub("", raw) if isinstance(raw, str) else raw)
            answers[code] = found.value.isoformat() if found else ""
            if not found:
                place = record.cells.get(columns[code], str(record.row))
                listing.remarks.append(
                    (place, Text(f"“{told[code]}”不是日期，未采用。", f"“{told[code]}” is no date; it was not taken."))
                )
    people = unicodedata.normalize("NFKC", told.get("people", "")).strip("人 ")
    if people.isdecimal():
        answers["people"] = int(people)
    listed.values = {code: value for code, value in answers.items() if value}


def _member(listed: Listed, product: str, told: Mapping[str, str]) -> None:
    named = {
        "phone": _phone(told.get("phone", "")),
        "account": f"{product}:{told['member_id'].strip()}" if told.get("member_id", "").strip() else "",
        "name": f"{fold(told['member'])}\x1f{fold(told.get('member_unit', ''))}" if told.get("member") else "",
    }
    if not any(named.values()):
        return
    listed.members += 1
    for basis, value in named.items():
        if value:
            listed.told[basis] += 1
            listed.marks[basis].add(mark_of(basis, value))


def _phone(text: str) -> str:
    """The eleven digits of a mobile number, however it is written; empty when it is none."""
    plain = re.sub(r"[\s\-()（）]", "", unicodedata.normalize("NFKC", text))
    found = _PHONE.fullmatch(plain)
    return found.group(1) if found else ""


def mark_of(basis: str, value: str) -> str:
    """The keyed hash that stands for a member."""
    return hmac.new(_key(settings.MEMBER_KEY), f"{basis}:{value}".encode(), hashlib.sha256).hexdigest()[:32]


def key_mark() -> str:
    """Which key made the hashes: lists hashed under another key are not compared."""
    return hashlib.sha256(_key(settings.MEMBER_KEY)).hexdigest()[:16]


@cache
def _key(given: str) -> bytes:
    """The site's key for members: its own setting, or one that follows from the site's secret."""
    seed = given or settings.SECRET_KEY
    return hashlib.sha256(b"qingzhuang.registry.rosters:" + seed.encode()).digest()
