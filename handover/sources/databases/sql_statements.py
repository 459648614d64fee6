"""Whether a query is one statement that only reads, told by parsing it before any database sees it.

This is the first of two fences, and the one that explains itself when a source is registered. The second is the
database's own (``handover.sources.sql_databases``): what this one lets through by mistake, that one refuses.
"""

import logging
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final

from handover.sources.texts import shown

if TYPE_CHECKING:
    from sqlglot import Token, exp

_DIALECTS: Final = {
    "postgresql": "postgres",
    "sqlite": "sqlite",
    "mysql": "mysql",
    "mariadb": "mysql",
    "mssql": "tsql",
    "oracle": "oracle",
}
# Functions that do more than read and that no read-only transaction stops: they reach files, other servers, other
# sessions or the server itself. What a user may call is for the database to say; this names what was overlooked.
_DOES_MORE: Final = re.compile(
    r"(?:lo_(?:import|export|put|from_bytea|creat|create|unlink)|dblink\w*|pg_(?:read|write|ls|file)_\w+|pg_stat_file"
    r"|pg_(?:terminate|cancel)_backend|pg_(?:try_)?advisory_\w+|pg_notify|pg_reload_conf|pg_rotate_logfile\w*"
    r"|pg_(?:create|drop|copy|advance)_\w+|pg_(?:logical|replication|wal|backup)_\w+|pg_switch_wal|pg_promote"
    r"|(?:query|cursor|table|schema|database)_to_xml\w*|nextval|setval|set_config|load_extension|readfile|writefile"
    r"|load_file|sys_exec|sys_eval|get_lock|release_lock|benchmark|openrowset|openquery|opendatasource"
    r"|httpuritype)",
    re.IGNORECASE,
)
_PACKAGE: Final = re.compile(r"(?:utl|dbms)_\w+", re.IGNORECASE)  # Oracle's: UTL_HTTP.REQUEST(…)
# SQL Server takes a second statement without a semicolon before it: SELECT 1 DELETE FROM lessons.
_BEGIN_ANOTHER: Final = re.compile(
    r"(?:ALTER|BACKUP|BULK|CREATE|DBCC|DECLARE|DELETE|DENY|DROP|EXEC|EXECUTE|GRANT|INSERT|KILL|MERGE|RESTORE|REVOKE"
    r"|SHUTDOWN|TRUNCATE|UPDATE|USE)",
    re.IGNORECASE,
)
# MySQL and MariaDB carry out what stands in /*! … */ and /*M! … */, which is a comment everywhere else.
_CARRIED_OUT: Final = ("!", "M!")


def query_mistake(query: str, scheme: str) -> str | None:
    """Why ``query`` cannot be a source's query, as a clause; None where it is one SELECT (or WITH … SELECT).

    ``scheme`` is how the location begins, and tells which database's SQL it is.
    """
    # A tenth of a second, which nobody should wait for whose sources are no databases.
    import sqlglot
    from sqlglot import exp
    from sqlglot.errors import ParseError, TokenError

    # It warns of statements that it does not know, which are refused below.
    logging.getLogger("sqlglot").setLevel(logging.ERROR)
    dialect = sqlglot.Dialect.get_or_raise(_DIALECTS.get(scheme))
    try:
        tokens = dialect.tokenize(query)
        parsed = dialect.parser().parse(tokens, query)
    except ParseError as error:
        return _not_understood(error.errors)
    except TokenError:
        return "is no SQL that can be understood: a quotation mark or a comment is not closed"
    except RecursionError:
        return "has expressions within each other too deep to be understood"
    # A remark behind the last semicolon is no statement.
    statements = [one for one in parsed if one is not None and not isinstance(one, exp.Semicolon)]
    if not statements:
        return "has no SELECT in it"
    if len(statements) > 1:
        return f"has {len(statements)} statements, and a source has one SELECT"
    return next(_changes(statements[0], tokens, scheme), None)


def _changes(statement: "exp.Expr", tokens: Iterable["Token"], scheme: str) -> Iterator[str]:
    from sqlglot import exp

    if not isinstance(statement, exp.Select | exp.SetOperation | exp.Subquery):
        word = next(iter(tokens)).text.upper()
        yield f"begins with {shown(word)}; it must be one SELECT, since Handover only ever reads"
    for node in statement.walk():
        if isinstance(node, exp.DML | exp.DDL | exp.Command) and not isinstance(node, exp.Query):
            yield f"has {node.key.upper()} in it; it must be one SELECT, since Handover only ever reads"
        elif isinstance(node, exp.Into):
            yield "writes with SELECT … INTO; Handover only ever reads"
        elif isinstance(node, exp.Lock):
            yield "locks rows (FOR UPDATE, FOR SHARE); leave that out, since Handover only ever reads"
        elif isinstance(node, exp.Func) and _DOES_MORE.fullmatch(_name_of(node)):
            yield f"calls “{shown(_name_of(node))}”, which does more than read"
        elif isinstance(node, exp.Identifier) and isinstance(node.parent, exp.Dot) and _PACKAGE.fullmatch(node.name):
            yield f"calls “{shown(node.name)}”, which does more than read"
    for token in tokens:
        if scheme in ("mysql", "mariadb") and any(one.startswith(_CARRIED_OUT) for one in token.comments):
            yield "has a comment that MySQL carries out (/*! … */); leave it out"
        if scheme == "mssql" and _BEGIN_ANOTHER.fullmatch(token.text) and not _quoted(token):
            yield f"has {token.text.upper()} in it, which begins another statement; a name like that stands in []"


def _name_of(call: "exp.Func") -> str:
    return str(call.name if call.key == "anonymous" else call.sql_name())


def _quoted(token: "Token") -> bool:
    from sqlglot import TokenType

    return token.token_type in (TokenType.IDENTIFIER, TokenType.STRING)


def _not_understood(errors: list[dict[str, Any]]) -> str:
    first = errors[0] if errors else {}
    word = str(first.get("highlight") or "")
    near = f" near “{shown(word)}”" if word else ""
    # The column that is told is the one where the word ends.
    at = f" (line {first['line']}, character {max(1, int(first['col']) - len(word) + 1)})" if first.get("line") else ""
    return (
        f"is no SQL that can be understood{near}{at}; what is too much for Handover can become a view in the database"
    )
