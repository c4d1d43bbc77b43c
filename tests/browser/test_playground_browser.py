"""The playground page in a real browser: what moves, what stops, and what stays."""

import json
import re
import time
from itertools import pairwise
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, Route, WebSocket, WebSocketRoute, expect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks.serving import free_port, proxied, serve
from playground.pages.contents import PAGES
from playground.training import History, Recipe, Run
from playground.ui.web.socket import PATH
from tests.browser.playground import Playground, commands, in_menu
from tests.looped import looped

ENDLESS = "limit=1000000"
STEADY = f"{ENDLESS}&speed=1200"
LABELS = "() => new Set([...document.querySelectorAll('.live-cost .ytick text')].map((tick) => tick.textContent)).size"


def test_first_visit_is_the_reference_experiment_and_so_is_what_follows_a_reset(page: Page, app: str) -> None:
    playground = Playground(page, f"{app}/?limit=1000&speed=1200")

    def to_the_limit() -> None:
        playground.play()
        playground.wait_for_iteration(1000)
        expect(page.get_by_text("reached its limit of 1,000 iterations")).to_be_visible()
        expect(playground.button("Play")).to_be_disabled()

    assert playground.metrics == {"Iteration": "0", "Cost": "0.6930", "Train accuracy": "59.8 %"}
    first = playground.metrics, playground.picture
    to_the_limit()
    assert playground.metrics["Cost"] == "0.2881"
    last = playground.metrics, playground.picture
    # Back at the first cost, the same numbers follow.
    playground.press("Reset")
    expect(playground.button("Play")).to_be_enabled()
    page.wait_for_function("() => document.querySelector('.live-metrics dd').textContent === '0'")
    assert (playground.metrics, playground.picture) == first
    # So they do after a pause just before the limit, which can be played on. The click comes with the picture, and then
    # no other is drawn until it is answered, however long that takes.
    page.evaluate(
        """() => {
          const held = [], draw = window.requestAnimationFrame;
          draw(function look() {
            if (Number(document.querySelector(".live-metrics dd").textContent) < 900) return draw(look);
            document.querySelector("[data-command=play]").click();
            window.requestAnimationFrame = (callback) => held.push(callback);
            window.clicked = true;
          });
          window.drawOn = () => {
            window.requestAnimationFrame = draw;
            held.forEach((callback) => draw(callback));
          };
        }"""
    )
    playground.press("Play")
    page.wait_for_function("() => window.clicked", polling=100)
    expect(playground.button("Play")).to_be_enabled()
    page.evaluate("window.drawOn()")
    assert playground.iteration < 1000
    assert "limit" not in playground.message
    to_the_limit()
    assert (playground.metrics, playground.picture) == last


@pytest.mark.nightly
@pytest.mark.new_tab
def test_before_plotly_is_there_the_picture_is_in_its_place_and_plays(page: Page, app: str) -> None:
    held: list[Route] = []
    page.route("**/plotly.min.js*", lambda route: held.append(route))
    page.goto(f"{app}/?{STEADY}&classes=3")
    sketch = page.locator(".live-boundary .live-sketch image")
    expect(sketch).to_have_attribute("href", re.compile("base64,.{100}"))
    expect(page.locator(".live-metrics dd").first).to_have_text("0")
    dots = page.locator(".live-boundary .live-sketch path").evaluate_all(
        "(paths) => paths.map((path) => path.getAttribute('d').split('M').length - 1)"
    )
    labels = Run(Recipe(classes=3)).train.labels
    assert dots == [sum(labels == label) for label in (0, 0, 1, 1, 2, 2)]  # each with its edge
    first, before = sketch.get_attribute("href"), sketch.bounding_box()
    page.locator("[data-command=play]:visible").click()
    expect(sketch).not_to_have_attribute("href", first or "")
    for route in held:
        route.continue_()
    playground = Playground(page, page.url, opened=True)
    playground.pause()
    expect(sketch).to_have_count(0)
    after = page.locator(".live-boundary .imagelayer image").bounding_box()
    assert before
    assert after
    for side in ("x", "y", "width", "height"):  # but for the room that a legend takes
        assert before[side] == pytest.approx(after[side], abs=40)


@pytest.mark.nightly
@pytest.mark.new_tab
def test_where_plotly_cannot_be_loaded_the_page_says_so(app: str, context: BrowserContext) -> None:
    page = context.new_page()  # one whose errors are wanted
    waiting: list[Route] = []
    page.route("**/plotly.min.js*", lambda route: waiting.append(route))
    page.goto(app, wait_until="commit")  # a page that waits for the library may not have loaded
    expect(page.locator("[data-command=play]:visible").first).to_be_visible()
    page.wait_for_timeout(1_500)  # so that the page counts as whole, with the sketch as its chart
    page.evaluate("window.same = true")
    page.route("**/plotly.min.js*", lambda route: route.abort())
    for route in waiting:
        route.abort()
    message = page.get_by_text("The chart library could not be loaded")
    expect(message).to_be_visible()
    page.wait_for_timeout(13_500)  # a page that has lost its chart is loaded anew by then
    expect(message).to_be_visible()
    assert page.evaluate("window.same")
    page.close()


