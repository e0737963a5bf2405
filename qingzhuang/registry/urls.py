"""Pages of the register, mounted under ``/register/``."""

from django.urls import path

from qingzhuang.registry.views import assets, filters, imports

app_name = "registry"
urlpatterns = [
    path("", assets.asset_list, name="assets"),
    path("export/", assets.asset_export, name="asset-export"),
    path("filters/", filters.filter_save, name="filter-save"),
    path("filters/<int:pk>/delete/", filters.filter_delete, name="filter-delete"),
    path("imports/", imports.import_list, name="imports"),
    path("imports/<int:pk>/", imports.import_detail, name="import"),
    path("imports/<int:pk>/progress/", imports.import_progress, name="import-progress"),
    path("imports/<int:pk>/confirm/", imports.import_confirm, name="import-confirm"),
    path("imports/<int:pk>/undo/", imports.import_undo, name="import-undo"),
    path("imports/<int:pk>/errors/", imports.import_errors, name="import-errors"),
    path("<int:pk>/", assets.asset_detail, name="asset"),
    path("<int:pk>/change/", assets.asset_change, name="asset-change"),
    path("<int:pk>/close/", assets.asset_close, name="asset-close"),
]
