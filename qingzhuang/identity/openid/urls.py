"""Addresses of the provider, by the names allauth knows them. What is not wanted is not here: no registration by
machines, no codes for devices, no introspection."""

from allauth.idp.oidc.views import jwks
from django.urls import include, path

from qingzhuang.identity.openid import views

app_name = "idp"
_addresses = [
    path(".well-known/openid-configuration", views.configuration, name="configuration"),
    path(".well-known/jwks.json", jwks, name="jwks"),
    path("sign-in/authorize", views.Authorize.as_view(), name="authorization"),
    path("sign-in/token", views.token, name="token"),
    path("sign-in/userinfo", views.userinfo, name="userinfo"),
    path("sign-in/revoke", views.revoke, name="revoke"),
]
urlpatterns = [path("", include((_addresses, "oidc")))]