def test_play_lowers_the_cost_pause_stops_and_step_adds_one_none_of_which_asks_the_script_nor_does_a_hidden_tab(
    page: Page, app: str
) -> None:
    sent: dict[str, list[object]] = {}

    def listen(socket: WebSocket) -> None:
        frames = sent.setdefault(urlsplit(socket.url).path, [])
        socket.on("framesent", lambda frame: frames.append(frame))

    page.on("websocket", listen)
    playground = Playground(page, f"{app}/?{STEADY}")
    playground.wait_until_still()
    page.wait_for_timeout(1_000)  # what comes just after a control was used goes by way of the script
    before = {way: len(messages) for way, messages in sent.items()}
    playground.play()
    pictures, costs = set(), []
    for _ in range(6):
        playground.wait_for_iteration(playground.iteration + 100)
        pictures.add(playground.picture)
        costs.append(float(playground.metrics["Cost"]))
    assert len(pictures) == len(costs)
    assert costs == sorted(costs, reverse=True)
    playground.pause()
    stopped = playground.iteration
    for step in (1, 2):
        playground.press("Step")
        playground.wait_for_iteration(stopped + step)
        assert playground.iteration == stopped + step
    playground.play()
    playground.wait_for_iteration(stopped + 100)
    assert len(sent["/_stcore/stream"]) == before["/_stcore/stream"]
    assert len(sent[f"/{PATH}"]) > before[f"/{PATH}"]
    page.get_by_role("spinbutton", name="Hidden units").press("ArrowRight")  # the script says what has changed
    page.wait_for_function(
        "() => Number(document.querySelector('.live-metrics dd').textContent.replaceAll(',', '')) < 300"
    )
    playground.wait_for_iteration(300)
    other = page.context.new_page()
    other.bring_to_front()
    page.wait_for_timeout(1_000)
    page.evaluate("""() => {
        window.drawn = 0;
        const count = () => requestAnimationFrame(() => (window.drawn++, count()));
        count();
    }""")
    hidden = sum(map(len, sent.values()))
    page.wait_for_timeout(2_000)
    asked = sum(map(len, sent.values())) - hidden
    drawn = page.evaluate("window.drawn")
    assert asked <= drawn + 1  # no frames, no questions: a headless browser draws a stray frame, one may be under way
    other.close()
    page.remove_listener("websocket", listen)
    playground.wait_for_iteration(playground.iteration + 100)


def test_the_space_bar_plays_from_anywhere_but_writes_in_a_field_and_presses_what_was_reached_by_tab(
    page: Page, app: str
) -> None:
    playground = Playground(page, f"{app}/?{STEADY}")

    def choose_relu() -> None:
        page.get_by_role("radio", name="ReLU", exact=True).click()
        # On a busy machine the old picture may stand still for a while before the new run's comes.
        expect(page).to_have_url(re.compile("activation=relu"))
        expect(page.locator(".live-metrics dd").first).to_have_text("0")

    expect(playground.button("Play")).to_be_enabled()  # the buttons come after the picture
    plane = page.locator(".live-boundary .nsewdrag").first
    for before in (lambda: page.mouse.click(5, 990), plane.click, lambda: playground.press("Step"), choose_relu):
        before()
        page.keyboard.press("Space")
        expect(playground.button("Pause")).to_be_visible()
        page.keyboard.press("Space")
        expect(playground.button("Play")).to_be_visible()
        playground.wait_until_still()
    playground.play()  # now the button has the focus, and space would press it as well
    page.keyboard.press("Space")
    expect(playground.button("Play")).to_be_visible()
    playground.wait_until_still()
    iteration = playground.iteration
    field = page.locator(".st-key-learning_rate input")
    field.press("Space")
    field.fill("0.3")
    field.press("Space")
    field.press("Enter")
    expect(page).to_have_url(re.compile(r"learning_rate=0\.3"))
    playground.wait_until_still()
    assert playground.iteration == iteration
    playground.button("Play").focus()
    page.keyboard.press("Tab")
    expect(playground.button("Step")).to_be_focused()
    page.keyboard.press("Space")
    playground.wait_for_iteration(iteration + 1)
    page.keyboard.press("Tab")
    expect(playground.button("Reset")).to_be_focused()
    page.keyboard.press("Space")
    expect(page.locator(".live-metrics dd").first).to_have_text("0")
    expect(playground.button("Play")).to_be_visible()


