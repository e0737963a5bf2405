"""Every write of the register, one function per verb."""

from qingzhuang.registry.actions.assets import change_asset, close_asset, export_assets, register_asset
from qingzhuang.registry.actions.filters import delete_filter, save_filter
from qingzhuang.registry.actions.imports import confirm_import, match_columns, undo_import, upload_ledger

__all__ = [
    "change_asset",
    "close_asset",
    "confirm_import",
    "delete_filter",
    "export_assets",
    "match_columns",
    "register_asset",
    "save_filter",
    "undo_import",
    "upload_ledger",
]
