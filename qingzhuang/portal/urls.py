"""Addresses of the one entrance."""

from django.urls import path

from qingzhuang.portal import views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("search", views.search, name="search"),
    path("style", views.style_page, name="style"),
    path("health", views.health, name="health"),
    path("robots.txt", views.robots, name="robots"),
]
