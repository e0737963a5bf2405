from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules

from django.apps import AppConfig, apps
from django.core.checks import Error, register

ROOM_MODULES = (
    "seen",
    "problems",
    "policies",
    "actions",
    "jobs",
    "examiners",
    "scopes",
    "todos",
    "panels",
    "desks",
    "movables",
    "tellers",
    "parties",
)


class CoreConfig(AppConfig):
    name = "qingzhuang.core"
    label = "core"

    def ready(self) -> None:
        from qingzhuang.core.production import safe_for_others

        register(every_action_has_a_policy)
        register(safe_for_others)
        load_rooms()


def load_rooms() -> None:
    """Import what each room declares; called once every room's models are ready.

    A room that keeps a subject a file has packages of these names; their modules are imported with them.
    """
    for room in apps.get_app_configs():
        if room.name.startswith("qingzhuang."):
            for module in ROOM_MODULES:
                if find_spec(f"{room.name}.{module}"):
                    _import_all(f"{room.name}.{module}")


def _import_all(name: str) -> None:
    found = import_module(name)
    for subject in iter_modules(getattr(found, "__path__", ())):
        import_module(f"{name}.{subject.name}")


def every_action_has_a_policy(**_kwargs: object) -> list[Error]:
    """System check: an action without a policy does not start."""
    from qingzhuang.core.actions import actions
    from qingzhuang.core.policies import declared

    return [Error(f"action {code} has no policy", id="core.E001") for code in actions.codes() if code not in declared()]
