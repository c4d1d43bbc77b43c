"""Which pages may open a websocket here, by the rule that Streamlit has for its own.

A browser lets a page of any site open one, and says in ``Origin`` whose page it is.
"""

from urllib.parse import urlsplit

import streamlit as st

HERE = {"localhost", "127.0.0.1", "0.0.0.0"}
"""What a visitor may call this machine when it is their own."""


def may_connect(origin: str | None, host: str | None) -> bool:
    """Whether a page of ``origin`` may, when it has called the server ``host``: both as in the headers, with ports.

    A page of the same host may, and what is no page in a browser; so may one whose host is of this machine, or in
    ``server.corsAllowedOrigins`` or ``browser.serverAddress``, and any if ``server.enableCORS`` is off.

    Streamlit also takes in a page from another port of this machine by one of its addresses, for which it asks the
    system, and then the internet, while everybody waits. Such a page is refused here.
    """
    try:
        return _is_served(host) and (origin is None or _is_taken_in(origin, host))
    except ValueError:  # no address at all
        return False


def _is_taken_in(origin: str, host: str | None) -> bool:
    if urlsplit(origin).netloc == host or not st.get_option("server.enableCORS"):
        return True
    allowed = [*st.get_option("server.corsAllowedOrigins"), st.get_option("browser.serverAddress")]
    name = _name(origin)
    return name is not None and name in HERE | {_name(each.strip()) for each in allowed}


def _is_served(host: str | None) -> bool:
    """Whether this is among ``server.allowedHosts``, if that names any."""
    allowed = [each.strip().lower().rstrip(".") for each in st.get_option("server.allowedHosts")]
    if not allowed:
        return True
    parts = urlsplit(f"//{host}")
    if host is None or not parts.hostname or parts.netloc != host or "@" in host or parts.port == -1:
        return False
    name = parts.hostname.rstrip(".")
    return any(each in ("*", name) or (each.startswith("*.") and name.endswith(each[1:])) for each in allowed)


def _name(address: str) -> str | None:
    """The host's name in an address, with or without what comes before and after."""
    return urlsplit(address if "://" in address else f"http://{address}").hostname
