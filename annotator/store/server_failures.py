"""What a PostgreSQL server says when it cannot, in the words of the person at the program.

Its DETAIL lines are never shown: they can quote rows. What libpq says while it connects has no
number, only words, which libraries and servers put into many languages; what is not understood is
told in its own words, of which none is a password.
"""

from __future__ import annotations

import re

from annotator.model.errors import (
    AnnotatorError,
    ConnectionLost,
    NotSaved,
    PasswordRefused,
    ProjectRefused,
)

_BUSY = "Not saved: somebody else is just writing the same to {name}. Try again."
_STATES = {
    "53100": "Not saved: the disk of {name} is full. Have its administrator make room, then save"
    " again.",
    "53200": "Not saved: {name} is out of memory. Try again; if it stays so, tell its"
    " administrator.",
    "53300": "{name} has as many connections as it allows. Try again, or have its administrator"
    " raise max_connections.",
    "53400": "Not saved: {name} came to a limit that its administrator set. Tell them.",
    "25006": "Not saved: {name} takes no changes now (it is read-only). Ask its administrator.",
    "42501": "Not saved: {name} does not let {login} do that. Ask the lead.",
    "55P03": _BUSY,
    "40001": _BUSY,
    "40P01": _BUSY,
    "57014": "{name} took too long over it. Try again; tell its administrator if it stays so.",
    "23505": "Not saved: {name} holds it already. Open the project again and look.",
    "23503": "Not saved: {name} does not hold what is referred to. Open the project again and"
    " look.",
    "22P05": "Not saved: {name} cannot keep one of the letters.",
    "22021": "Not saved: {name} cannot keep one of the letters.",
    "42P01": "{name} lacks a table of the project. Have its administrator restore a backup.",
    "42703": "{name} lacks a column of the project. Have its administrator restore a backup.",
    "XX001": "{name} is damaged. Have its administrator restore a backup.",
    "XX002": "An index of {name} is damaged. Have its administrator run REINDEX DATABASE.",
}
_GONE = ("08", "57P", "25P03")
"""Classes of states in which the connection is gone, or goes."""

_REFUSALS = (
    (r"password authentication failed|no password supplied|authentication failed|SCRAM",
     "{name} does not know this login with this password. Look at both; the password may stand"
     " in PGPASSWORD or ~/.pgpass."),
    (r'database ".*" does not exist',
     "There is no database of this name at {host}: {name}. Make it with createdb, or look at the"
     " address."),
    (r'role ".*" does not exist',
     "{name} knows no such login. Ask the lead for one: annotator coders --add HANDLE --login"
     " NAME."),
    (r'role ".*" is not permitted to log in',
     "{name} does not let this login in any more. Ask the lead."),
    (r"permission denied for database",
     "{name} does not let this login in. Ask the lead for: annotator coders --add HANDLE --login"
     " NAME."),
    (r"(no pg_hba\.conf entry|pg_hba\.conf rejects).*(SSL off|no encryption)",
     "{host} does not let this login or machine in without TLS. Take sslmode out of the address, or"
     " write ?sslmode=require; if that does not help, ask its administrator for a line in"
     " pg_hba.conf."),
    (r"no pg_hba\.conf entry|pg_hba\.conf rejects",
     "{host} does not let this login or machine in. Ask its administrator for a line in"
     " pg_hba.conf."),
)  # fmt: skip
"""What a server says that answers, and lets nobody in; to try again would not help."""

_TROUBLES = (
    (r"could not translate host name|failed to resolve host|Name or service not known",
     "There is no machine {host}. Look at the address."),
    (r"server does not support SSL|SSL was required",
     "{host} offers no TLS. Have its administrator turn it on, or add ?sslmode=disable to the"
     " address if the network between is safe."),
    (r"certificate|root\.crt|SSL error|sslmode",
     "The TLS of {host} cannot be trusted or agreed on ({said}). Look at sslmode and sslrootcert"
     " in the address; sslmode=verify-full checks the server by its certificate."),
    (r"too many (connections|clients)|remaining connection slots",
     "{name} has as many connections as it allows. Try again, or have its administrator raise"
     " max_connections."),
    (r"No space left on device|could not (write|extend|create) .*: .*space",
     "The disk of {name} is full. Have its administrator make room, then try again."),
    (r"starting up|shutting down|not yet accepting|recovery mode",
     "{name} is just starting or stopping. Try again in a moment."),
    (r"could not find .*service|definition of service|service file",
     "The service of this address is in no service file. Look at ~/.pg_service.conf."),
)  # fmt: skip
"""Other reasons why no connection comes about; some of them pass."""

_UNREACHABLE = (
    r"Connection refused|timeout|timed out|No such file or directory|unreachable|No route"
    r"|does not answer|reset by peer|closed the connection"
)


def is_server_error(cause: object) -> bool:
    """Whether an error was raised by psycopg."""
    return type(cause).__module__.partition(".")[0] == "psycopg"


def server_words(cause: object, name: str, login: str = "") -> AnnotatorError:
    """What an error of a server means for the project `name` that is open."""
    state = str(getattr(cause, "sqlstate", None) or "")
    if state in _STATES:
        return NotSaved(_STATES[state].format(name=name, login=login or "this login"))
    for pattern, told in _REFUSALS if not state else ():
        if re.search(pattern, str(cause), re.IGNORECASE):
            host = name.rpartition(" on ")[2]
            return NotSaved(f"Not saved: {told.format(name=name, host=host)}")
    if state.startswith(_GONE) or (not state and type(cause).__name__ in _LOST):
        return ConnectionLost(f"{ConnectionLost.IN_WINDOW}the server of {name} does not answer.")
    if state.startswith("22"):
        return NotSaved(f"Not saved: {name} cannot keep it ({_said(cause)}).")
    return NotSaved(f"Not saved: {name} refused ({_said(cause)}). Try again.")


_LOST = ("OperationalError", "ConnectionTimeout", "InterfaceError", "_WaitTimeout")


def opening_words(cause: object, name: str) -> AnnotatorError:
    """What an error of a server means for the project `name` that was to be opened or made."""
    host = name.rpartition(" on ")[2]
    state = str(getattr(cause, "sqlstate", None) or "")
    words = str(cause)
    if state == "42501":
        return ProjectRefused(
            f"{name} does not let this login do that. Ask the lead or the administrator of the"
            " database."
        )
    if state and not state.startswith(_GONE):
        return ProjectRefused(str(server_words(cause, name)).replace("Not saved: ", ""))
    for pattern, told in (*_REFUSALS, *_TROUBLES):
        if re.search(pattern, words, re.IGNORECASE):
            kind = PasswordRefused if "password" in pattern else ProjectRefused
            return kind(told.format(name=name, host=host, said=_said(cause)))
    if re.search(_UNREACHABLE, words, re.IGNORECASE):
        return ProjectRefused(
            f"Nobody answers at the server of {name}. Look at the address and the network, and"
            " whether the server runs."
        )
    return ProjectRefused(f"{name} cannot be opened ({_said(cause)}).")


def _said(cause: object) -> str:
    """The first line of what was said, which is never the DETAIL."""
    diag = getattr(cause, "diag", None)
    first = getattr(diag, "message_primary", None) or str(cause)
    line = first.strip().partition("\n")[0]
    _, _, reason = line.rpartition(" failed: ")
    return " ".join(reason.split()).rstrip(".")[:200]
