from django.conf import settings
from django.urls import path

from qingzhuang.identity import demo_signin, key_pages, views

app_name = "identity"
urlpatterns = [
    path("language/", views.choose_language, name="language"),
    path("organisations/", views.organisation_list, name="organisations"),
    path("organisations/<int:pk>/", views.organisation_detail, name="organisation"),
    path("keys/", key_pages.key_list, name="keys"),
    path("keys/<int:pk>/revoke/", key_pages.revoke, name="key-revoke"),
    path("me/", views.me, name="me"),
    path("me/substitute/<int:pk>/", views.substitute, name="substitute"),
]
if settings.DEMO:
    urlpatterns.append(path("demo-sign-in/", demo_signin.demo_sign_in, name="demo-sign-in"))
