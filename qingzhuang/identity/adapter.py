"""How allauth behaves here: staff accounts are made by administrators, nobody signs up, nothing goes out by mail."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from qingzhuang.core.problems import Refused
from qingzhuang.identity.models import Person


class StaffOnly(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def set_password(self, user: Person, password: str) -> None:
        """Through the action, so that the journal knows of it."""
        from qingzhuang.identity.actions import set_password

        set_password(user, actor=user, password=password)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """No mail server is needed here: known or not, whoever forgot a password is told whom to ask."""
        raise Refused("identity.no_mail")
