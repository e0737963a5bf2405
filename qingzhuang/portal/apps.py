"""The one entrance: home, search, layout, components and static files."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "qingzhuang.portal"
