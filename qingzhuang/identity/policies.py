"""Who may change organisations, posts and people."""

from __future__ import annotations

from typing import Any

from qingzhuang.core.policies import policy
from qingzhuang.identity.models import ApiKey, Appointment, Organisation, Person, Post
from qingzhuang.identity.queries import appointments_of, has_role, offices_of, organisations_of


def _administers(actor: Any, organisation: Organisation | None) -> bool:
    """Administrators of the area; the platform itself while it is being set up."""
    if getattr(actor, "is_system", False):
        return True
    return organisation is not None and has_role(actor, "administrator", organisation)


@policy("identity.organisation.open")
def may_open(actor: Any, parent: Organisation | None) -> bool:
    return _administers(actor, parent)


@policy("identity.organisation.rename")
def may_rename(actor: Any, organisation: Organisation) -> bool:
    return _administers(actor, organisation)


@policy("identity.organisation.close")
def may_close(actor: Any, organisation: Organisation) -> bool:
    return _administers(actor, organisation)


@policy("identity.organisation.move")
def may_move(actor: Any, organisation: Organisation) -> bool:
    return _administers(actor, organisation)


@policy("identity.person.add")
def may_add_person(actor: Any, organisation: Organisation | None) -> bool:
    return _administers(actor, organisation)


@policy("identity.post.create")
def may_create_post(actor: Any, organisation: Organisation) -> bool:
    return _administers(actor, organisation)


@policy("identity.post.appoint")
def may_appoint(actor: Any, post: Post) -> bool:
    return _administers(actor, post.organisation)


@policy("identity.appointment.end")
def may_end(actor: Any, appointment: Appointment) -> bool:
    """An administrator; and whoever is stood in for may end it when they are back."""
    return _administers(actor, appointment.post.organisation) or (
        appointment.kind == "substitute" and appointment.for_person_id == actor.pk
    )


@policy("identity.appointment.substitute")
def may_substitute(actor: Any, appointment: Appointment) -> bool:
    """For one's own post only; a substitute cannot pass it on."""
    own = any(each.pk == appointment.pk for each in appointments_of(actor)) if actor.pk else False
    return own and appointment.kind != "substitute"


@policy("identity.person.set_language")
def may_set_language(actor: Any, person: Person) -> bool:
    return actor.pk == person.pk


@policy("identity.person.set_password")
def may_set_password(actor: Any, person: Person) -> bool:
    """One's own; or that of somebody all of whose posts lie in the administrator's area."""
    if getattr(actor, "is_system", False) or actor.pk == person.pk:
        return True
    units = organisations_of(person)
    return bool(units) and all(has_role(actor, "administrator", unit) for unit in units)


@policy("identity.session.begin")
def may_begin(actor: Any, person: Person) -> bool:
    return actor.pk == person.pk


@policy("identity.session.end")
def may_end_session(actor: Any, person: Person) -> bool:
    return actor.pk == person.pk


@policy("identity.key.issue")
def may_issue_key(actor: Any, organisation: Organisation) -> bool:
    """The integrator of the unit itself, and administrators of the area."""
    own = any(office.pk == organisation.pk for office in offices_of(actor, "integrator"))
    return own or _administers(actor, organisation)


@policy("identity.key.revoke")
def may_revoke_key(actor: Any, key: ApiKey) -> bool:
    return may_issue_key(actor, key.organisation)


@policy("identity.token.forget")
def may_forget_tokens(actor: Any, _target: None) -> bool:
    return bool(getattr(actor, "is_system", False))
