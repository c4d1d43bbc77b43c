"""One visitor as the server sees it: a browser's tab without the browser, for ``benchmarks.load``.

It speaks Streamlit's protocol: a websocket, and the protobuf messages of the installed package. It plays and asks by
the rules of ``live_chart.js``, but draws nothing; nor does it fetch the page's files. What it sends is compared with
what a real browser sends in ``tests/browser/test_load_protocol.py``.
"""

import asyncio
import contextlib
import ipaddress
import json
import re
from collections import Counter, deque
from http.cookiejar import CookieJar
from math import inf
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit
from urllib.request import HTTPCookieProcessor, ProxyHandler, build_opener

from streamlit.components.v2.bidi_component.main import _make_trigger_id
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Common_pb2 import DoubleArray, StringArray
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.NumberInput_pb2 import NumberInput
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from .serving import ROOT

SCRIPT = (ROOT / "playground/ui/frontend/live_chart.js").read_text()
RULES = {name: float(value) for name, value in re.findall(r"^const (\w+) = ([\d.]+);", SCRIPT, re.MULTILINE)}
"""The numbers that the real page asks by."""

FRAME = 1 / 60
"""Seconds between two frames of a screen. A page shows what came, and looks at its queue with the next frame."""

TRAIL = 600
"""Pictures: ten seconds."""

Word = tuple[str, dict[str, Any]]
"""What the chart says to the server: the name of an event, and its value."""


