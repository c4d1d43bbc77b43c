"""A browser tab as the server sees it, without a browser.

It speaks Streamlit's protocol: a websocket, and the protobuf messages of the installed package. It does not fetch the
page's files. ``tests/browser/test_load_protocol.py`` compares its messages with those of a real browser.
"""

import asyncio
import contextlib
import ipaddress
import json
from http.cookiejar import CookieJar
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qsl, urlencode, urlsplit
from urllib.request import HTTPCookieProcessor, ProxyHandler, Request, build_opener

from streamlit.components.v2.bidi_component.main import _make_trigger_id
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Common_pb2 import DoubleArray, StringArray
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.NumberInput_pb2 import NumberInput
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from playground.ui.web.socket import PATH

LIVE_CHART = "live_chart"
"""The component of the page that sends requests and gets answers."""


class Page:
    """A browser tab as the server sees it.

    Parameters
    ----------
    url : address of the server, without a trailing slash
    link : path and query

    Raises
    ------
    ValueError
        If ``url`` is on another machine.
    """

    def __init__(self, url: str, link: str) -> None:
        check_loopback(url)
        parts = urlsplit(url + link)
        self.url, self.link = url, link
        self.cookies = CookieJar()
        self.context = {"timezone": "UTC", "locale": "en-US", "color_scheme": "light", "timezone_offset": 0}
        self.context |= {"url": f"{url}{parts.path}", "is_embedded": False}
        self.page_name = parts.path.strip("/")
        self.query = dict(parse_qsl(parts.query))
        self.page_hash = self.session_id = ""
        self.elements: dict[str, tuple[str, Any, str]] = {}  # id → type, element, fragment
        self.states: dict[str, WidgetState] = {}
        self.popovers: set[tuple[int, ...]] = set()  # paths of the closed ones
        self.in_run: set[str] = set()  # the elements of the current full run
        self.fragments: list[str] = []  # of the current run; empty in a full run
        self.cache: dict[str, tuple[int, ForwardMsg]] = {}  # hash → the run that last used it, message
        self.runs = self.full_runs = self.discarded = 0
        self.begun = False  # whether a run has begun since the last message was sent
        self.max_age = 0

    async def connect(self) -> None:
        """Open the connection and request the page; also used to reconnect."""
        await asyncio.to_thread(self._fetch)
        cookies = {cookie.name: cookie.value for cookie in self.cookies}
        tokens = "streamlit", cookies.get("_streamlit_xsrf") or "PLACEHOLDER_AUTH_TOKEN", self.session_id
        self.socket: ClientConnection = await connect(
            f"ws{self.url.removeprefix('http')}/_stcore/stream",
            subprotocols=[Subprotocol(token) for token in tokens if token],
            origin=Origin(self.url),
            additional_headers={"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())},
            compression=None,  # as in Streamlit
            max_size=None,
            ping_interval=None,  # a browser sends none
            proxy=None,
        )
        await self.rerun()

    async def open_direct(self) -> None:
        """Open the connection for requests that bypass the script."""
        self.direct: ClientConnection = await connect(
            f"ws{self.url.removeprefix('http')}/{PATH}",
            origin=Origin(self.url),
            additional_headers={"Cookie": "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.cookies)},
            compression=None,
            max_size=None,
            ping_interval=None,
            proxy=None,
        )

    async def ask(self, number: int, player: str, command: dict[str, Any] | None) -> None:
        """Send a direct request, as ``channel.js`` does; None only identifies the page's player."""
        await self.direct.send(question(number, player, command))

    async def answer(self) -> tuple[int, dict[str, Any] | None]:
        """The number of a direct request, and the next answer, which is to it; None if it was refused."""
        said = json.loads(await self.direct.recv())
        return said["n"], said["answer"]

    def _fetch(self) -> None:
        """Make the request before the connection; a cookie may assign this visitor to one of several processes."""
        browser = build_opener(ProxyHandler({}), HTTPCookieProcessor(self.cookies))
        for path in ([] if self.session_id else [self.link]) + ["/_stcore/health", "/_stcore/host-config"]:
            with browser.open(self.url + path, timeout=30) as answer:
                answer.read()

    async def send(self, message: BackMsg) -> None:
        """Send a message."""
        await self.socket.send(message.SerializeToString())

    async def clear_caches(self) -> None:
        """Request that the app's shared caches be cleared, which no page of the app does."""
        await self.send(BackMsg(clear_cache=True))

    async def upload(self, name: str, megabytes: float) -> int:
        """Upload a file for this session, as a page does; returns the status of the server's answer."""
        return await asyncio.to_thread(self._put, name, int(megabytes * 2**20))

    def _put(self, name: str, size: int) -> int:
        token = next((cookie.value for cookie in self.cookies if cookie.name == "_streamlit_xsrf"), None) or ""
        head = b'--end\r\nContent-Disposition: form-data; name="file"; filename="file.csv"\r\n\r\n'
        file = Request(
            f"{self.url}/_stcore/upload_file/{self.session_id}/{name}",
            data=head + b"1" * size + b"\r\n--end--\r\n",
            headers={"Content-Type": "multipart/form-data; boundary=end", "X-Xsrftoken": token},
            method="PUT",
        )
        try:
            with build_opener(ProxyHandler({}), HTTPCookieProcessor(self.cookies)).open(file) as answer:
                return answer.status
        except HTTPError as error:
            return error.code

    async def rerun(self, fragment: str = "", *triggers: WidgetState) -> None:
        """Request a run of the script or of a fragment, with the state of all widgets."""
        message = BackMsg()
        client = message.rerun_script
        client.query_string = urlencode(sorted(self.query.items()))
        client.widget_states.widgets.extend([*self.states.values(), *triggers])
        client.page_script_hash, client.fragment_id = self.page_hash, fragment
        client.page_name = "" if self.page_hash else self.page_name
        client.cached_message_hashes.extend(self.cache)
        for name, value in self.context.items():
            setattr(client.context_info, name, value)
        self.begun = False
        await self.send(message)

    async def say(self, command: dict[str, Any]) -> None:
        """Send the live chart's command to the script, like ``setTriggerValue``; ``LookupError`` without a chart."""
        _, chart, fragment = self._find("bidi_component", component_name=LIVE_CHART)
        payload = json.dumps([{"event": "command", "value": command}], separators=(",", ":"))
        await self.rerun(fragment, WidgetState(id=_make_trigger_id(chart.id, "events"), json_trigger_value=payload))

    async def change(self, name: str) -> None:
        """Change the control whose link name ends in ``name``: a number by one, a list to and from its default."""
        kind, widget, fragment = next(
            found for found in self.elements.values() if getattr(found[1], "query_param_key", "").endswith(name)
        )
        state = self.states[widget.id]
        if kind == "slider":
            state.double_array_value.data[0] += widget.step
            value, default = (f"{number:g}" for number in (state.double_array_value.data[0], widget.default[0]))
        elif kind == "selectbox":
            default = widget.options[widget.default]
            value = widget.options[widget.default - 1] if state.string_value == default else default
            state.string_value = value
        else:
            state.int_value += 1
            value, default = str(state.int_value), str(int(widget.default))
        self.query[widget.query_param_key] = value
        if value == default:
            del self.query[widget.query_param_key]
        await self.rerun(fragment)

    async def receive(self) -> dict[str, Any] | None:
        """Receive the next message; return its data for the live chart, if any."""
        data = await self.socket.recv()
        assert isinstance(data, bytes)
        return self._take(ForwardMsg.FromString(data))

    def _take(self, message: ForwardMsg) -> dict[str, Any] | None:
        kind = message.WhichOneof("type")
        if kind == "ref_hash":
            message = self.cache[message.ref_hash][1]
            kind = message.WhichOneof("type")
        if message.metadata.cacheable:
            self.cache[message.hash] = self.runs, message
        if kind == "new_session":
            self.begun = True
            self.fragments = list(message.metadata.run.fragment_ids)
            self.session_id = message.new_session.initialize.session_id
            self.max_age = message.new_session.config.max_cached_message_age
            if not self.fragments:
                self.full_runs += 1
                self.page_hash = message.new_session.page_script_hash
                self.in_run = set()
        elif kind == "navigation":
            self.page_hash = message.navigation.page_script_hash
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            return self._element(message)
        elif kind == "delta" and message.delta.add_block.HasField("popover"):
            self.popovers.add(tuple(message.metadata.delta_path))
        elif kind == "script_finished":
            self._finished(message.script_finished)
        return None

    def _element(self, message: ForwardMsg) -> dict[str, Any] | None:
        new = message.delta.new_element
        kind = str(new.WhichOneof("type"))
        element = getattr(new, kind)
        if kind == "exception":
            raise RuntimeError(f"The page shows an exception: {element.type} {element.message}")
        if not getattr(element, "id", ""):
            return None
        self.elements[element.id] = kind, element, message.delta.fragment_id
        self.in_run.add(element.id)
        path = tuple(message.metadata.delta_path)
        hidden = any(path[: len(popover)] == popover for popover in self.popovers)  # not drawn by the browser
        if kind in VALUES and not hidden and (element.id not in self.states or element.set_value):
            self.states[element.id] = WidgetState(id=element.id, **VALUES[kind](element))
        live = kind == "bidi_component" and element.component_name == LIVE_CHART
        return json.loads(element.json) if live else None

    def _finished(self, status: int) -> None:
        """Drop elements missing from the last run, and messages that no recent run has used."""
        if status == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
            self.discarded += 1
            return
        if not self.fragments:
            for known in self.elements, self.states:
                for name in set(known) - self.in_run:
                    del known[name]
        self.runs += self.begun  # the browser does not count runs that end after the next was requested
        for name, (used, message) in list(self.cache.items()):
            concerned = not self.fragments or message.delta.fragment_id in self.fragments
            if concerned and self.runs - used > self.max_age:
                del self.cache[name]

    def _find(self, kind: str, **attributes: Any) -> tuple[str, Any, str]:
        for found in self.elements.values():
            if found[0] == kind and all(getattr(found[1], name) == value for name, value in attributes.items()):
                return found
        raise LookupError(f"The page has no {kind} with {attributes}")


def question(number: int, player: str, command: dict[str, Any] | None) -> str:
    """A chart's command to its player, encoded for the direct connection."""
    return json.dumps({"n": number, "to": "runs", "player": player, "command": command}, separators=(",", ":"))


def check_loopback(url: str) -> None:
    """Raise ``ValueError`` unless ``url`` is on this machine: this is not a tool to put load on others."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    with contextlib.suppress(ValueError):
        if parts.scheme == "http" and (host == "localhost" or ipaddress.ip_address(host).is_loopback):
            return
    raise ValueError(f"{url} is not on this machine: needed is an address like http://127.0.0.1:8501.")


def _slider(slider: Any) -> dict[str, Any]:
    if slider.options:
        chosen = slider.raw_value if slider.set_value else [slider.options[int(i)] for i in slider.default]
        return {"string_array_value": StringArray(data=chosen)}
    return {"double_array_value": DoubleArray(data=slider.value if slider.set_value else slider.default)}


def _buttons(group: Any) -> dict[str, Any]:
    chosen = group.raw_values if group.set_value else [group.options[i].content for i in group.default]
    return {"string_array_value": StringArray(data=chosen)}


def _number(number: Any) -> dict[str, Any]:
    value = number.value if number.set_value else number.default
    return {"int_value": int(value)} if number.data_type == NumberInput.INT else {"double_value": value}


VALUES = {
    "selectbox": lambda box: {"string_value": box.raw_value if box.set_value else box.options[box.default]},
    "slider": _slider,
    "button_group": _buttons,
    "number_input": _number,
    "text_input": lambda box: {"string_value": box.value if box.set_value else box.default},
    "checkbox": lambda box: {"bool_value": box.value if box.set_value else box.default},
}
"""For each type of control, its initial value as a field of ``WidgetState``."""
