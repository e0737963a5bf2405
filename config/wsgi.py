"""The WSGI entry point; any WSGI server can use it."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()

from qingzhuang.core import logs, production  # noqa: E402 - the rooms are ready only now

production.refuse_unsafe()
logs.configure(settings.LOG_LEVEL)