class Wire:
    """What goes between a page and the script, kept, and cut where a test says so."""

    def __init__(self, page: Page) -> None:
        self.sockets: list[WebSocketRoute] = []
        self.begun: list[ForwardMsg] = []
        self.lost: list[bytes] = []
        """The first step that was said to the script, which never gets it."""
        self.charts: list[str | bytes] = []
        self.blocks: dict[str, ForwardMsg] = {}
        self.to_bar: list[ForwardMsg] = []
        """What a page has by the time that there is a bar without anything in it."""
        self.empty: list[int] = []
        """Connections through which nothing comes but the beginnings and ends of runs."""
        page.route_web_socket("**/_stcore/stream", self._listen)

    def _listen(self, socket: WebSocketRoute) -> None:
        self.sockets.append(socket)
        this = len(self.sockets)
        server = socket.connect_to_server()

        def send(message: str | bytes) -> None:
            if any(what == "step" for _, what in commands(message)) and not self.lost:
                self.lost.append(bytes(message))  # type: ignore[arg-type]
            else:
                server.send(message)

        def forward(message: str | bytes) -> None:
            if this in self.empty and ForwardMsg.FromString(bytes(message)).HasField("delta"):
                return
            socket.send(message)
            said = ForwardMsg.FromString(bytes(message)) if len(message) < 20_000 else ForwardMsg()
            if said.WhichOneof("type") == "new_session":
                self.begun.append(said)
            if said.delta.WhichOneof("type") == "add_block":
                self.blocks[said.delta.fragment_id] = said
            if not self.to_bar or not self.to_bar[-1].delta.add_block.id.endswith("-bar"):
                each = ForwardMsg.FromString(bytes(message))
                self.to_bar.extend([each] * each.HasField("delta"))
            if not self.charts and b"live_chart" in bytes(message):
                element = ForwardMsg.FromString(bytes(message)).delta.new_element
                if element.bidi_component.component_name == "live_chart":
                    self.charts.append(message)

        socket.on_message(send)
        server.on_message(forward)


@pytest.mark.nightly
@pytest.mark.new_tab
def test_a_command_that_is_lost_is_said_again(app: str, context: BrowserContext) -> None:
    page = context.new_page()  # one whose errors are wanted
    wire = Wire(page)
    direct: list[WebSocketRoute] = []
    cut: list[str] = []  # of those, one at its question, and one at its answer

    def listen_directly(socket: WebSocketRoute) -> None:
        direct.append(socket)
        server = socket.connect_to_server()

        def send(message: str | bytes) -> None:
            steps = any(what == "step" for _, what in commands(message))
            if steps and not cut:
                cut.append("question")
                socket.close()
                return
            server.send(message)
            if steps and len(cut) == 1:
                cut.append("answer")

        def forward(message: str | bytes) -> None:
            if cut[1:] == ["answer"]:
                cut.append("done")
                socket.close()
            else:
                socket.send(message)

        socket.on_message(send)
        server.on_message(forward)

    page.route_web_socket(f"**/{PATH}", listen_directly)
    playground = Playground(page, f"{app}/?{STEADY}")
    playground.play()
    playground.wait_for_iteration(300)
    playground.pause()
    stopped = playground.iteration
    playground.press("Step")
    playground.wait_for_iteration(stopped + 1)
    assert playground.iteration == stopped + 1
    assert cut == ["question"]
    assert wire.lost  # by the script, too
    playground.play()
    while len(direct) == 1:  # until there is a connection again
        page.wait_for_timeout(100)
    playground.wait_for_iteration(stopped + 300)
    playground.pause()
    stopped = playground.iteration
    playground.press("Step")
    playground.wait_for_iteration(stopped + 1)
    assert cut == ["question", "answer", "done"]
    playground.wait_until_still()
    stopped += 1
    assert playground.iteration == stopped  # it was done once
    page.close()


