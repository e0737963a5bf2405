"""Tables of the register."""

from qingzhuang.registry.models.assets import Asset, AssetEvent, AssetQuerySet, RemovedAsset
from qingzhuang.registry.models.filters import SavedFilter
from qingzhuang.registry.models.imports import ImportBatch, ImportRow
from qingzhuang.registry.models.search import SearchEntry

__all__ = [
    "Asset",
    "AssetEvent",
    "AssetQuerySet",
    "ImportBatch",
    "ImportRow",
    "RemovedAsset",
    "SavedFilter",
    "SearchEntry",
]
