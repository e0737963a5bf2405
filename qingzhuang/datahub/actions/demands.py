"""Admitted requests: taken over from the gate, answered from the hub, sent down for what is missing, handed in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from qingzhuang.core import journal
from qingzhuang.core.actions import System, action
from qingzhuang.core.jobs import enqueue
from qingzhuang.core.policies import can
from qingzhuang.core.problems import Refused
from qingzhuang.datahub.actions.announcing import announce
from qingzhuang.datahub.actions.grants import LONGEST, request_data
from qingzhuang.datahub.actions.sources import own_source
from qingzhuang.datahub.asking import answered_by, bind, lines_of, to_ask, units_of
from qingzhuang.datahub.models import Demand, DemandAnswer, DemandField, DemandReturn, Subject
from qingzhuang.datahub.queries.coverage import holdings_for
from qingzhuang.datahub.recording import Recorder, Told
from qingzhuang.datahub.tallying import Tally, tally
from qingzhuang.datahub.terms import CONCEPTS, elements
from qingzhuang.domain.fieldtypes import BadValue
from qingzhuang.domain.text import Text
from qingzhuang.gate.clock import calendar
from qingzhuang.gate.models import Admission
from qingzhuang.identity.models import Organisation
from qingzhuang.sheets.canonical import canonical

LONGEST_ANSWER = 500
# Least working days to fill what is missing, when the request names no day (rule R44 takes two).
WORKING_DAYS_TO_FILL = 5
COUNT_CELLS = "datahub.demand.count"
COUNTED = ["cells", "held", "not_asked"]


@action("datahub.demand.take", Text("受理入库的数据需求", "Take an admitted request over"))
def take_demand(admission: Admission, *, actor: Any) -> Demand:
    """Make an admitted request of an admission: each field bound to an element or free, and who answers it."""
    values, area = admission.proposal.values, admission.owner.area
    captions = list(dict.fromkeys(values.get("fields") or ()))
    bound = {caption: code for caption, code in bind(captions).items() if code.partition(".")[0] in CONCEPTS}
    held = holdings_for(area, set(bound.values())) if bound else {}
    kinds = Counter(code.partition(".")[0] for code in bound.values())
    demand = Demand.objects.create(
        admission=admission,
        area=area,
        kind="person" if "person" in kinds else kinds.most_common(1)[0][0] if kinds else "",
        level=values.get("addressed_level") or "village",
        cycle=values.get("frequency") or "once",
        due=values.get("due_on") or None,
        purpose=str(values.get("purpose") or admission.name)[:300],
        basis=str(values.get("legal_basis") or "")[:300],
    )
    for order, caption in enumerate(captions):
        code = bound.get(caption, "")
        who = answered_by(held.get(code))
        DemandField.objects.create(demand=demand, order=order, caption=caption[:200], element=code, answered_by=who)
    demand.cells, demand.held, demand.not_asked = tally(demand)
    demand.save(update_fields=COUNTED)
    journal.detail(number=admission.number, fields=captions, not_asked=demand.not_asked)
    return demand


@action("datahub.demand.ask", Text("向数据底座申请已有的字段", "Ask the hub for the fields that are held"))
def ask_held(demand: Demand, *, actor: Any, form: str = "counts") -> Demand:
    """Ask each steward, in one go, for the fields that the hub answers; rows may be asked for after counts were.

    Raises what :func:`request_data` raises.
    """
    Demand.objects.select_for_update().get(pk=demand.pk)  # whoever asks at the same moment finds it asked
    asked = to_ask(demand, form)
    until = timezone.localdate() + LONGEST
    if demand.admission.ends_on:
        until = min(until, demand.admission.ends_on)
    grants = request_data(
        demand.admission.owner,
        actor=actor,
        area=demand.area,
        codes={each.element for each in asked},
        purpose=demand.purpose,
        basis=demand.basis or demand.admission.number,
        until=until,
        form=form,
    )
    by_code = {code: grant for grant in grants for code in grant.elements}
    for each in asked:
        each.grant = by_code.get(each.element)
        each.save(update_fields=["grant"])
    journal.detail(grants=[each.pk for each in grants])
    return demand


def take_and_ask(admission: Admission, asker: Any) -> Demand:
    """What happens on acceptance: the request is taken over, and what is held is asked for in the proposer's name."""
    taken = take_demand(admission, actor=System)
    # Read anew: the gate's answers spell days as text.
    demand = Demand.objects.select_related("admission__owner", "area").get(pk=taken.pk)
    if can(asker, "datahub.demand.ask", demand) and demand.fields.filter(answered_by="hub").exists():
        try:
            ask_held(demand, actor=asker)
        except Refused:
            # A purpose or a term the hub does not take: the issuer sees the fields waiting, and asks on the page.
            return demand
    return demand


