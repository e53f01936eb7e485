"""Who may see and add which rows on a server, table by table, and the policies that say so.

Of the conditions, each is about somebody who is no lead: a lead sees everything. What is not
decided here for a table, nobody but its owner may do; a test asks for a decision on every table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy import Uuid

from annotator.model.study import TRAINING_ROUND, Role
from annotator.store.tables import METADATA

_ME = "(SELECT public.annotator_me())"
_ROLE = "(SELECT public.annotator_role())"
_IS_LEAD = f"{_ROLE} = '{Role.LEAD.value}'"
_SETTLES = f"{_ROLE} = '{Role.ADJUDICATOR.value}'"
_OWN = f"coder_id = {_ME}"
_STAFF = "coder_id = ANY ((SELECT public.annotator_staff())::uuid[])"

RIGHTS = 2
"""Which rights these are: one more with every change to what is said here, so that it is said."""

CODERS = frozenset((Role.CODER, Role.ADJUDICATOR))
REVIEWERS = frozenset((Role.ADJUDICATOR,))

SETTINGS = ("agreement threshold", "suggestions", "mapping:", "kept:")
"""How the names of settings begin that everybody may know: what is asked of numbers and articles.

Never those of pseudonyms, nor of how articles were given out.
"""


def _released(name: str) -> str:
    """That the article of a row is released, for each row; the index of releases answers."""
    return f"EXISTS (SELECT FROM public.release r WHERE r.article_id = {name}.article_id)"


def _coded(name: str) -> str:
    """That a row of codings may be seen: one's own, or what is released, or gold one has met."""
    gold = f"{_SETTLES} OR {_released(name)} OR article_id IN (SELECT public.annotator_trained())"
    return f"{_OWN} OR (lane = 'coding' AND {_released(name)}) OR (lane = 'gold' AND ({gold}))"


_OF_VISIBLE_EVENT = (
    "EXISTS (SELECT FROM public.event_revision r WHERE r.event_id = same_happening.event_id)"
)
_OF_VISIBLE_REVISION = (
    "EXISTS (SELECT FROM public.event_revision r WHERE r.id = replacement.revision_id)"
)
_AS_ITS_REVISION_SAYS = (
    "EXISTS (SELECT FROM public.event_revision r WHERE r.id = replacement.revision_id"
    f" AND r.coder_id = {_ME} AND r.replaces::jsonb ? replacement.replaced_id::text)"
)
_OWN_LANE = f"{_OWN} AND (lane = 'coding' OR (lane = 'gold' AND {_SETTLES}))"
_NAMED = " OR ".join(f"starts_with(name, '{each}')" for each in SETTINGS)


@dataclass(frozen=True, slots=True)
class Rule:
    """What is decided about a table.

    see, add: conditions on a row for those who are no leads; "" for never. adders: the roles, but
    leads, that may add at all. key: a column that is never empty and holds an id, or "report".
    changes, deletes: whether leads may. is_open: everybody in the project sees all rows, and only
    leads add; there is no row-level security, which would keep the search from its index.
    """

    see: str = ""
    add: str = ""
    adders: frozenset[Role] = frozenset()
    key: str = "coder_id"
    is_open: bool = False
    changes: bool = False
    deletes: bool = False


_CONTENT = Rule(is_open=True)
_INDEX = Rule(is_open=True, changes=True, deletes=True)
_REPORT = Rule(see=_SETTLES, key="report")
_TOLD_BY_STAFF = Rule(see=f"{_OWN} OR {_STAFF}")

RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "project": _CONTENT,
        "codebook": _CONTENT,
        "article": _CONTENT,
        "article_listing": _INDEX,
        "article_band": _INDEX,
        "article_pair": _INDEX,
        "index_state": _INDEX,
        "adoption": Rule(see="true"),
        "release": Rule(see="true"),
        "coder": Rule(
            see=f"id = {_ME} OR role <> '{Role.CODER.value}' OR public.annotator_shown(id)",
            key="id",
        ),
        "article_note": _TOLD_BY_STAFF,
        "article_state": _TOLD_BY_STAFF,
        "assignment": Rule(see=_OWN),
        "event_revision": Rule(
            see=_coded("event_revision"),
            add=f"{_OWN_LANE} AND public.annotator_follows(event_id, lane, replaces::jsonb)",
            adders=CODERS,
        ),
        "replacement": Rule(
            see=_OF_VISIBLE_REVISION,
            add=_AS_ITS_REVISION_SAYS,
            adders=CODERS,
            key="revision_id",
        ),
        "submission": Rule(see=_coded("submission"), add=_OWN_LANE, adders=CODERS),
        "suggestion_log": Rule(see=_OWN, add=_OWN, adders=CODERS),
        "same_happening": Rule(
            see=f"{_OWN} OR ({_SETTLES} AND {_OF_VISIBLE_EVENT})",
            add=f"{_OWN} AND {_SETTLES} AND {_OF_VISIBLE_EVENT}",
            adders=REVIEWERS,
        ),
        "alignment_choice": Rule(
            see=f"{_SETTLES} AND {_released('alignment_choice')}",
            add=f"{_OWN} AND {_SETTLES} AND {_released('alignment_choice')}",
            adders=REVIEWERS,
        ),
        "setting": Rule(see=_NAMED, key="id"),
        "login": Rule(see="name = session_user"),
        "import_report": Rule(see=_SETTLES, changes=True),
        "import_file": _REPORT,
        "import_row": _REPORT,
    }
)