class Chart:
    """The ``Player`` of ``live_chart.js`` without the drawing. It looks at no clock: every call says what time it is.

    Attributes
    ----------
    tenths : how many pictures came on screen in each tenth of a second
    trail : the iterations that came on screen last
    round_trips : seconds between each question and its answer
    passed : when the first picture of what was not known at :meth:`mark` came on screen
    """

    def __init__(self) -> None:
        self.data: dict[str, Any] = {"run": None, "tick": None, "player": None}  # what came last
        self.charts = ""
        self.playing = self.ended = False
        self.rate = 60.0
        self.queue: deque[int] = deque()  # iterations of the pictures to come
        self.trail = deque([0], maxlen=TRAIL)
        self.last = self.drawn = self.not_before = 0.0
        self.asks = self.asked_again = self.resumes = 0
        self.pending: float | None = None  # when the question that has no answer yet was asked
        self.stopped: float | None = None
        self.round_trip = 0.0
        self.patience = RULES["FIRST_PATIENCE"] / 1000
        self.tenths: Counter[int] = Counter()
        self.round_trips: list[float] = []
        self.marked, self.passed = inf, inf

    @property
    def run(self) -> str | None:
        """Which run it plays; None before the first."""
        return self.data["run"]

    @property
    def shown(self) -> int:
        """The iteration that is on screen."""
        return self.trail[-1]

    @property
    def newest(self) -> int:
        """The last iteration that it has a picture of."""
        return self.queue[-1] if self.queue else self.shown

    def mark(self) -> None:
        """Note when a picture comes on screen that is not here yet."""
        self.marked, self.passed = self.newest, inf

    def receive(self, data: dict[str, Any], now: float) -> Word | None:
        """Take what the server sent; returns what there is to say to it at once."""
        old, self.data = self.data, data
        new_run = data["run"] != old["run"]
        if data["tick"] == old["tick"] and not new_run:
            return None
        self._play(now)
        self.drawn = now
        answers = data["answer"] == self.asks
        if self.pending is not None and answers:
            took = now - self.pending
            self.round_trips.append(took)
            self.round_trip = max(took, 0.9 * self.round_trip + 0.1 * took)
            self.patience = max(RULES["FIRST_PATIENCE"] / 1000, 4 * self.round_trip)
        self.pending = None
        if data["charts"] is None and not self.charts:  # the message with the charts was lost
            return self._ask((data["now"] or data["frames"][-1])["x"], pictures=0)
        at_start = data["now"] and data["now"]["x"] == 0 and data["replayed"] is None
        other = old["player"] not in (None, data["player"]) and old["start"] == data["start"]
        if other and old["story"] and self.shown > 0 and at_start and self.resumes < RULES["MOST_RESUMES"]:
            return self._resume(old, now)
        self.resumes = 0
        self.not_before = now + data["wait"]
        playing = data["playing"] or data["replayed"] is not None
        if new_run or not playing:
            self.queue.clear()
            if data["now"]:
                self.trail.append(data["now"]["x"])
        if new_run or playing:
            self.stopped = None
        if data["charts"] is not None:
            self.charts = data["chartsId"]
        self.rate, self.playing, self.ended = data["rate"], playing, data["ended"]
        if answers:
            self.queue.extend(frame["x"] for frame in data["frames"])
        return None

    def word(self, now: float) -> Word | None:
        """Play up to ``now``; returns the question or the word that is due then."""
        self._play(now)
        if self.wait(now) > 0:
            return None
        if self.ended:
            self.stopped, self.asks = now, self.asks + 1
            return "stop", {"run": self.run, "number": self.asks, "x": self.shown}
        if self.pending is not None:
            self.patience *= 2
            self.asked_again += 1
        self.pending = now
        seconds = max(RULES["MIN_TICK"], 1.5 * self.round_trip)
        return self._ask(self.newest, int(min(RULES["MAX_PICTURES"], max(1, round(seconds * self.rate)))))

    def wait(self, now: float) -> float:
        """Seconds until there may be something to say, if nothing comes."""
        return max(self.drawn + FRAME - now, self._wait(now)) if self.playing else inf

    def _wait(self, now: float) -> float:
        left = (len(self.queue) + max(0.0, 1 - (now - self.last) * self.rate)) / self.rate
        if self.ended:
            return max(left, self.stopped + self.patience - now if self.stopped else 0)
        if self.pending is not None:
            return max(self.pending + self.patience, self.not_before) - now
        return max(left - RULES["MIN_AHEAD"] - 1.2 * self.round_trip, self.not_before - now)

    def _ask(self, x: int, pictures: int) -> Word:
        self.asks += 1
        known = {"run": self.run, "tick": self.data["tick"], "charts": self.charts}
        return "ask", known | {"number": self.asks, "x": x, "pictures": pictures}

    def _resume(self, old: dict[str, Any], now: float) -> Word:
        """Ask another process, that has begun the same run anew, to train up to what is on screen."""
        self.data |= {name: old[name] for name in ("player", "start", "story", "playing", "ended")}
        self.resumes += 1
        self.queue.clear()
        self.stopped, self.pending, self.asks = None, now, self.asks + 1
        wish = {"run": self.run, "number": self.asks, "start": old["start"], "x": self.shown}
        playing = old["playing"]
        wish |= {"ended": old["ended"] and not playing, "playing": playing, "story": old["story"]}
        return "resume", wish

    def _play(self, now: float) -> None:
        """Show the pictures that were due until now. They need no call each: nobody sees them."""
        while self.playing and self.queue and (due := self._due()) <= now:
            on_screen = max(due, self.drawn)
            self.last = due if on_screen - self.last <= 2 * (due - self.last) else on_screen
            self.trail.append(self.queue.popleft())
            self.tenths[int(10 * on_screen)] += 1
            if self.shown > self.marked:
                self.marked, self.passed = inf, on_screen

    def _due(self) -> float:
        """When the next picture is due: if there are fewer than wanted, they are spread until more are due."""
        count, wanted = len(self.queue), self.last + 1 / self.rate
        if self.ended:
            return wanted
        if self.pending is not None:
            return max(wanted, (self.pending + self.round_trip + count * self.last) / (count + 1))
        spread = (self.not_before + self.round_trip + count * self.last) / (count + 1)
        return max(wanted, self.last + self.round_trip / count, spread)


