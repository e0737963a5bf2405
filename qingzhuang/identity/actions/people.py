"""People: adding them, their language and password, their sessions."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from qingzhuang.core import journal
from qingzhuang.core.actions import action
from qingzhuang.core.problems import Refused
from qingzhuang.domain.text import Text
from qingzhuang.identity.models import Organisation, Person


@action("identity.person.add", Text("添加人员", "Add a person"))
def add_person(
    organisation: Organisation | None,
    *,
    actor: Any,
    username: str,
    name: str,
    password: str | None = None,
    is_demo: bool = False,
    **fields: Any,
) -> Person:
    """Add someone who will sign in; without a password the account cannot be used to sign in by password."""
    if Person.objects.filter(username=username).exists():
        raise Refused("identity.username_taken", username=username, where={"field": "username"})
    if not username.strip() or not name.strip():
        raise Refused("identity.missing", where={"field": "name" if username.strip() else "username"})
    person = Person(username=username, name=name, is_demo=is_demo, **fields)
    if password is not None:
        _check_password(person, password)
    person.set_password(password)
    person.save()
    return person


@action("identity.person.set_language", Text("选择语言", "Choose a language"))
def set_language(person: Person, *, actor: Any, language: str) -> Person:
    """The language the person is spoken to in, wherever they sign in."""
    if language not in dict(settings.LANGUAGES):
        raise Refused("identity.unknown_word", value=language, where={"field": "language"})
    person.language = language
    person.save(update_fields=["language"])
    return person


@action("identity.person.set_password", Text("设置密码", "Set a password"))
def set_password(person: Person, *, actor: Any, password: str) -> Person:
    """By the person, or by an administrator for somebody who forgot theirs. The password itself is never written."""
    _check_password(person, password)
    person.set_password(password)
    person.save(update_fields=["password"])
    return person


@action("identity.session.begin", Text("登录", "Sign in"))
def begin_session(person: Person, *, actor: Any, means: str) -> Person:
    """``means`` is how: password, demo. Nothing else about the session is kept."""
    journal.detail(means=means)
    return person


@action("identity.session.end", Text("退出", "Sign out"))
def end_session(person: Person, *, actor: Any) -> Person:
    return person


def _check_password(person: Person, password: str) -> None:
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise Refused("identity.weak_password", why=" ".join(error.messages), where={"field": "password"}) from error
