"""Every write about organisations, posts and people."""

from qingzhuang.identity.actions.keys import issue_key, note_use, revoke_key
from qingzhuang.identity.actions.organisations import (
    close_organisation,
    move_organisation,
    open_organisation,
    rename_organisation,
)
from qingzhuang.identity.actions.people import add_person, begin_session, end_session, set_language, set_password
from qingzhuang.identity.actions.posts import appoint, appoint_substitute, create_post, end_appointment
from qingzhuang.identity.actions.tokens import forget_tokens

__all__ = [
    "add_person",
    "appoint",
    "appoint_substitute",
    "begin_session",
    "close_organisation",
    "create_post",
    "end_appointment",
    "end_session",
    "forget_tokens",
    "issue_key",
    "move_organisation",
    "note_use",
    "open_organisation",
    "rename_organisation",
    "revoke_key",
    "set_language",
    "set_password",
]