class Page:
    """A browser's tab as the server sees it.

    Parameters
    ----------
    url : address of the server, without a slash at the end
    link : what follows it in the address

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
        self.in_run: set[str] = set()  # the elements of the full run under way
        self.fragments: list[str] = []  # of the run under way; none if it is a full run
        self.cache: dict[str, tuple[int, ForwardMsg]] = {}  # hash → the run that it was last used in, message
        self.runs = self.full_runs = self.discarded = 0
        self.begun = False  # whether a run has begun since the last message was sent
        self.max_age = 0

    async def connect(self) -> None:
        """Open the connection and ask for the page, also when it comes back after it was dropped."""
        await asyncio.to_thread(self._fetch)
        cookies = {cookie.name: cookie.value for cookie in self.cookies}
        tokens = "streamlit", cookies.get("_streamlit_xsrf") or "PLACEHOLDER_AUTH_TOKEN", self.session_id
        self.socket: ClientConnection = await connect(
            f"ws{self.url.removeprefix('http')}/_stcore/stream",
            subprotocols=[Subprotocol(token) for token in tokens if token],
            origin=Origin(self.url),
            additional_headers={"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())},
            compression=None,  # Streamlit has it off
            max_size=None,
            ping_interval=None,  # a browser sends none
            proxy=None,
        )
        await self.rerun()

    def _fetch(self) -> None:
        """What comes before the connection; a cookie may say which of several processes serves this visitor."""
        browser = build_opener(ProxyHandler({}), HTTPCookieProcessor(self.cookies))
        for path in ([] if self.session_id else [self.link]) + ["/_stcore/health", "/_stcore/host-config"]:
            with browser.open(self.url + path, timeout=30) as answer:
                answer.read()

    async def send(self, message: BackMsg) -> None:
        """Send a message."""
        await self.socket.send(message.SerializeToString())

    async def rerun(self, fragment: str = "", *triggers: WidgetState) -> None:
        """Ask for a run of the script or of a fragment, with the state of all widgets."""
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

    async def press(self, label: str) -> None:
        """Press the button that says ``label``; ``LookupError`` if there is none."""
        _, button, fragment = self._find("button", label=label, disabled=False)
        await self.rerun(fragment, WidgetState(id=button.id, trigger_value=True))

    async def say(self, word: Word) -> None:
        """Send the live chart's word, as its ``setTriggerValue`` does."""
        event, value = word
        _, chart, fragment = self._find("bidi_component", component_name="live_chart")
        payload = json.dumps([{"event": event, "value": value}], separators=(",", ":"))
        await self.rerun(fragment, WidgetState(id=_make_trigger_id(chart.id, "events"), json_trigger_value=payload))

    async def change(self, name: str) -> None:
        """Change the control whose name in the link ends so: a number by one, a list from its default and back."""
        kind, widget, fragment = next(
            found for found in self.elements.values() if getattr(found[1], "query_param_key", "").endswith(name)
        )
        state = self.states[widget.id]
        if kind == "selectbox":
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
        """Take the next message; returns what it brings to the live chart, if it does."""
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
        if kind in VALUES and (element.id not in self.states or element.set_value):
            self.states[element.id] = WidgetState(id=element.id, **VALUES[kind](element))
        return json.loads(element.json) if kind == "bidi_component" else None

    def _finished(self, status: int) -> None:
        """Forget what a run has left out, and messages that no run has used for long."""
        if status == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
            self.discarded += 1
            return
        if not self.fragments:
            for known in self.elements, self.states:
                for name in set(known) - self.in_run:
                    del known[name]
        self.runs += self.begun  # the browser does not count a run that ends after it has asked for the next
        for name, (used, message) in list(self.cache.items()):
            concerned = not self.fragments or message.delta.fragment_id in self.fragments
            if concerned and self.runs - used > self.max_age:
                del self.cache[name]

    def _find(self, kind: str, **attributes: Any) -> tuple[str, Any, str]:
        for found in self.elements.values():
            if found[0] == kind and all(getattr(found[1], name) == value for name, value in attributes.items()):
                return found
        raise LookupError(f"The page has no {kind} with {attributes}")


def check_loopback(url: str) -> None:
    """``ValueError`` unless ``url`` is an address of this machine: this is no tool to send load to others."""
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


def _number(number: Any) -> dict[str, Any]:
    value = number.value if number.set_value else number.default
    return {"int_value": int(value)} if number.data_type == NumberInput.INT else {"double_value": value}


VALUES = {
    "selectbox": lambda box: {"string_value": box.raw_value if box.set_value else box.options[box.default]},
    "slider": _slider,
    "number_input": _number,
    "checkbox": lambda box: {"bool_value": box.value if box.set_value else box.default},
}
"""For each type of control, its first value as the field of a ``WidgetState``."""
