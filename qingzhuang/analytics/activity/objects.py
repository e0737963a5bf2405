"""A bucket of an object store that speaks S3: list, get, put, delete; signed with version 4.

Who may is told by the variables every S3 client knows: ``AWS_ACCESS_KEY_ID``, ``AWS_SECRET_ACCESS_KEY``,
``AWS_SESSION_TOKEN``, ``AWS_REGION``, ``AWS_ENDPOINT_URL_S3`` (or ``AWS_ENDPOINT_URL``).
"""

from __future__ import annotations

import datetime
import hashlib
import hmac
import http.client
import io
import os
import shutil
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote, urlsplit

from defusedxml import ElementTree

SCHEME = "s3://"
TIMEOUT, TRIES = 60, 3
EMPTY = hashlib.sha256(b"").hexdigest()
_ACTION, _REGION = "AWS4-HMAC-SHA256", "us-east-1"


class StoreRefused(OSError):
    """The object store could not be reached, or said no; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Bucket:
    """``prefix`` is empty or ends with a slash. An endpoint that begins with the bucket's name has it in its host."""

    name: str
    prefix: str
    endpoint: str
    region: str
    key: str
    secret: str
    token: str = ""

    @classmethod
    def at(cls, address: str, told: Mapping[str, str] = os.environ) -> Bucket:
        """The bucket of ``s3://bucket/prefix``; raises ``StoreRefused`` when there is no key to it."""
        name, _slash, prefix = address.removeprefix(SCHEME).partition("/")
        region = told.get("AWS_REGION") or told.get("AWS_DEFAULT_REGION") or _REGION
        endpoint = (
            told.get("AWS_ENDPOINT_URL_S3") or told.get("AWS_ENDPOINT_URL") or f"https://s3.{region}.amazonaws.com"
        )
        key, secret = told.get("AWS_ACCESS_KEY_ID", ""), told.get("AWS_SECRET_ACCESS_KEY", "")
        if not (name and key and secret):
            raise StoreRefused(f"{address}: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY?")
        prefix = f"{prefix.strip('/')}/" if prefix.strip("/") else ""
        return cls(name, prefix, endpoint.rstrip("/"), region, key, secret, told.get("AWS_SESSION_TOKEN", ""))

    def folders(self, beginning: str) -> Iterator[str]:
        """The names of what looks like folders at the top, as far as they begin so."""
        for page in self._pages(beginning, delimiter="/"):
            yield from (_text(each, "Prefix").removeprefix(self.prefix).rstrip("/") for each in page["CommonPrefixes"])

    def names(self, folder: str) -> Iterator[str]:
        """The names of the objects in a folder."""
        for page in self._pages(f"{folder}/"):
            yield from (_text(each, "Key").removeprefix(f"{self.prefix}{folder}/") for each in page["Contents"])

    def get(self, name: str, target: Path) -> None:
        """Copy an object to a file; ``FileNotFoundError`` if there is none."""
        with target.open("wb") as file:
            self._ask("GET", self.prefix + name, into=file)

    def put(self, name: str, source: Path) -> None:
        """Copy a file to an object, which appears whole or not at all."""
        with source.open("rb") as file:
            self._ask("PUT", self.prefix + name, body=file)

    def delete(self, name: str) -> None:
        """Delete an object; one that is not there is no trouble."""
        self._ask("DELETE", self.prefix + name)

    def _pages(self, beginning: str, **more: str) -> Iterator[dict[str, list]]:
        asked = {"list-type": "2", "prefix": self.prefix + beginning, **more}
        while True:
            told = io.BytesIO()
            self._ask("GET", "", asked, into=told)
            root = ElementTree.fromstring(told.getvalue())
            found: dict[str, list] = {"Contents": [], "CommonPrefixes": []}
            for each in root:
                found.setdefault(_tag(each), []).append(each)
            yield found
            if not (more_at := _text(root, "NextContinuationToken")):
                return
            asked["continuation-token"] = more_at

    def _ask(
        self,
        method: str,
        key: str,
        query: Mapping[str, str] | None = None,
        body: IO[bytes] | None = None,
        into: IO[bytes] | None = None,
    ) -> None:
        """One request, tried again while the store is busy or out of reach."""
        digest = hashlib.file_digest(body, "sha256").hexdigest() if body else EMPTY
        for attempt in range(1, TRIES + 1):
            if body:
                body.seek(0)
            if into:
                into.seek(0)
                into.truncate()
            try:
                status, said = self._send(method, key, query or {}, digest, body, into)
            except (OSError, http.client.HTTPException) as error:
                status, said = 0, f"{type(error).__name__}: {error}"
            if 200 <= status < 300 or (method == "DELETE" and status == 404):
                return
            if status == 404:
                raise FileNotFoundError(f"{SCHEME}{self.name}/{key}: {said}")
            if (0 < status < 500 and status != 429) or attempt == TRIES:
                raise StoreRefused(f"{SCHEME}{self.name}/{key}: {method} {status or ''} {said}".strip())
            time.sleep(attempt / 2)

    def _send(
        self,
        method: str,
        key: str,
        query: Mapping[str, str],
        digest: str,
        body: IO[bytes] | None,
        into: IO[bytes] | None,
    ) -> tuple[int, str]:
        parts, path, asked = urlsplit(self.endpoint), self.address_of(key), _query(query)
        headers = self.signed(method, parts.netloc, path, asked, {"x-amz-content-sha256": digest})
        if body:
            headers["content-length"] = str(os.fstat(body.fileno()).st_size)
        make = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        connection = make(parts.netloc, timeout=TIMEOUT)
        try:
            connection.request(method, f"{path}?{asked}" if asked else path, body, headers)
            answer = connection.getresponse()
            if answer.status >= 300:
                return answer.status, answer.read(500).decode("utf-8", "replace")
            shutil.copyfileobj(answer, into or io.BytesIO())
            return answer.status, ""
        finally:
            connection.close()

    def address_of(self, key: str) -> str:
        """The path of an object at the endpoint, quoted."""
        parts = urlsplit(self.endpoint)
        within = "" if (parts.hostname or "").startswith(f"{self.name}.") else f"/{self.name}"
        return quote(f"{parts.path}{within}/{key}", safe="/~")

    def signed(
        self,
        method: str,
        host: str,
        path: str,
        query: str,
        headers: Mapping[str, str],
        now: datetime.datetime | None = None,
    ) -> dict[str, str]:
        """The headers with the day and the signature; path and query are quoted already, the query sorted."""
        stamp = (now or datetime.datetime.now(datetime.UTC)).strftime("%Y%m%dT%H%M%SZ")
        told = {**headers, "host": host, "x-amz-date": stamp}
        if self.token:
            told["x-amz-security-token"] = self.token
        names = ";".join(sorted(told))
        lines = "".join(f"{name}:{told[name].strip()}\n" for name in sorted(told))
        request = "\n".join((method, path, query, lines, names, told["x-amz-content-sha256"]))
        scope = f"{stamp[:8]}/{self.region}/s3/aws4_request"
        message = "\n".join((_ACTION, stamp, scope, hashlib.sha256(request.encode()).hexdigest()))
        made = f"AWS4{self.secret}".encode()
        for part in (*scope.split("/"), message):
            made = hmac.new(made, part.encode(), hashlib.sha256).digest()
        said = f"{_ACTION} Credential={self.key}/{scope},SignedHeaders={names},Signature={made.hex()}"
        return {**told, "authorization": said}


def _query(asked: Mapping[str, str]) -> str:
    return "&".join(f"{quote(name, safe='')}={quote(asked[name], safe='')}" for name in sorted(asked))


def _tag(element: Any) -> str:
    return element.tag.rpartition("}")[2]


def _text(element: Any, name: str) -> str:
    return next((each.text or "" for each in element if _tag(each) == name), "")
