"""An object store in this process: what it is told it keeps, and it says no to what is not signed by its key."""

import hashlib
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from urllib.parse import parse_qsl, unquote, urlsplit
from xml.sax.saxutils import escape

from qingzhuang.analytics.activity.objects import Bucket

KEY, SECRET, PAGE = "AKTEST", "not-a-secret", 2


@contextmanager
def object_store():
    """``address`` and ``environment`` of a bucket, its ``objects``, and ``fails``: statuses to answer with next."""
    store = SimpleNamespace(objects={}, fails=[], asked=[])
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"store": store}))
    endpoint = f"http://127.0.0.1:{server.server_port}"
    store.address = "s3://usage/county"
    store.environment = {
        "AWS_ENDPOINT_URL_S3": endpoint,
        "AWS_REGION": "cn-north-1",
        "AWS_ACCESS_KEY_ID": KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET,
    }
    store.bucket = Bucket.at(store.address, store.environment)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield store
    finally:
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    def do_PUT(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        if self._admitted(body):
            self.store.objects[self._key()] = body
            self._answer(200)

    def do_DELETE(self):
        if self._admitted():
            self.store.objects.pop(self._key(), None)
            self._answer(204)

    def do_GET(self):
        if not self._admitted():
            return
        if asked := dict(parse_qsl(urlsplit(self.path).query)):
            self._answer(200, self._page(asked))
        elif self._key() in self.store.objects:
            self._answer(200, self.store.objects[self._key()])
        else:
            self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>")

    def _page(self, asked):
        prefix, delimiter = asked["prefix"], asked.get("delimiter")
        keys = sorted(key for key in self.store.objects if key.startswith(prefix))
        found = {}
        for key in keys:
            rest = key.removeprefix(prefix)
            folder = delimiter and delimiter in rest
            name = prefix + rest.split(delimiter)[0] + delimiter if folder else key
            found[name] = "CommonPrefixes><Prefix" if folder else "Contents><Key"
        names = [name for name in found if name > asked.get("continuation-token", "")]
        more = f"<NextContinuationToken>{escape(names[PAGE - 1])}</NextContinuationToken>" if names[PAGE:] else ""
        rows = (f"<{found[n]}>{escape(n)}</{'></'.join(reversed(found[n].split('><')))}>" for n in names[:PAGE])
        return f'<R xmlns="http://s3.amazonaws.com/doc/2006-03-01/">{"".join(rows)}{more}</R>'.encode()

    def _admitted(self, body=b""):
        if self.store.fails:
            self._answer(self.store.fails.pop(0), b"<Error><Code>SlowDown</Code></Error>")
            return False
        told = self.headers["x-amz-content-sha256"]
        right = told == hashlib.sha256(body).hexdigest() and f"Credential={KEY}/" in self.headers["authorization"]
        if not right:
            self._answer(403, b"<Error><Code>AccessDenied</Code></Error>")
        return right

    def _key(self):
        return unquote(urlsplit(self.path).path).removeprefix("/usage/")

    def _answer(self, status, body=b""):
        self.store.asked.append((self.command, status))
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_said):
        pass