@action("datahub.demand.send", Text("只把缺的发下去", "Send down only what is missing"))
def send_demand(
    demand: Demand, *, actor: Any, area: Organisation | None = None, filter_element: str = "", filter_value: str = ""
) -> Demand:
    """One sheet for each unit concerned. ``area`` and the filter narrow whom it is about.

    Raises ``datahub.nothing_missing``, ``datahub.demand_sent``, ``datahub.demand_over``, ``datahub.bad_value``.
    """
    demand = Demand.objects.select_for_update(of=("self",)).select_related("admission", "area").get(pk=demand.pk)
    if demand.sent_at:
        raise Refused("datahub.demand_sent")
    if demand.ended:
        raise Refused("datahub.demand_over")
    if not demand.fields.filter(answered_by="units").exists():
        raise Refused("datahub.nothing_missing")
    if area is not None and area.is_within(demand.area):
        demand.area = area
    if filter_element and filter_value.strip():
        demand.filter_element, demand.filter_value = filter_element, _canonical(filter_element, filter_value)
    units, today = units_of(demand, demand.area), timezone.localdate()
    if not units:
        raise Refused("datahub.nobody_concerned")
    soonest = calendar().add_working_days(today, WORKING_DAYS_TO_FILL)
    due = demand.due if demand.due and demand.due > today else soonest
    DemandReturn.objects.bulk_create([DemandReturn(demand=demand, unit=unit, due=due) for unit in units])
    demand.due, demand.sent_at = due, timezone.now()
    if demand.filter_element:
        # Whom a filter picks out is only known by going through everybody, which a large county waits for.
        demand.cells = demand.held = demand.not_asked = 0
        enqueue(COUNT_CELLS, key=str(demand.pk), actor=actor, demand=demand.pk)
    else:
        demand.cells, demand.held, demand.not_asked = tally(demand)
    demand.save()
    journal.detail(units=len(units), due=due.isoformat(), area=demand.area.name)
    return demand


@action("datahub.demand.count", Text("统计需求已有的单元格", "Count what of a request is held"))
def count_demand(demand: Demand, *, actor: Any, counted: Tally) -> Demand:
    """Keep the count of a request that only concerns those its filter picks out."""
    demand.cells, demand.held, demand.not_asked = counted
    demand.save(update_fields=COUNTED)
    journal.detail(cells=demand.cells, held=demand.held, not_asked=demand.not_asked)
    return demand


@action("datahub.demand.fill", Text("填写缺的数据", "Fill what is missing"))
def save_answers(
    sheet: DemandReturn, *, actor: Any, answers: Mapping[int | None, Mapping[int, str]]
) -> dict[tuple[int, int], Text]:
    """Keep what was written, by subject and field; a blank takes an answer away.

    What cannot be read is not kept: it is returned with its reason by (subject, or 0; field), and the rest is kept.
    """
    sheet = _waiting(sheet)
    bad: dict[tuple[int, int], Text] = {}
    fields = {each.pk: each for each in sheet.demand.fields.all() if each.answered_by == "units"}
    subjects = set(
        Subject.objects.filter(pk__in=[pk for pk in answers if pk]).visible_to(actor).values_list("pk", flat=True)
    )
    for subject, said in answers.items():
        if subject is not None and subject not in subjects:
            continue
        row, _ = DemandAnswer.objects.get_or_create(sheet=sheet, subject_id=subject)
        values = row.values
        for pk, text in said.items():
            if pk in fields:
                text = text.strip()[:LONGEST_ANSWER]
                try:
                    if text and fields[pk].element:
                        _canonical(fields[pk].element, text)
                except Refused as refused:
                    bad[subject or 0, pk] = refused.title
                    continue
                values[str(pk)] = text
        row.put({pk: text for pk, text in values.items() if text})
        row.save()
    journal.detail(subjects=len(answers), refused=len(bad))
    return bad


@action("datahub.demand.hand", Text("报送缺的数据", "Hand in what was missing"))
def hand_in(sheet: DemandReturn, *, actor: Any, nothing: bool = False, reason: str = "") -> DemandReturn:
    """Hand a unit's sheet in: bound values become records of the unit's own source, free ones stay with the request.

    Cells left open, or ``nothing`` to report, need the ``reason``. Raises ``datahub.reason_needed``.
    """
    sheet = _waiting(sheet)
    lines = lines_of(sheet, actor=actor)
    cells = [cell for line in lines for cell in line.cells]
    blank = sum(cell.open and not cell.said for cell in cells)
    if (nothing or blank) and not reason.strip():
        raise Refused("datahub.reason_needed")
    if not nothing:
        _record(sheet, lines)
    sheet.state, sheet.reason = ("nothing" if nothing else "returned"), reason.strip()[:300]
    sheet.filled = 0 if nothing else sum(bool(cell.said) for cell in cells)
    sheet.prefilled = sum(not cell.open for cell in cells)
    sheet.returned_at, sheet.returned_by = timezone.now(), actor
    sheet.save()
    journal.detail(filled=sheet.filled, prefilled=sheet.prefilled, blank=blank, reason=sheet.reason)
    return sheet


def _waiting(sheet: DemandReturn) -> DemandReturn:
    locked = DemandReturn.objects.select_for_update(of=("self",)).select_related("demand__admission", "unit")
    sheet = locked.get(pk=sheet.pk)
    if sheet.state != "waiting":
        raise Refused("datahub.return_over")
    return sheet


def _record(sheet: DemandReturn, lines: list) -> None:
    told = []
    for line in lines:
        said = {c.field.element: _canonical(c.field.element, c.said) for c in line.cells if c.said and c.field.element}
        if line.subject is not None and said:
            told.append(Told(line.subject, said))
    if not told:
        return
    source = own_source(sheet.unit)
    Recorder(sheet.unit, source).record(told, timezone.localdate().isoformat())
    announce(source, actor=System, area=sheet.unit, codes={code for each in told for code in each.values})
    enqueue("datahub.coverage.count", key=f"return-{sheet.pk}", area=sheet.unit_id)


def _canonical(code: str, said: str) -> str:
    known = elements()
    if code not in known:
        raise Refused("datahub.nothing_asked")
    try:
        return canonical(known[code], said)
    except BadValue as bad:
        raise Refused("datahub.bad_value", element=known[code].name, reason=bad.text) from bad
