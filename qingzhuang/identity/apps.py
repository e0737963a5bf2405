from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in, user_logged_out


class IdentityConfig(AppConfig):
    name = "qingzhuang.identity"
    label = "identity"

    def ready(self) -> None:
        user_logged_in.connect(_began, dispatch_uid="identity.session.begin")
        user_logged_out.connect(_ended, dispatch_uid="identity.session.end")


def _began(sender: object, request, user, **_kwargs: object) -> None:
    from qingzhuang.identity.actions import begin_session

    begin_session(user, actor=user, means=request.session.get("means", "password"))


def _ended(sender: object, request, user, **_kwargs: object) -> None:
    from qingzhuang.identity.actions import end_session

    if user is not None:
        end_session(user, actor=user)
