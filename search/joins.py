"""Joining a queryset with the hits of a search, so that permission, filters and search are one statement."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Expression, FloatField, QuerySet
from django.db.models.expressions import BaseExpression
from django.db.models.sql.constants import INNER
from django.db.models.sql.datastructures import Join


class _Meta:
    db_table = "search_hits"


class _Hits:
    _meta = _Meta


class _NoRelation:
    """Stands where a join names the field it follows; this one follows none.

    Django asks it for the joined model's table when a filter of the queryset has a subquery.
    """

    related_model = _Hits

    def get_joining_fields(self) -> tuple:
        return ()


_NO_RELATION: Any = _NoRelation()


class HitsJoin(Join):
    """`INNER JOIN (SELECT object_id, rank …) hits ON hits.object_id = <table>.<pk>`."""

    def __init__(self, sql: str, params: tuple, column: str, parent: str, alias: str | None = None) -> None:
        super().__init__("search_hits", parent, alias, INNER, _NO_RELATION, False)
        self.sql, self.params, self.column = sql, params, column

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple]:
        name, quote = compiler.quote_name_unless_alias, connection.ops.quote_name
        alias, parent = name(self.table_alias), name(self.parent_alias)
        on = f"{alias}.{quote('object_id')} = {parent}.{quote(self.column)}"
        return f"INNER JOIN ({self.sql}) {alias} ON ({on})", self.params

    def relabeled_clone(self, change_map: Mapping[Any, str]) -> "HitsJoin":
        parent = change_map.get(self.parent_alias, self.parent_alias)
        alias = change_map.get(self.table_alias, self.table_alias)
        return HitsJoin(self.sql, self.params, self.column, parent, alias)

    @property
    def identity(self) -> tuple:
        return (self.__class__, self.sql, self.params, self.column, self.parent_alias)

    def promote(self) -> "HitsJoin":
        return self  # a search always narrows: under an OR it must not become an outer join

    demote = promote


class Rank(Expression):
    """The `rank` column of joined hits."""

    contains_column_references = True

    def __init__(self, alias: str) -> None:
        super().__init__(output_field=FloatField())
        self.alias = alias

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple]:
        return f"{compiler.quote_name_unless_alias(self.alias)}.{connection.ops.quote_name('rank')}", ()

    def relabeled_clone(self, change_map: Mapping[str, str]) -> "Rank":
        return Rank(change_map.get(self.alias, self.alias))

    def get_group_by_cols(self) -> list[BaseExpression]:
        return [self]


def with_hits(queryset: QuerySet, sql: str, params: tuple) -> QuerySet:
    """`queryset` narrowed to the hits and annotated with their `rank`."""
    found = queryset.all()
    query = found.query
    if query.is_sliced:
        raise TypeError("Search first, slice then.")
    column = queryset.model._meta.pk.column
    alias = query.join(HitsJoin(sql, params, column, query.get_initial_alias()))
    query.add_annotation(Rank(alias), "rank")
    return found