_NOBODY = "'00000000-0000-0000-0000-000000000000'"

_PLAIN = "^[\\s(]*(select|insert|with|values|table|copy|declare|fetch|move)\\M"
"""How a plain question begins, as a pattern of the server's."""

_HEAD = "STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp"

FUNCTIONS: Mapping[str, str] = MappingProxyType(
    {
        # The coder of this login, and their role. SET ROLE changes neither.
        "annotator_me()": f"""RETURNS uuid LANGUAGE plpgsql {_HEAD} AS $$
            BEGIN
                RETURN (SELECT l.coder_id FROM public.login l WHERE l.name = session_user);
            END $$""",
        "annotator_role()": f"""RETURNS text LANGUAGE plpgsql {_HEAD} AS $$
            BEGIN
                RETURN (SELECT l.role FROM public.login l WHERE l.name = session_user);
            END $$""",
        # Leads and adjudicators.
        "annotator_staff()": f"""RETURNS uuid[] LANGUAGE plpgsql {_HEAD} AS $$
            BEGIN
                RETURN ARRAY(SELECT c.id FROM public.coder c WHERE c.role <> 'coder');
            END $$""",
        # Whether released work of this coder can be seen.
        "annotator_shown(uuid)": f"""RETURNS boolean LANGUAGE plpgsql {_HEAD} AS $$
            BEGIN
                RETURN EXISTS (
                    SELECT FROM public.release r JOIN public.submission s USING (article_id)
                    WHERE s.coder_id = $1
                ) OR EXISTS (
                    SELECT FROM public.release r JOIN public.event_revision e USING (article_id)
                    WHERE e.coder_id = $1
                );
            END $$""",
        # The articles on which this login's coder was trained: given for it, and submitted.
        "annotator_trained()": f"""RETURNS SETOF uuid LANGUAGE plpgsql {_HEAD} AS $$
            BEGIN
                RETURN QUERY
                SELECT s.article_id FROM public.submission s
                WHERE s.coder_id = public.annotator_me() AND s.lane = 'coding'
                    AND s.round = {TRAINING_ROUND} AND s.state = 'submitted' AND (
                        SELECT a.active FROM public.assignment a
                        WHERE a.article_id = s.article_id AND a.coder_id = s.coder_id
                            AND a.round = s.round
                        ORDER BY a.made_at DESC, a.id DESC LIMIT 1
                    );
            END $$""",
        # Whether a new revision belongs to no event of somebody else, as far as this login may
        # see, and takes the place only of revisions of its own event and hand.
        "annotator_follows(uuid, text, jsonb)": f"""RETURNS boolean LANGUAGE plpgsql {_HEAD} AS $$
            DECLARE
                me CONSTANT uuid := public.annotator_me();
            BEGIN
                RETURN NOT EXISTS (
                    SELECT FROM public.event_revision r WHERE r.event_id = $1
                        AND (r.lane <> $2 OR (r.lane = 'coding' AND r.coder_id <> me))
                ) AND NOT EXISTS (
                    SELECT FROM jsonb_array_elements_text($3) AS old (id) WHERE NOT EXISTS (
                        SELECT FROM public.event_revision r WHERE r.id = old.id::uuid
                            AND r.event_id = $1 AND r.lane = $2
                            AND (r.lane = 'gold' OR r.coder_id = me)
                    )
                );
            END $$""",
        # Refuses every question that is not plainly one. EXPLAIN tells how many rows a policy
        # took away, so those who may not see them may not have anything explained; nor may they
        # hide that in a block of code. current_query() is what the client sent, whatever runs:
        # what the client's portals hold stands in pg_cursors; what functions of their own hold
        # stands nowhere, so who could have any is refused, as in a database just restored.
        "annotator_asked()": f"""RETURNS uuid[] LANGUAGE plpgsql {_HEAD} AS $$
            DECLARE
                nobody CONSTANT uuid[] := ARRAY[{_NOBODY}::uuid];
                plain CONSTANT text := '{_PLAIN}';
                query CONSTANT text := rtrim(coalesce(current_query(), ''), E' \\t\\r\\n;');
            BEGIN  -- rights {RIGHTS}
                IF public.annotator_role() = 'lead' THEN
                    RETURN nobody;
                END IF;
                IF query !~* plain OR strpos(query, ';') > 0 OR EXISTS (
                    SELECT FROM pg_catalog.pg_cursors c
                    WHERE c.statement IS NULL OR ltrim(c.statement, E' \\t\\r\\n') !~* plain
                ) THEN
                    RAISE insufficient_privilege
                        USING MESSAGE = 'only a lead may ask in this way';
                END IF;
                IF has_database_privilege(session_user, current_database(), 'TEMP, CREATE')
                    OR has_schema_privilege(session_user, 'public', 'CREATE')
                    OR pg_my_temp_schema() <> 0
                    OR EXISTS (
                        SELECT FROM pg_catalog.pg_shdepend d
                        WHERE d.refclassid = 'pg_catalog.pg_authid'::regclass
                            AND d.refobjid = quote_ident(session_user)::regrole
                            AND d.deptype = 'o'
                            AND d.dbid = (SELECT oid FROM pg_catalog.pg_database
                                WHERE datname = current_database())
                    )
                THEN
                    RAISE insufficient_privilege
                        USING MESSAGE = 'the project has to be closed anew by its owner';
                END IF;
                RETURN nobody;
            END $$""",
    }
)


