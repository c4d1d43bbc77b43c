"""Which pages may open a websocket here, by Streamlit's rule for its own websocket.

A browser lets a page of any site open one, and names the site in the ``Origin`` header.
"""

from urllib.parse import urlsplit

import streamlit as st

HERE = {"localhost", "127.0.0.1", "0.0.0.0"}
"""Names of this machine for a visitor who uses it directly."""


def may_connect(origin: str | None, host: str | None) -> bool:
    """Whether a page from ``origin`` may connect to ``host``, both as in the headers of the same names, with ports.

    Allowed are pages of the same host, clients other than browsers, pages whose host is this machine or is named in
    ``server.corsAllowedOrigins`` or ``browser.serverAddress``, and all pages if ``server.enableCORS`` is off.

    Streamlit also admits a page served from another port under one of this machine's IP addresses, which it looks up
    in the system and on the internet while everybody waits. Such a page is refused here.
    """
    try:
        return _is_served(host) and (origin is None or _is_taken_in(origin, host))
    except ValueError:  # not an address
        return False


def _is_taken_in(origin: str, host: str | None) -> bool:
    if urlsplit(origin).netloc == host or not st.get_option("server.enableCORS"):
        return True
    allowed = [*st.get_option("server.corsAllowedOrigins"), st.get_option("browser.serverAddress")]
    name = _name(origin)
    return name is not None and name in HERE | {_name(each.strip()) for each in allowed}


def _is_served(host: str | None) -> bool:
    """Whether ``server.allowedHosts`` includes this host, or is empty."""
    allowed = [each.strip().lower().rstrip(".") for each in st.get_option("server.allowedHosts")]
    if not allowed:
        return True
    parts = urlsplit(f"//{host}")
    if host is None or not parts.hostname or parts.netloc != host or "@" in host or parts.port == -1:
        return False
    name = parts.hostname.rstrip(".")
    return any(each in ("*", name) or (each.startswith("*.") and name.endswith(each[1:])) for each in allowed)


def _name(address: str) -> str | None:
    """The host name in an address, with or without scheme, port and path."""
    return urlsplit(address if "://" in address else f"http://{address}").hostname
