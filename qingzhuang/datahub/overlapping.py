"""Keeping the facts that several forms ask: only forms that changed are read, only new wordings compared."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils import timezone

from qingzhuang.analytics.overlap import SAME, Form, FormField, Reader, Wording, compare_all, grouped
from qingzhuang.analytics.overlap.judging import SAME_FROM
from qingzhuang.datahub.models import AskedFact, AskedField, AskedWording, FilledSheet, KnownForm, WordingPair
from qingzhuang.datahub.terms import elements
from qingzhuang.gate.models import Proposal
from qingzhuang.identity.models import Organisation

# States in which a data request is put to anybody: drafts are private, what was refused or lapsed is not asked.
ASKED = ("submitted", "accepted")
READ_AT_ONCE = 200


def reader() -> Reader:
    """Reads captions by the elements of this site and what people said of captions."""
    return Reader(elements().values())


def form_of(values: dict, name: str, key: str = "") -> Form:
    """A data request as a form: captions are paths parted by ``/``."""
    captions = [tuple(part.strip() for part in str(each).split("/") if part.strip()) for each in values["fields"]]
    return Form(
        key, name, tuple(FormField(caption) for caption in captions if caption),
        cycle=values.get("frequency") or "", units=values.get("people"), rows=values.get("rows_each") or 1,
    )  # fmt: skip


def changed_proposals() -> list[Proposal]:
    """Data requests that were not read since they changed."""
    read = dict(KnownForm.objects.filter(origin="proposal").values_list("key", "read_at"))
    rows = Proposal.objects.filter(kind="data_request", state__in=ASKED).values_list("pk", "saved_at")
    wanted = [pk for pk, saved in rows.iterator() if read.get(str(pk)) != saved]
    return list(Proposal.objects.filter(pk__in=wanted).select_related("sponsor").order_by("pk"))


def forget_gone() -> int:
    """Let go of the forms whose request is no longer put to anybody; returns how many."""
    asked = {str(pk) for pk in Proposal.objects.filter(state__in=ASKED).values_list("pk", flat=True)}
    known = KnownForm.objects.filter(origin="proposal").values_list("pk", "key")
    gone = [pk for pk, key in known if key not in asked]
    KnownForm.objects.filter(pk__in=gone).delete()
    return len(gone)


def read_proposals(found: Sequence[Proposal]) -> int:
    """Take in data requests as forms; returns how many."""
    taken = reader()
    with transaction.atomic():
        new: set[int] = set()
        for each in found:
            form = form_of({"fields": [], **each.values}, each.name)
            since = timezone.localdate(each.submitted_at or each.saved_at)
            new |= _read(taken, form, "proposal", str(each.pk), each.sponsor, since, each.saved_at)
        _compare(taken, new)
    return len(found)


def read_sheets() -> int:
    """Take in the tables of sheets that people had filled: captions, never answers. A family is read once."""
    known = set(KnownForm.objects.filter(origin="sheet").values_list("key", flat=True))
    taken, new, count = reader(), set(), 0
    with transaction.atomic():
        for sheet in FilledSheet.objects.filter(step="done").select_related("area").order_by("pk").iterator():
            for table in sheet.report.get("tables", ()):
                if not table["family"] or table["family"] in known:
                    continue
                known.add(table["family"])
                asked = tuple(FormField(tuple(c["caption"]), c["cell"]) for c in table["columns"] if c["caption"])
                form = Form("", table["title"] or sheet.file_name, asked)
                since = timezone.localdate(sheet.made_at)
                new |= _read(taken, form, "sheet", table["family"], sheet.area, since, sheet.made_at)
                count += 1
        _compare(taken, new)
    return count


def _read(taken: Reader, form: Form, origin: str, key: str, unit: Organisation, since, read_at) -> set[int]:
    """Write one form and its fields; returns the wordings that were met for the first time."""
    told = {"name": form.name[:300], "unit": unit, "cycle": form.cycle, "units": form.units, "rows": form.rows}
    known, _made = KnownForm.objects.update_or_create(
        origin=origin, key=key, defaults={**told, "asked_since": since, "read_at": read_at}
    )
    known.fields.all().delete()
    read = taken.wordings(form)
    held, new = _wordings([each for each in read if each is not None])
    AskedField.objects.bulk_create(
        AskedField(
            form=known, number=number, caption=list(asked.caption), wording_id=held[wording.key],
            minutes=asked.minutes, hours=form.hours(asked),
        )
        for number, (asked, wording) in enumerate(zip(form.fields, read, strict=True), 1)
        if wording is not None
    )  # fmt: skip
    return new


def _wordings(read: Iterable[Wording]) -> tuple[dict[str, int], set[int]]:
    """The number of each wording by key, made where it is new; and the numbers of the new ones."""
    wanted = {wording.key: wording for wording in read}
    held = dict(AskedWording.objects.filter(key__in=wanted).values_list("key", "pk"))
    missing = [
        AskedWording(key=key, label=wording.label[:300], said=wording.as_json())
        for key, wording in wanted.items()
        if key not in held
    ]
    AskedWording.objects.bulk_create(missing)
    made = dict(AskedWording.objects.filter(key__in=[each.key for each in missing]).values_list("key", "pk"))
    return held | made, set(made.values())


def _compare(taken: Reader, new: set[int]) -> None:
    """Compare the new wordings with all, and set the facts anew where that changed them."""
    if not new:
        return
    pks, wordings = all_wordings()
    fresh = [number for number, pk in enumerate(pks) if pk in new]
    found = compare_all(wordings, taken, only=fresh)
    pairs = [
        WordingPair(
            first_id=pks[one], second_id=pks[other], score=said.score, reasons=[each.as_json() for each in said.reasons]
        )
        for (one, other), said in found.items()
    ]
    WordingPair.objects.bulk_create(pairs, batch_size=500, ignore_conflicts=True)
    set_facts()


def all_wordings() -> tuple[list[int], list[Wording]]:
    """Every wording in the order in which it was met."""
    rows = list(AskedWording.objects.order_by("pk").values_list("pk", "said"))
    return [pk for pk, _said in rows], [Wording.of(said) for _pk, said in rows]


def set_facts() -> None:
    """Join wordings to facts by what people decided and what was judged the same; writes only what changed."""
    pks, wordings = all_wordings()
    place = {pk: number for number, pk in enumerate(pks)}
    rows = WordingPair.objects.values_list("first", "second", "score", "decision")
    pairs = [((place[one], place[other]), score or 0.0, said) for one, other, score, said in rows]
    alike = [pair for pair, score, said in sorted(pairs, key=lambda row: -row[1]) if not said and score >= SAME_FROM]
    decided = {word: [pair for pair, _score, said in pairs if said == word] for word in (SAME, "different")}
    owner = grouped(wordings, alike, decided[SAME], decided["different"])
    held = {each.pk: each for each in AskedWording.objects.select_related("fact")}
    groups: dict[int, list[AskedWording]] = {}
    for number, pk in enumerate(pks):
        groups.setdefault(owner[number], []).append(held[pk])
    taken: set[int] = set()
    moved: list[AskedWording] = []
    for members in groups.values():
        fact = _fact_of(members, taken)
        taken.add(fact.pk)
        for each in members:
            if each.fact_id != fact.pk:
                each.fact = fact
                moved.append(each)
    AskedWording.objects.bulk_update(moved, ["fact"], batch_size=500)
    AskedFact.objects.filter(wordings=None).delete()


def _fact_of(members: Sequence[AskedWording], taken: set[int]) -> AskedFact:
    """The fact these wordings ask: the one the first of them had, unless another group has it already."""
    said = next((each.element for each in members if each.element), "")
    element = said or next((each.said["element"] for each in members if each.said["element"]), "")
    held = next((each.fact for each in members if each.fact_id and each.fact_id not in taken), None)
    if held is None:
        return AskedFact.objects.create(element=element, label=members[0].label)
    if held.element != element:
        held.element = element
        held.save(update_fields=["element"])
    return held
