"""The search table: tokens of each asset, made by :mod:`qingzhuang.registry.tokens`.

On SQLite an FTS5 table follows it by triggers, on PostgreSQL two generated ``tsvector`` columns with GIN indexes do
(migration 0002); both look up the same tokens, so both give the same answers.
"""

from __future__ import annotations

from django.db import connections, models
from django.db.models.expressions import RawSQL

from qingzhuang.registry.models.assets import Asset, AssetQuerySet
from qingzhuang.registry.tokens import as_fts5, as_tsquery, fold, tokens_of, wanted_tokens

_FTS5 = "SELECT rowid FROM registry_search WHERE registry_search MATCH %s"
_TSVECTOR = "SELECT asset_id FROM registry_searchentry WHERE document @@ %s::tsquery"


class SearchEntry(models.Model):
    asset = models.OneToOneField(Asset, on_delete=models.CASCADE, primary_key=True, related_name="search_entry")
    folded_name = models.CharField(max_length=600)
    name_tokens = models.TextField()
    other_tokens = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["folded_name"])]

    def __str__(self) -> str:
        return self.folded_name

    @classmethod
    def of(cls, asset: Asset) -> SearchEntry:
        """The entry for an asset: its name; then sponsor, numbers, functions, purpose, audience, platform."""
        others = (
            asset.sponsor_shown,
            asset.sponsor_name,
            asset.number or "",
            asset.external_id,
            *asset.functions,
            asset.purpose,
            asset.audience,
            asset.platform,
        )
        return cls(
            asset=asset,
            folded_name=fold(asset.name),
            name_tokens=" ".join(tokens_of(asset.name)),
            other_tokens=" ".join(tokens_of(" ".join(others))),
        )


def matching(assets: AssetQuerySet, query: str) -> AssetQuerySet:
    """Assets that hold every token of ``query``; those of that very name, then of such a name, come first.

    A query without a letter or digit matches nothing.
    """
    wanted = wanted_tokens(query)
    if not wanted:
        return assets.none()
    postgres = connections[assets.db].vendor == "postgresql"
    sql, words = (_TSVECTOR, as_tsquery(wanted)) if postgres else (_FTS5, as_fts5(wanted))
    folded = fold(query)
    rank = models.Case(
        models.When(search_entry__folded_name=folded, then=0),
        models.When(search_entry__folded_name__startswith=folded, then=1),
        models.When(search_entry__folded_name__contains=folded, then=2),
        default=3,
        output_field=models.SmallIntegerField(),
    )
    return assets.filter(pk__in=RawSQL(sql, (words,))).annotate(rank=rank).order_by("rank", "pk")  # noqa: S611
