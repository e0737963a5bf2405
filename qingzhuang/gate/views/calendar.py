"""Working days: the State Council calendar that ships, and the days this office declared otherwise."""

from __future__ import annotations

import datetime

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from qingzhuang.core.policies import can
from qingzhuang.domain.fieldtypes import BadValue, fieldtypes
from qingzhuang.gate import actions, clock
from qingzhuang.gate.queries import declared_days


@login_required
def calendar_page(request: HttpRequest) -> HttpResponse:
    error = None
    if request.method == "POST":
        try:
            day = datetime.date.fromisoformat(fieldtypes.get("date").parse(request.POST.get("day", "")))
            working = request.POST.get("working") == "yes"
            actions.set_calendar_day(
                actor=request.user, day=day, working=working, note=request.POST.get("note", "")[:100]
            )
            return redirect("gate:calendar")
        except BadValue as bad:
            error = bad.text
    days, year = clock.calendar(), clock.today().year
    context = {
        "declared": declared_days(),
        "holidays": sorted(day for day in days.holidays if day.year == year),
        "workdays": sorted(day for day in days.workdays if day.year == year),
        "may_set": can(request.user, "gate.calendar.set"),
        "error": error,
        "typed": request.POST,
        "year": year,
    }
    return render(request, "gate/calendar.html", context, status=400 if error else 200)
