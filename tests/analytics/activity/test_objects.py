"""The client of an object store: signed as published, patient while the store is busy, plain about a no."""

import dataclasses
import datetime

import pytest

from qingzhuang.analytics.activity.objects import EMPTY, Bucket, StoreRefused

from .stores import object_store


@pytest.fixture
def store(monkeypatch):
    monkeypatch.setattr("time.sleep", lambda _seconds: None)
    with object_store() as found:
        yield found


def test_the_signature_is_that_of_the_published_example():
    # "Authenticating Requests: Using the Authorization Header", example GET Object.
    key, secret = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
    bucket = Bucket("examplebucket", "", "https://examplebucket.s3.amazonaws.com", "us-east-1", key, secret)
    headers = {"range": "bytes=0-9", "x-amz-content-sha256": EMPTY}
    now = datetime.datetime(2013, 5, 24, tzinfo=datetime.UTC)
    signed = bucket.signed("GET", "examplebucket.s3.amazonaws.com", "/test.txt", "", headers, now)
    assert signed["authorization"].endswith(
        "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"
    )


def test_what_is_put_is_listed_page_by_page_got_and_deleted(store, tmp_path):
    source, target = tmp_path / "a", tmp_path / "b"
    source.write_bytes(b"told")
    for name in (
        "day=2025-03-01/一 1.parquet",
        "day=2025-03-01/2.parquet",
        "day=2025-03-01/3.parquet",
        "day=2025-03-02/1",
    ):
        store.bucket.put(name, source)
    assert sorted(store.bucket.folders("day=")) == ["day=2025-03-01", "day=2025-03-02"]
    assert sorted(store.bucket.names("day=2025-03-01")) == ["2.parquet", "3.parquet", "一 1.parquet"]
    store.bucket.get("day=2025-03-01/一 1.parquet", target)
    assert target.read_bytes() == b"told"
    store.bucket.delete("day=2025-03-02/1")
    store.bucket.delete("day=2025-03-02/1")
    assert list(store.bucket.folders("day=")) == ["day=2025-03-01"]


def test_a_busy_store_is_asked_again_and_a_no_is_told(store, tmp_path):
    source = tmp_path / "a"
    source.write_bytes(b"told")
    store.fails += [503, 429]
    store.bucket.put("a", source)
    assert store.objects == {"county/a": b"told"}
    store.fails += [500, 500, 500]
    with pytest.raises(StoreRefused, match=r"s3://usage/county/a: PUT 500 .*SlowDown"):
        store.bucket.put("a", source)
    with pytest.raises(FileNotFoundError):
        store.bucket.get("nothing", tmp_path / "b")
    stranger = dataclasses.replace(store.bucket, key="AKOTHER")
    store.asked.clear()
    with pytest.raises(StoreRefused, match="AccessDenied"):
        stranger.put("a", source)
    assert store.asked == [("PUT", 403)]


def test_a_bucket_without_a_key_is_refused_at_once():
    with pytest.raises(StoreRefused, match="AWS_ACCESS_KEY_ID"):
        Bucket.at("s3://usage/county", {})


def test_the_bucket_may_be_in_the_name_of_the_host():
    told = {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b"}
    assert Bucket.at("s3://usage", told).endpoint == "https://s3.us-east-1.amazonaws.com"
    bucket = Bucket.at("s3://usage/a/b/", {**told, "AWS_ENDPOINT_URL": "https://usage.oss.example/"})
    assert (bucket.prefix, bucket.address_of("a/b/day=1/x")) == ("a/b/", "/a/b/day%3D1/x")
    assert dataclasses.replace(bucket, endpoint="https://oss.example").address_of("x") == "/usage/x"
