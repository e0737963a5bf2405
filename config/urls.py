"""Which room answers at which address; each room lists its own pages."""

from django.urls import include, path, re_path

from config.api import api
from qingzhuang.datahub.views.receipts import well_known_key
from qingzhuang.identity.doors import nowhere

urlpatterns = [
    path("api/v1/", api.urls),
    re_path("^api/", nowhere),
    path("account/", include("allauth.account.urls")),
    path("people/", include("qingzhuang.identity.urls")),
    path("gate/", include("qingzhuang.gate.urls")),
    path("register/", include("qingzhuang.registry.urls")),
    path("", include("qingzhuang.identity.openid.urls")),
    path(".well-known/qingzhuang-key", well_known_key, name="well-known-key"),
    path("data/", include("qingzhuang.datahub.urls")),
    path("", include("qingzhuang.registry.public_urls")),
    path("", include("qingzhuang.portal.urls")),
]
