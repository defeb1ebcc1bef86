"""Any other database: substring search over the stored words. Right everywhere, fast on small tables only."""

from search.engines import AKIN, HOLDERS, Hits
from search.segments import Alternative, Term, Wanted

TITLE_WEIGHT = 6
_TITLE = "CONCAT(' ', e.title, ' ')"
_BODY = "CONCAT(' ', e.body, ' ')"


class Portable:
    peek = ""  # MariaDB has no LIMIT inside IN

    def hits(self, kind: str, wanted: list[Wanted], *, every: bool) -> Hits:
        """The rank counts the things found, those in the title six times, in other words half."""
        scores, conditions = [], []
        score_params: list[str] = []
        where_params: list[str] = []
        for one in wanted:
            cases = []
            for weight, alternatives in ((1.0, one.alternatives), (AKIN, one.akin)):
                if not alternatives:
                    continue
                in_title, title_params = _matches(alternatives, [_TITLE])
                anywhere, any_params = _matches(alternatives, [_TITLE, _BODY])
                cases.append(f"WHEN {in_title} THEN {TITLE_WEIGHT * weight} WHEN {anywhere} THEN {weight}")
                score_params += [*title_params, *any_params]
            scores.append(f"(CASE {' '.join(cases)} ELSE 0.0 END)")
            anywhere, any_params = _matches(one.anyhow.alternatives, [_TITLE, _BODY])
            conditions.append(anywhere)
            where_params += any_params
        where = (" AND " if every else " OR ").join(conditions)
        sql = (
            f"SELECT e.object_id AS object_id, {' + '.join(scores)} AS `rank` FROM search_entry e "  # noqa: S608
            f"WHERE e.kind = %s AND ({where})"
        )
        return Hits(sql, (*score_params, kind, *where_params))

    def holders(self, kind: str, one: Wanted) -> tuple[str, tuple]:
        anywhere, params = _matches(one.anyhow.alternatives, [_TITLE, _BODY])
        return HOLDERS.format(anywhere), (kind, *params)


def _matches(alternatives: tuple[Alternative, ...], columns: list[str]) -> tuple[str, list[str]]:
    """Whether the columns hold one of the alternatives, in SQL; `_` and `%` never occur in words."""
    sql, params = [], []
    for terms in alternatives:
        each = []
        for term in terms:
            each.append(f"({' OR '.join(f'{column} LIKE %s' for column in columns)})")
            params += [_pattern(term)] * len(columns)
        sql.append(f"({' AND '.join(each)})")
    return f"({' OR '.join(sql)})", params


def _pattern(term: Term) -> str:
    return f"% {term.word}%" if term.prefix else f"% {term.word} %"
