from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "qingzhuang.registry"
    label = "registry"