@pytest.mark.nightly
@pytest.mark.new_tab
def test_a_page_that_has_lost_its_content_comes_back_with_its_run(app: str, context: BrowserContext) -> None:
    page = context.new_page()  # one whose errors are wanted
    wire = Wire(page)

    def listen_directly(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()

        def send(message: str | bytes) -> None:
            if not wire.lost and any(what == "step" for _, what in commands(message)):
                socket.close()  # so the script is told
            else:
                server.send(message)

        socket.on_message(send)

    page.route_web_socket(f"**/{PATH}", listen_directly)
    playground = Playground(page, f"{app}/?{STEADY}")
    playground.play()
    playground.wait_for_iteration(300)
    playground.pause()
    playground.press("Step")
    playground.wait_until_still()
    stopped = playground.iteration
    run, picture = playground.metrics, playground.picture

    # What is overtaken on the way: the chart as it was at first.
    wire.sockets[-1].send(wire.charts[0])
    page.wait_for_timeout(500)
    assert (playground.metrics, playground.picture) == (run, picture)

    def lose(*messages: ForwardMsg, bars: int = 0) -> None:
        for message in messages:
            wire.sockets[-1].send(message.SerializeToString())
        expect(page.locator(".st-key-bar button" if not bars else ".st-key-bar:not(:has(button))")).to_have_count(bars)
        playground.wait_for_picture()
        expect(page.locator(".live-metrics dd").first).to_have_text(run["Iteration"])
        assert (playground.metrics, playground.picture) == (run, picture)

    # A run of the script that was cut off before it said anything but that.
    start, end = wire.begun[0], ForwardMsg(script_finished=ForwardMsg.FINISHED_SUCCESSFULLY)
    start.metadata.run.script_run_id = end.metadata.run.script_run_id = "cut off"
    lose(start, end)
    # A part of the page without those before it.
    part = ForwardMsg()
    part.metadata.delta_path.extend([0, 99, 5])
    part.delta.new_element.text.body = "alone"
    lose(part)
    # A run that was cut off when there was a bar, and no button in it.
    part.metadata.delta_path[:] = [*wire.to_bar[-1].metadata.delta_path, 0]
    for each in (*wire.to_bar, part):
        each.metadata.run.CopyFrom(start.metadata.run)
    lose(start, *wire.to_bar, part, end, bars=1)

    # A run of the chart's part that comes without the chart, while it plays.
    fragment = BackMsg.FromString(wire.lost[0]).rerun_script.fragment_id
    start = next(each for each in wire.begun if each.metadata.run.fragment_ids == [fragment])
    block, end = wire.blocks[fragment], ForwardMsg(script_finished=ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)
    start.metadata.run.script_run_id = "torn apart"
    for each in (block, end):
        each.metadata.run.CopyFrom(start.metadata.run)
    playground.play()
    playground.watch()
    playground.wait_for_iteration(stopped + 300)
    for each in (start, block, end):
        wire.sockets[-1].send(each.SerializeToString())
    expect(page.locator(".live-metrics")).to_have_count(0)
    stopped = page.evaluate("window.seen.at(-1)")
    playground.wait_for_picture()
    playground.wait_for_iteration(stopped + 100)
    playground.pause()
    stopped = playground.iteration
    # Where the page that is loaded anew is lost again before it has anything, it is loaded once more.
    wire.empty.append(len(wire.sockets) + 1)
    for each in (start, block, end):
        wire.sockets[-1].send(each.SerializeToString())
    expect(page.locator(".live-metrics")).to_have_count(0)
    playground.wait_for_picture()
    assert len(wire.sockets) == wire.empty[0] + 1
    expect(page.locator(".live-metrics dd").first).to_have_text(f"{stopped:,}")
    page.close()


PUT_BACK = """async ([js, data]) => {
  const { default: chart } = await import(URL.createObjectURL(new Blob([js], { type: "text/javascript" })));
  const asked = (window.asked = []); // of this one alone
  window.show = (place, tick) => chart({
    data: { ...data, player: "new", direct: false, ...tick },
    parentElement: place,
    setTriggerValue: (_, command) => asked.push(command),
  });
  window.place = () => document.querySelector(".live").parentElement.appendChild(document.createElement("div"));
}"""
"""What puts charts on a page as Streamlit does, with ticks that the server has not sent."""


@pytest.mark.new_tab
def test_a_chart_that_was_put_back_with_a_new_run_gets_its_picture_plays_and_does_a_pause_that_waits(
    page: Page, app: str
) -> None:
    """As after script runs in short order: the old chart is gone, and the server thinks that the page has it."""
    wire = Wire(page)
    Playground(page, f"{app}/?{STEADY}")
    sent = ForwardMsg.FromString(bytes(wire.charts[0])).delta.new_element.bidi_component  # type: ignore[arg-type]
    page.evaluate(PUT_BACK, [sent.js_content, json.loads(sent.json)])
    page.evaluate("async () => { window.first = place(); window.leave = await show(first, { run: 'old', tick: 1 }); }")
    page.keyboard.press("Space")
    page.keyboard.press("Space")
    page.evaluate(
        """async () => {
          first.remove();
          leave();
          await show(place(), { run: "new", tick: 2, playing: true, done: asked[0].number });
        }"""
    )
    page.wait_for_function("() => asked.at(-1).what === 'pause' && asked.at(-1).run === 'new'", timeout=10_000)
    assert page.evaluate("asked[0].what") == "play"

    page.evaluate(PUT_BACK, [sent.js_content, json.loads(sent.json)])
    page.evaluate(
        """async () => {
          const here = place();
          await show(here, { run: "new", tick: 2, charts: null, playing: true });
          await show(here, { run: "new", tick: 3, answer: asked[0].number, playing: true });
        }"""
    )
    page.wait_for_function("() => window.asked.length > 1", timeout=10_000)
    assert [(each["what"], each["pictures"] > 0) for each in page.evaluate("window.asked.slice(0, 2)")] == [
        ("frames", False),
        ("frames", True),
    ]


@pytest.mark.nightly
def test_a_control_whose_code_was_cut_off_on_its_way_comes_and_the_run_stays(app: str, context: BrowserContext) -> None:
    page = context.new_page()  # one whose errors are wanted
    cut: list[Route] = []

    def send(route: Route) -> None:
        if cut:
            route.continue_()
        else:
            cut.append(route)
            route.abort("connectionclosed")

    page.route("**/static/js/Selectbox*", send)
    playground = Playground(page, f"{app}/?{STEADY}")
    playground.press("Step")
    playground.wait_for_iteration(1)
    expect(page.locator(".st-key-scale input")).to_be_visible()  # on a page that is loaded anew: nobody asks twice
    playground.wait_for_picture()
    expect(page.locator(".live-metrics dd").first).to_have_text("1")
    expect(page.get_by_test_id("stAlertContentError")).to_have_count(0)
    assert cut
    page.close()


def test_zoom_and_hover_survive_a_thousand_iterations_and_a_pause_keeps_the_picture(page: Page, app: str) -> None:
    playground = Playground(page, f"{app}/?{ENDLESS}&speed=3000")
    ranges = (
        "() => [...document.querySelectorAll('.live-chart')].map((c) => [c.layout.xaxis.range, c.layout.yaxis.range])"
    )
    playground.press("Step")  # before, a drag on the costs draws the curve that is expected
    playground.wait_for_iteration(1)
    playground.wait_until_still()
    whole = page.evaluate(ranges)
    ((x, y), _cost), plane = whole, page.locator(".live-boundary .nsewdrag").bounding_box()
    assert plane
    assert (x[1] - x[0]) / plane["width"] == pytest.approx((y[1] - y[0]) / plane["height"], rel=0.01)
    for chart in ("boundary", "cost"):
        area = page.locator(f".live-{chart} .nsewdrag").first
        box = area.bounding_box()
        assert box
        page.mouse.move(box["x"] + 0.3 * box["width"], box["y"] + 0.3 * box["height"])
        page.mouse.down()
        page.mouse.move(box["x"] + 0.7 * box["width"], box["y"] + 0.8 * box["height"], steps=5)
        page.mouse.up()
    page.wait_for_function(
        f"(whole) => ({ranges})().flat().every((range, i) => `${{range}}` !== `${{whole.flat()[i]}}`)", arg=whole
    )
    page.evaluate("() => document.querySelectorAll('.main-svg').forEach((svg) => (svg.mine = true))")
    zoomed = page.evaluate(ranges)
    assert zoomed[0][0][1] - zoomed[0][0][0] < 6  # the whole plane is over 9 wide
    playground.play()
    playground.wait_for_iteration(1000)
    spot = page.evaluate(
        """() => {
          const area = document.querySelector(".live-boundary .nsewdrag").getBoundingClientRect();
          const points = [...document.querySelectorAll(".live-boundary .point")].map((each) => {
            const { left, top, width, height } = each.getBoundingClientRect();
            return [left + width / 2, top + height / 2];
          });
          return points.find(([x, y]) => x > area.left && x < area.right && y > area.top && y < area.bottom);
        }"""
    )
    page.mouse.move(*spot)
    expect(page.locator(".live-boundary .hoverlayer .hovertext")).to_be_visible()
    playground.wait_for_iteration(playground.iteration + 500)
    assert page.locator(".live-boundary .hoverlayer .hovertext").is_visible()
    assert page.evaluate(ranges) == zoomed
    assert page.evaluate("() => [...document.querySelectorAll('.main-svg')].every((svg) => svg.mine)")
    # The server is ahead of the screen; after a pause both are where the screen was.
    playground.watch()
    playground.wait_for_iteration(playground.iteration + 500)
    playground.pause()
    seen = playground.seen
    assert seen[-1] == playground.iteration
    assert all(0 <= later - earlier <= 50 for earlier, later in pairwise(seen))
    # The zoom does not hide the other kind of axis.
    assert not page.evaluate("document.querySelector('.live-cost').layout.yaxis.autorange")
    playground.open_settings()
    page.get_by_text("Logarithmic cost").click()
    page.wait_for_function("() => document.querySelector('.live-cost').layout.yaxis.type === 'log'")
    low, high = page.evaluate("() => document.querySelector('.live-cost').layout.yaxis.range.map((e) => 10 ** e)")
    assert low < float(playground.metrics["Cost"]) < high
    assert page.evaluate(LABELS) >= 2
    # A click goes through the help that lies over a button.
    page.get_by_test_id("stPopoverBody").get_by_label(re.compile("^Help for ")).first.hover()
    help_text = page.get_by_role("tooltip")
    expect(help_text).to_be_visible()
    box = help_text.bounding_box()
    assert box
    middle = [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2]
    assert page.evaluate("([x, y]) => !document.elementFromPoint(x, y).closest('[role=tooltip]')", middle)


@pytest.mark.nightly
def test_slow_motion_shows_single_steps_and_the_curve_is_the_run_without_a_gap(page: Page, app: str) -> None:
    playground = Playground(page, f"{app}/?{ENDLESS}&speed=5&samples=60")
    playground.play()
    playground.wait_for_iteration(1)
    playground.watch()
    begin = time.monotonic()
    playground.wait_for_iteration(playground.iteration + 12)
    # Over two seconds at five a second: less would be too fast, and even a busy machine needs not ten times as long.
    assert 1.8 <= time.monotonic() - begin <= 24
    seen = playground.seen
    assert len(seen) > 8
    assert all(0 <= later - earlier <= 1 for earlier, later in pairwise(seen))
    # The curve arrives in parts; here it is compared with a training of its own.
    playground.open_settings()
    page.get_by_role("slider", name="Speed").press("End")
    expect(page).to_have_url(re.compile("speed=max"))
    playground.wait_for_iteration(700)
    drawn = page.evaluate("(({ x, y }) => [[...x], [...y]])(document.querySelector('.live-cost').data[0])")
    run = Run(Recipe(samples=60))
    run.advance(drawn[0][-1])
    costs = {point.iteration: point.cost for point in (*run.history.points, run.measure())}
    *before, now = drawn[0]
    history = History()
    while before != [x for x in range(now) if history.wants(x)]:  # the further ahead the server, the thinner
        history.every *= 2
        assert history.every < now
    for x, y in zip(*drawn, strict=True):
        if x in costs:
            assert y == pytest.approx(costs[x], rel=1e-4)


@pytest.mark.nightly
@pytest.mark.new_tab
@looped("kind", ["closed", "not answered"])
def test_where_nothing_is_answered_directly_the_script_is_asked(page: Page, app: str, kind: str) -> None:
    asked: list[str | bytes] = []
    sent: list[str | bytes] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))

    def answer(socket: WebSocketRoute) -> None:
        if kind == "closed":
            asked.append(socket.url)
            socket.close()
        else:
            socket.on_message(lambda question: asked.append(question))

    page.route_web_socket(f"**/{PATH}", answer)
    playground = Playground(page, f"{app}/?{STEADY}")
    playground.play()
    playground.wait_for_iteration(200)
    assert asked
    playground.pause()
    stopped = playground.iteration
    playground.press("Step")
    playground.wait_for_iteration(stopped + 1)
    iteration = playground.iteration
    assert iteration == stopped + 1
    handle = page.locator(".live-handle")
    box = handle.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    for left in (30,) if kind == "not answered" else (30, 60):  # there each takes the page a few seconds
        page.mouse.move(box["x"] - left, box["y"] + box["height"] / 2)
        wanted = int(handle.get_attribute("aria-valuenow") or 0)
        page.wait_for_function(
            "(wanted) => document.querySelector('.live-metrics dd').textContent === wanted", arg=f"{wanted:,}"
        )
        assert 0 < wanted < iteration
    page.mouse.up()
    assert {"play", "frames", "pause", "step", "seek"} <= {what for _, what in commands(*sent)}


