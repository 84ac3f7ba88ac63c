"""Which addresses only this machine reaches, and over which URLs nothing travels readable."""

from ipaddress import ip_address
from urllib.parse import parse_qs, urlsplit

POSTGRESQL = "postgresql"


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach `host`. A name other than localhost may lead anywhere."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def is_safe_url(url: str) -> bool:
    """Whether it is https, or http to this machine."""
    parts = urlsplit(url)
    if not parts.hostname:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname))


def is_safe_database(url: str) -> bool:
    """Whether it is postgresql:// to this machine, or verifies the server's certificate on the way to another one."""
    parts = urlsplit(url)
    told = parse_qs(parts.query)
    hosts = told.get("host", [parts.netloc.rpartition("@")[2].partition(":")[0] or "/"])
    named = [host for given in hosts for host in given.split(",")]
    is_here = all(host.startswith("/") or is_loopback(host) for host in named)
    return parts.scheme == POSTGRESQL and (is_here or told.get("sslmode") == ["verify-full"])


def reached_at(host: str, port: int) -> str:
    """host:port by which this machine reaches what listens on `host`; every address is listened on as the first one."""
    try:
        address = ip_address(host)
    except ValueError:
        return f"{host}:{port}"
    if address.is_unspecified:
        address = ip_address("127.0.0.1" if address.version == 4 else "::1")
    return f"[{address}]:{port}" if address.version == 6 else f"{address}:{port}"
