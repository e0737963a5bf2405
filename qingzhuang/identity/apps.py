from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.core.checks import Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError


class IdentityConfig(AppConfig):
    name = "qingzhuang.identity"
    label = "identity"

    def ready(self) -> None:
        register(demo_mode_has_its_own_database, Tags.database)
        user_logged_in.connect(_began, dispatch_uid="identity.session.begin")
        user_logged_out.connect(_ended, dispatch_uid="identity.session.end")


def _began(sender: object, request, user, **_kwargs: object) -> None:
    from qingzhuang.identity.actions import begin_session

    begin_session(user, actor=user, means=getattr(request, "means", "password"))


def demo_mode_has_its_own_database(databases: object = None, **_kwargs: object) -> list[Error]:
    """System check: demo mode never runs on the database of a real installation."""
    from qingzhuang.identity.demo_signin import ensure_demo_allowed

    if not databases:
        return []
    try:
        ensure_demo_allowed()
    except ImproperlyConfigured as error:
        return [Error(str(error), id="identity.E001")]
    except DatabaseError:
        # Before the first migration there are no tables, so nothing real either.
        return []
    return []


def _ended(sender: object, request, user, **_kwargs: object) -> None:
    from qingzhuang.identity.actions import end_session

    if user is not None:
        end_session(user, actor=user)
