from django.urls import path

from qingzhuang.gate.views import calendar, proposals, reviews, rules

app_name = "gate"
urlpatterns = [
    path("", proposals.proposal_list, name="proposals"),
    path("new/", proposals.proposal_new, name="proposal-new"),
    path("check/", rules.check, name="check"),
    path("admitted/", rules.admission_list, name="admissions"),
    path("admitted/<str:number>/", rules.admission, name="admission"),
    path("calendar/", calendar.calendar_page, name="calendar"),
    path("rules/", rules.rule_list, name="rules"),
    path("rules/<str:code>/", rules.rule_detail, name="rule"),
    path("<int:pk>/", proposals.proposal_detail, name="proposal"),
    path("<int:pk>/edit/", proposals.proposal_edit, name="proposal-edit"),
    path("<int:pk>/save/", proposals.proposal_save, name="proposal-save"),
    path("<int:pk>/review/", reviews.proposal_review, name="proposal-review"),
    path("<int:pk>/withdraw/", proposals.proposal_withdraw, name="proposal-withdraw"),
]