@pytest.mark.nightly
@pytest.mark.new_tab
def test_far_from_the_server_pictures_go_on_when_the_script_speaks_or_the_connection_is_lost(
    page: Page, app: str
) -> None:
    sent: list[BackMsg] = []

    def note(frame: bytes | str) -> None:
        sent.append(BackMsg.FromString(frame))  # type: ignore[arg-type]

    def listen(socket: WebSocket) -> None:
        if not socket.url.endswith(PATH):
            socket.on("framesent", note)

    with proxied(app, 0.15) as proxy:
        playground = Playground(page, f"{proxy.url}/?{STEADY}")
        playground.wait_until_still()  # the last run was a full one: after a fragment's the page asks in any case
        for control in ("learning_rate", "scale"):  # else the cut could meet their code, which is on its way
            expect(page.locator(f".st-key-{control} input").first).to_be_visible()
        # A run that the cut has ended, before the page knew of it, would leave it blank: so the whole is asked for.
        page.on("websocket", listen)
        with page.expect_websocket():
            proxy.drop()
        playground.press("Step")
        playground.wait_for_iteration(1)
        assert sent[0].rerun_script.page_script_hash
        assert not sent[0].rerun_script.fragment_id
        playground.play()
        playground.wait_for_iteration(500)
        # The script speaks while an answer is under way.
        for rate in ("0.5", "0.9"):
            page.locator(".st-key-learning_rate input").fill(rate)
            page.keyboard.press("Enter")
            expect(page).to_have_url(re.compile(f"learning_rate={rate}"))
            playground.wait_for_iteration(playground.iteration + 200)
        reached = playground.iteration
        with page.expect_websocket(lambda socket: not socket.url.endswith(PATH)):
            proxy.drop()
        # More than the page had in its queue: two answers of 120 pictures, twenty iterations each.
        playground.wait_for_iteration(reached + 5000)
        page.console_errors.clear()  # type: ignore[attr-defined]  # the browser reports the cut
        page.goto("about:blank")


