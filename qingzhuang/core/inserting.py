"""Writing many rows of one table at once, for imports of tens of thousands of rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connections, models, router


def insert_many(rows: Sequence[models.Model]) -> None:
    """Insert new rows of one model as they stand, in order; several times quicker than ``bulk_create``.

    One prepared statement serves all rows, where ``bulk_create`` writes new SQL for every thirty. Fields that stamp
    the moment are stamped only if they are empty. No signals, and no primary keys come back: see :func:`take_keys`.
    """
    if not rows:
        return
    meta = type(rows[0])._meta
    connection = connections[router.db_for_write(type(rows[0]))]
    fields = [each for each in meta.local_concrete_fields if not (each.generated or isinstance(each, models.AutoField))]
    ways = [(each, each.attname, each.get_db_prep_save) for each in fields]
    told = [
        [
            prepared(each.pre_save(row, True) if (value := getattr(row, name)) is None else value, connection)
            for each, name, prepared in ways
        ]
        for row in rows
    ]
    _many(connection, _insertion(connection, meta.db_table, [each.column for each in fields]), told)


def take_keys(rows: Sequence[models.Model], found: models.QuerySet) -> None:
    """Give rows just inserted their primary keys: ``found`` are these very rows in the table, and no others.

    Keys are drawn in the order of insertion, on SQLite and from PostgreSQL's sequences, and locked in by the
    transaction. Raises ``AssertionError`` if the numbers differ.
    """
    keys = list(found.order_by("pk").values_list("pk", flat=True))
    assert len(keys) == len(rows), "not the rows that were inserted"
    for row, key in zip(rows, keys, strict=True):
        row.pk = key
        row._state.adding = False


def set_many(model: type[models.Model], field: str, values: Iterable[tuple[int, Any]]) -> None:
    """Set one field of many rows: ``(primary key, value)`` each."""
    connection = connections[router.db_for_write(model)]
    each, key = model._meta.get_field(field), model._meta.pk
    quote = connection.ops.quote_name
    sql = f"UPDATE {quote(model._meta.db_table)} SET {quote(each.column)} = %s WHERE {quote(key.column)} = %s"  # noqa: S608
    _many(connection, sql, [[each.get_db_prep_save(value, connection), pk] for pk, value in values])


def _insertion(connection: Any, table: str, columns: Sequence[str]) -> str:
    quote = connection.ops.quote_name
    names, places = ", ".join(map(quote, columns)), ", ".join(["%s"] * len(columns))
    return f"INSERT INTO {quote(table)} ({names}) VALUES ({places})"  # noqa: S608


def _many(connection: Any, sql: str, rows: Sequence[Sequence[Any]]) -> None:
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(sql, rows)
