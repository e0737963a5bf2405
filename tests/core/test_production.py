import pytest
from django.core.exceptions import ImproperlyConfigured

from qingzhuang.core.middleware import LARGEST_UNKNOWN
from qingzhuang.core.production import refuse_unsafe

SAFE = {
    "ALLOWED_HOSTS": ["qingzhuang.example.gov.cn"],
    "SESSION_COOKIE_SECURE": True,
    "SECRET_KEY": "k" * 50,
    "HUB_KEY": b"h" * 32,
    "SUBJECT_KEY": b"s" * 32,
}


def test_a_safe_site_starts_and_one_only_for_this_machine_may_be_anything(settings):
    settings.ALLOWED_HOSTS, settings.DEBUG = ["localhost", "127.0.0.1"], True
    refuse_unsafe()
    for name, value in SAFE.items():
        setattr(settings, name, value)
    settings.DEBUG = False
    refuse_unsafe()


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("DEBUG", True, "QZ_DEBUG"),
        ("ALLOWED_HOSTS", ["*"], "QZ_ALLOWED_HOSTS"),
        ("SESSION_COOKIE_SECURE", False, "QZ_HTTPS"),
        ("SECRET_KEY", "short", "QZ_SECRET_KEY"),
        ("HUB_KEY", b"short", "QZ_HUB_KEY"),
        ("SUBJECT_KEY", b"short", "QZ_SUBJECT_KEY"),
        ("IDP_OIDC_PRIVATE_KEY", "no key", "QZ_OIDC_KEY"),
    ],
)
def test_a_site_that_others_reach_does_not_start_half_open(settings, name, value, told):
    for each, safe in SAFE.items():
        setattr(settings, each, safe)
    setattr(settings, name, value)
    with pytest.raises(ImproperlyConfigured, match=told):
        refuse_unsafe()


@pytest.mark.django_db
def test_visitors_are_counted_by_the_address_the_proxy_saw(client, settings):
    settings.PUBLIC_REQUESTS_PER_MINUTE = 2
    ask = {"HTTP_X_FORWARDED_FOR": "203.0.113.9"}
    assert [client.get("/is-official/", **ask).status_code for _ in range(3)] == [200, 200, 429]
    # Nobody in front: what a visitor says of itself counts nothing.
    assert client.get("/is-official/", HTTP_X_FORWARDED_FOR="203.0.113.10").status_code == 429
    settings.PROXIES = 1
    told = "198.51.100.1, 203.0.113.11"
    assert [client.get("/is-official/", HTTP_X_FORWARDED_FOR=told).status_code for _ in range(3)] == [200, 200, 429]
    assert client.get("/is-official/", HTTP_X_FORWARDED_FOR="198.51.100.1, 203.0.113.12").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/register/announcements/", "/register/announcements/feed/", "/data/signature/",
                                     "/register/where/", "/api/v1/announcements", "/api/v1/public/demands"])  # fmt: skip
def test_whatever_anybody_may_read_is_counted(client, settings, address):
    settings.PUBLIC_REQUESTS_PER_MINUTE = 1
    client.get(address)
    assert client.get(address).status_code == 429


@pytest.mark.django_db
def test_a_body_that_is_too_large_is_refused_before_it_is_read(client, settings, place):
    settings.LARGEST_BODY = 4 << 20
    said = {"text": "x" * (LARGEST_UNKNOWN + 1)}
    assert client.post("/account/login/", said).status_code == 413
    client.force_login(place.reviewer)
    assert client.post("/register/imports/", said).status_code != 413
    assert client.post("/register/imports/", {"text": "x" * (5 << 20)}).status_code == 413
