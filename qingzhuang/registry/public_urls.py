"""Pages of the register that anybody reads, at short addresses to print and to type."""

from django.urls import path

from qingzhuang.registry.views import official

app_name = "official"
urlpatterns = [
    path("is-official/", official.is_official, name="search"),
    path("official/receipts/<str:receipt>/", official.receipt, name="receipt"),
    path("official/<str:code>/", official.about, name="about"),
    path("official/<str:code>/poster/", official.poster, name="poster"),
    path("official/<str:code>/code.svg", official.code_image, name="code-image"),
    path("official/<str:code>/complain/", official.complain, name="complain"),
]
