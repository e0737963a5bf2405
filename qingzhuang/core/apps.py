from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig, apps
from django.core.checks import Error, register

ROOM_MODULES = ("problems", "policies", "actions", "jobs", "examiners")


class CoreConfig(AppConfig):
    name = "qingzhuang.core"
    label = "core"

    def ready(self) -> None:
        register(every_action_has_a_policy)
        load_rooms()


def load_rooms() -> None:
    """Import what each room declares; called once every room's models are ready."""
    for room in apps.get_app_configs():
        if room.name.startswith("qingzhuang."):
            for module in ROOM_MODULES:
                if find_spec(f"{room.name}.{module}"):
                    import_module(f"{room.name}.{module}")


def every_action_has_a_policy(**_kwargs: object) -> list[Error]:
    """System check: an action without a policy does not start."""
    from qingzhuang.core.actions import actions
    from qingzhuang.core.policies import declared

    return [Error(f"action {code} has no policy", id="core.E001") for code in actions.codes() if code not in declared()]
