from django.apps import AppConfig


class DatahubConfig(AppConfig):
    name = "qingzhuang.datahub"
    label = "datahub"