@pytest.mark.nightly
def test_a_slow_server_loses_no_picture(page: Page) -> None:
    with serve(streamlit="benchmarks.apps.slow_ticks") as slow:
        playground = Playground(page, f"{slow}/?{ENDLESS}&speed=600")
        playground.play()
        playground.wait_for_iteration(20)
        playground.watch()
        playground.wait_for_iteration(playground.iteration + 700)
        seen = playground.seen
        assert len(seen) > 60
        # Ten iterations a picture, fewer if the machine is too busy for ten in time; more if a picture was left out.
        assert all(1 <= later - earlier <= 10 for earlier, later in pairwise(seen))
        page.goto("about:blank")


@pytest.mark.nightly
def test_rate_and_speed_do_not_restart_it(page: Page, app: str) -> None:
    """No picture is lost, and a question under way must not bring an old rate back; New weights: test_hurried."""
    playground = Playground(page, f"{app}/?{ENDLESS}&speed=300")
    playground.play()
    playground.wait_for_iteration(100)
    playground.watch()
    rate = page.locator(".st-key-learning_rate input")
    for number, wanted in enumerate(("0.3", "2", "0.35")):
        rate.fill(wanted)
        page.keyboard.press("Enter")
        page.wait_for_timeout(300 + 37 * number)
    expect(page).to_have_url(re.compile("learning_rate=0.35"))
    playground.wait_for_iteration(playground.iteration + 300)
    seen = playground.seen
    assert len(seen) > 60
    assert all(0 <= later - earlier <= 5 for earlier, later in pairwise(seen))
    playground.open_settings()
    page.get_by_role("slider", name="Speed").press("ArrowRight")
    expect(page).to_have_url(re.compile("speed=600"))
    playground.wait_for_iteration(playground.iteration + 200)
    seen = playground.seen
    assert all(0 <= later - earlier <= 10 for earlier, later in pairwise(seen))
    assert "learning_rate=0.35" in page.url
    assert rate.input_value() == "0.35"


