"""The JSON face, version 1: each room's router under its own address, described at /api/v1/openapi.json."""

from qingzhuang.datahub.api.catalogue import public as data_public
from qingzhuang.datahub.api.catalogue import router as data_catalogue
from qingzhuang.datahub.api.deliveries import router as data_deliveries
from qingzhuang.datahub.api.demands import router as data_demands
from qingzhuang.datahub.api.grants import router as data_grants
from qingzhuang.datahub.api.overlaps import router as data_overlaps
from qingzhuang.gate.api import router as gate
from qingzhuang.identity.doors import Api
from qingzhuang.registry.api.assets import router as assets
from qingzhuang.registry.api.clients import router as clients
from qingzhuang.registry.api.closures import announcements
from qingzhuang.registry.api.closures import router as closures
from qingzhuang.registry.api.life import router as life
from qingzhuang.registry.api.merges import router as merges
from qingzhuang.registry.api.public import router as public
from qingzhuang.registry.api.selfchecks import router as selfchecks
from qingzhuang.registry.api.shelf import router as shelf
from qingzhuang.registry.api.similar import router as similar
from qingzhuang.registry.api.usage import router as usage
from qingzhuang.registry.api.webhooks import TOLD
from qingzhuang.registry.api.webhooks import router as webhooks

api = Api(
    title="轻装 Qingzhuang",
    version="1",
    docs_url=None,
    told=TOLD,
    description="Send a key as `Authorization: Bearer qz_…`; it acts for its unit, within its scopes, which stand at each "
    "address. Addresses under `/public` and `/announcements` need none. Answers are JSON; refusals say what is wrong and "
    "what to do, in the language of `Accept-Language` (zh-CN, en). With `ETag`, send `If-None-Match` and an unchanged "
    "answer is 304.",
)

api.add_router("/gate", gate)
api.add_router("/assets", assets)
api.add_router("/assets", life)
api.add_router("/assets", clients)
api.add_router("/usage", usage)
api.add_router("/self-checks", selfchecks)
api.add_router("/shelf", shelf)
api.add_router("/merges", merges)
api.add_router("/closures", closures)
api.add_router("/announcements", announcements)
api.add_router("/webhooks", webhooks)
api.add_router("/public", public)
api.add_router("/similar", similar)
api.add_router("/data", data_catalogue)
api.add_router("/data", data_grants)
api.add_router("/data", data_deliveries)
api.add_router("/data", data_overlaps)
api.add_router("/public", data_public)
api.add_router("/public", data_demands)