def function_statements() -> Iterator[str]:
    """What makes the functions of the policies; only who is let in may call them."""
    for signature, body in FUNCTIONS.items():
        yield f"CREATE OR REPLACE FUNCTION public.{signature} {body}"
        yield f"REVOKE ALL ON FUNCTION public.{signature} FROM PUBLIC"


def policy_statements(name: str, rule: Rule) -> Iterator[str]:
    """What closes a table and opens it as its rule says; may be said again at any time."""
    yield f"REVOKE ALL ON TABLE public.{name} FROM PUBLIC"
    if rule.is_open:
        return
    yield f"ALTER TABLE public.{name} ENABLE ROW LEVEL SECURITY"
    yield f"ALTER TABLE public.{name} FORCE ROW LEVEL SECURITY"
    for policy, words in _policies(name, rule).items():
        yield f"DROP POLICY IF EXISTS {policy} ON public.{name}"
        yield f"CREATE POLICY {policy} ON public.{name} {words}"


def _policies(name: str, rule: Rule) -> dict[str, str]:
    see, add = (f"{_IS_LEAD} OR {words}" if words else _IS_LEAD for words in (rule.see, rule.add))
    found = {"see": f"FOR SELECT USING ({see})", "add": f"FOR INSERT WITH CHECK ({add})"}
    if rule.changes:
        found["change"] = f"FOR UPDATE USING ({_IS_LEAD}) WITH CHECK ({_IS_LEAD})"
    if condition := _BY_FUNCTIONS.get(name):
        # Who calls them is not whom they run as. The name comes first, and so it is asked first.
        found["by_functions"] = f"FOR SELECT TO CURRENT_USER USING ({condition})"
    if rule.see != "true" and name != "login":
        found["plainly"] = f"AS RESTRICTIVE FOR SELECT USING ({_asked(name, rule.key)})"
    return found


_CALLED = "session_user <> current_user"

_BY_FUNCTIONS: Mapping[str, str] = MappingProxyType(
    {"login": "true", "coder": _CALLED, "assignment": _CALLED, "submission": _CALLED}
)
"""What the functions see, which run as the owner of the tables: else they would ask themselves."""


def _asked(name: str, key: str) -> str:
    """That a question is plainly one; found out before any row or any place of an index is seen.

    `annotator_asked` gives the lowest of all ids, so what is compared with it is always true. An
    index is asked for it along with whatever it is asked, so it is called even where no row is.
    The planner calls it too, to guess from the last part how many rows there will be. It gives a
    list, as the planner takes a comparison with any of a list for true of nearly every row.
    """
    asked = "((SELECT public.annotator_asked())::uuid[])"
    parts = [f"{asked} IS NOT NULL", *(f"{each} >= ANY {asked}" for each in _looked_up(name))]
    if key == "report":
        parts.append("(report >= 0 OR report = cardinality(public.annotator_asked()))")
    else:
        parts.append(f"({key} <> {_NOBODY} OR {key} = ANY (public.annotator_asked()))")
    return " AND ".join(parts)


def _looked_up(name: str) -> list[str]:
    """The columns with ids by which an index is looked up, but for the key: that is random."""
    first = [next(iter(each.columns)) for each in METADATA.tables[name].indexes]
    return sorted({each.name for each in first if isinstance(each.type, Uuid)})