@pytest.mark.nightly
@pytest.mark.new_tab
def test_a_restarted_server_brings_the_page_back(page: Page) -> None:
    """Another process, which knows nothing of the page, trains again up to what was on screen.

    A long way back has a progress bar.
    """
    sent: list[bytes | str] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))
    port = free_port()
    with serve(port=port) as url:
        # A page without a chart opens first.
        page.goto(f"{url}/the_code")
        expect(page.get_by_role("heading", name="The code", exact=True)).to_have_count(1)
        page.locator(".st-key-menu button:visible").first.click()
        expect(in_menu(page, "The code")).to_be_visible()
        expect(page.get_by_test_id("stSidebarNav")).to_have_count(0)
        playground = Playground(page, f"{url}/?{ENDLESS}&speed=3000&n_h=50&depth=4&activation=sigmoid")
        playground.play()
        playground.wait_for_iteration(1)
        page.locator(".st-key-learning_rate input").fill("0.7")
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile("learning_rate=0.7"))
        playground.wait_for_iteration(1600)  # so that the way back takes over a second: it trains, and draws nothing
        playground.pause()
        before, picture = playground.metrics, playground.picture
    with serve(port=port):
        page.wait_for_function("() => !document.querySelector('.live-progress').hidden", timeout=60_000)
        # Picture and curve stay meanwhile.
        assert (playground.metrics, playground.picture) == (before, picture)
        assert page.evaluate("document.querySelector('.live-cost').data[0].x.length") > 100
        expect(page.locator(".live-progress")).to_be_hidden(timeout=60_000)
        expect(playground.button("Step")).to_be_enabled(timeout=60_000)
        playground.wait_until_still()
        assert (playground.metrics, playground.picture) == (before, picture)
        assert len({number for number, what in commands(*sent) if what == "restore"}) == 1
        playground.play()
        playground.wait_for_iteration(int(before["Iteration"].replace(",", "")) + 1)
        playground.watch()
    with serve(port=port):  # it plays on
        reached = playground.seen[-1]
        playground.wait_for_iteration(reached + 100)
        assert all(earlier <= later <= earlier + 50 for earlier, later in pairwise(playground.seen))
        page.console_errors.clear()  # type: ignore[attr-defined]  # the browser reports the cuts
        page.goto("about:blank")


@pytest.mark.nightly
def test_a_spike_at_the_start_is_cut_off_a_linear_axis_which_says_so_and_a_logarithmic_one_has_labels(
    page: Page, app: str
) -> None:
    playground = Playground(page, f"{app}/?{ENDLESS}&speed=max&scale=10&depth=1")
    first = float(playground.metrics["Cost"])
    assert first > 3
    playground.play()
    playground.wait_for_iteration(1000)
    playground.pause()
    end, notes = page.evaluate(
        """() => { const { layout } = document.querySelector(".live-cost");
          return [layout.yaxis.range[1], layout.annotations.map((note) => note.text)] }"""
    )
    assert float(playground.metrics["Cost"]) < end < first
    assert notes == [f"▲ up to {float(f'{first:.2g}'):g}"]
    # A logarithmic one has labels, however much or little the cost moves.
    playground.open_settings()
    page.get_by_text("Logarithmic cost").click()
    page.wait_for_function("() => document.querySelector('.live-cost').layout.yaxis.type === 'log'")
    assert page.evaluate(LABELS) >= 2
    playground = Playground(page, f"{app}/?limit=100&log_cost=true&speed=max&initialisation=zero")
    playground.play()
    playground.wait_for_iteration(100)
    expect(playground.button("Play")).to_be_disabled()
    assert page.evaluate(LABELS) >= 2


def test_a_sentence_stays_long_enough_to_be_read_and_says_of_which_iteration_its_numbers_are(
    page: Page, app: str
) -> None:
    """Where one in two steps goes too far, what is true changes many times a second."""
    playground = Playground(page, f"{app}/?{ENDLESS}&speed=600&learning_rate=50")
    page.evaluate(
        """() => {
          window.seen = [];
          const look = () => {
            const said = document.querySelector(".live-sentence");
            const [iteration, cost] = [...document.querySelectorAll(".live-metrics dd")].map((dd) => dd.textContent);
            window.seen.push([said.textContent, said.dataset.at ?? "", iteration, cost]);
            requestAnimationFrame(look);
          };
          look();
          window.changes = [];
          new MutationObserver(() => window.changes.push(performance.now()))
            .observe(document.querySelector(".live-sentence"), { childList: true });
        }"""
    )
    playground.play()
    page.wait_for_function("() => window.seen.filter(([text, at]) => text.includes('shot up to') && at).length > 40")
    page.wait_for_function("() => window.changes.length > 1")
    changes = page.evaluate("window.changes")
    # Two seconds; a change is noted when the drawing after it is done, which takes a while on a busy machine.
    assert all(later - earlier > 1500 for earlier, later in pairwise(changes))
    playground.pause()
    playground.wait_until_still()
    page.wait_for_function("() => !document.querySelector('.live-sentence').dataset.at")  # it is made anew
    page.wait_for_function("() => window.seen.at(-1)[1] === ''")
    for text, at, iteration, cost in page.evaluate("window.seen"):
        if at:
            assert int(at.removeprefix("iteration ").replace(",", "")) <= int(iteration.replace(",", ""))
        elif now := re.search(r"shot up to ([\d.e+-]+?)\.(?: |$)", text):
            assert float(now[1]) == pytest.approx(float(cost), rel=0.06)  # it has two digits
    # Now that it stands, what it says to try is a button.
    advised = page.get_by_role("button", name="Try learning rate")
    rate = advised.inner_text().removeprefix("Try learning rate ")
    assert f"Try {rate}" in page.locator(".live-sentence").inner_text()
    advised.click()
    page.wait_for_function("() => document.querySelector('.live-metrics dd').textContent === '0'")
    expect(page).to_have_url(re.compile(f"learning_rate={rate}(&|$)"))
    expect(page.locator("[data-command=take_advice]")).to_be_hidden()


