"""The JSON face, version 1: each room's router under its own address, described at /api/v1/openapi.json."""

from ninja import NinjaAPI

from qingzhuang.gate.api import router as gate
from qingzhuang.registry.api import router as register

api = NinjaAPI(title="Qingzhuang", version="1", docs_url=None)
api.add_router("/gate", gate)
api.add_router("/assets", register)
