"""Which room answers at which address; each room lists its own pages."""

from django.urls import include, path

from config.api import api

urlpatterns = [
    path("api/v1/", api.urls),
    path("account/", include("allauth.account.urls")),
    path("people/", include("qingzhuang.identity.urls")),
    path("gate/", include("qingzhuang.gate.urls")),
    path("register/", include("qingzhuang.registry.urls")),
    path("", include("qingzhuang.portal.urls")),
]