@pytest.mark.nightly
def test_another_page_and_back_keeps_settings_and_run_and_no_button_keeps_who_leaves(page: Page, app: str) -> None:
    link = f"dataset=xor&n_h=7&activation=sigmoid&{STEADY}"
    playground = Playground(page, f"{app}/?{link}")
    playground.play()
    playground.wait_for_iteration(20)
    playground.pause()
    numbers = playground.metrics
    ways = {"back": page.go_back, "forward and back": lambda: (page.go_forward(), page.go_back())}
    playground.go_to("The code")
    expect(page.get_by_role("heading", name="The code", exact=True)).to_have_count(1)
    expect(page.locator(".live")).to_have_count(0)
    for way in ways.values():
        way()
        playground.wait_for_picture()
        playground.wait_until_still()
        assert playground.metrics == numbers
        assert sorted(page.url.split("?")[1].split("&")) == sorted(link.split("&"))
        expect(page.locator(".st-key-own button:visible").first).to_contain_text("XOR")
    # And while it plays, by the menu.
    playground.play()
    playground.wait_for_iteration(playground.iteration + 20)
    playground.go_to("The code")
    expect(page.get_by_role("heading", name="The code", exact=True)).to_have_count(1)
    expect(page.locator(".live")).to_have_count(0)
    playground.go_to("Playground")
    playground.wait_for_picture()
    playground.wait_for_iteration(playground.iteration + 500)
    # A button of the run that is pressed within the round trip of a click on the way on does not keep the visitor.
    way, button = page.get_by_role("link", name="Next: "), playground.button("Pause")
    page.evaluate("(parts) => parts.forEach((part) => part.click())", [way.element_handle(), button.element_handle()])
    there = page.get_by_role("heading", name=PAGES[1].title, exact=True, level=1)
    expect(there).to_have_count(1)
    page.wait_for_timeout(500)  # what was pressed is under way, too
    expect(there).to_have_count(1)
    expect(page.get_by_test_id("stException")).to_have_count(0)
    playground.go_to(PAGES[0].title)
    playground.wait_for_picture()
    expect(page.get_by_test_id("stException")).to_have_count(0)


@pytest.mark.nightly
def test_what_a_preset_sets_in_the_closed_settings_stays_and_is_seen_there(page, app):
    playground = Playground(page, f"{app}/?limit=2000")
    playground.open_settings()
    samples = page.get_by_role("slider", name="Samples")
    expect(samples).to_be_visible()
    playground.wait_until_still()  # the popover is drawn anew when the server has heard of it
    page.keyboard.press("Escape")
    expect(samples).to_be_hidden()
    for _ in range(2):  # once drawn, the widgets of a closed popover keep what they had
        playground.choose("Overfitting")
        expect(page).to_have_url(re.compile("samples=60"))
        units = page.get_by_role("spinbutton", name="Hidden units")
        expect(units).to_have_attribute("aria-valuenow", "20")  # the link comes first
        units.press("ArrowRight")
        expect(page).to_have_url(re.compile("n_h=21"))
        playground.wait_until_still()
        assert "samples=60" in page.url
        playground.open_settings()
        expect(samples).to_have_value("60")
        playground.wait_until_still()
        page.keyboard.press("Escape")
        expect(samples).to_be_hidden()
        assert (
            playground.metrics["Train accuracy"]
            == f"{round(30 * float(playground.metrics['Train accuracy'].rstrip(' %')) / 100) / 0.3:.1f} %"
        )
        playground.choose("Reference")
        expect(page).not_to_have_url(re.compile("samples=60"))
        playground.wait_until_still()


def test_the_legend_says_the_colours_of_the_notes_where_they_fit_into_a_row(page: Page, app: str) -> None:
    names = page.locator(".live-boundary .legendtext")
    long, short = ["class 0 (notes: red)", "class 1 (notes: blue)"], ["class 0", "class 1"]
    page.goto(app)
    for width, said in ((1280, long), (375, short), (390, long), (320, short)):
        page.set_viewport_size({"width": width, "height": 844})
        expect(names).to_have_text(said)
        first, second = (each.bounding_box() for each in names.all())
        assert first
        assert second
        assert first["y"] == second["y"], width
