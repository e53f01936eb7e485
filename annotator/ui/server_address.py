"""The address of a project on a server: put together from what a person fills in, and taken apart.

Only its form is known here; what it leads to is for the stages to find out.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

SCHEMES = ("postgresql", "postgres")
PORT = 5432


@dataclass(frozen=True, slots=True)
class ServerPlan:
    """Which database is meant, and how safely the way there is to be.

    tls: a value of libpq's sslmode, or "" for what the program asks for by itself. certificate:
    the file with the certificate of the authority that vouches for the server, for "verify-full".
    """

    host: str
    database: str
    login: str = ""
    port: int = PORT
    tls: str = ""
    certificate: str = ""

    @property
    def address(self) -> str:
        """The address without any password."""
        login = f"{quote(self.login, safe='')}@" if self.login else ""
        host = f"[{self.host}]" if ":" in self.host else quote(self.host, safe="")
        port = "" if self.port == PORT else f":{self.port}"
        certificate = self.certificate if self.tls == "verify-full" else ""
        said = {"sslmode": self.tls, "sslrootcert": certificate}
        query = urlencode({name: value for name, value in said.items() if value}, quote_via=quote)
        place = quote(self.database, safe="")
        return urlunsplit(("postgresql", f"{login}{host}{port}", f"/{place}", query, ""))


def is_address(text: str) -> bool:
    """Whether a text is the address of a database rather than the name of a file."""
    return text.strip().partition("://")[0].casefold() in SCHEMES and "://" in text


def plan_of(address: str) -> ServerPlan | None:
    """What an address says; None if it is none that can be shown piece by piece."""
    parts = _parts(address)
    if parts is None or not parts.hostname:
        return None
    said = dict(parse_qsl(parts.query))
    if set(said) - {"sslmode", "sslrootcert"}:
        return None
    return ServerPlan(
        unquote(parts.hostname),
        unquote(parts.path.lstrip("/")),
        unquote(parts.username or ""),
        parts.port or PORT,
        said.get("sslmode", ""),
        said.get("sslrootcert", ""),
    )


def with_password(address: str, password: str) -> str:
    """The address with a password, for opening it once."""
    parts = urlsplit(address)
    login, _, host = parts.netloc.rpartition("@")
    secret = f":{quote(password, safe='')}" if password else ""
    who = login.partition(":")[0] + secret
    return urlunsplit(parts._replace(netloc=f"{who}@{host}" if who else host))


def login_of(address: str) -> str:
    """The login that an address names, or ""."""
    parts = _parts(address)
    return unquote(parts.username or "") if parts is not None else ""


def _parts(address: str) -> SplitResult | None:
    """The pieces of an address, its port a number; None if it has another form."""
    try:
        parts = urlsplit(address.strip())
        _ = parts.port
    except ValueError:
        return None
    return parts if parts.scheme.casefold() in SCHEMES else None
