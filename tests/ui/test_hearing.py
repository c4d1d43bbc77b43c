"""What is heard of a page that its visitor leaves, and what for the whole page."""

from playground.ui.hearing import STREAM, Changes, Hearing, Leaving
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState

from tests.conftest import run_alone


def asks_for(page):
    """A click on the way to it."""
    return ClientState(page_script_hash=page)


def says(page):
    """A widget of it was used."""
    said = ClientState(page_script_hash=page)
    said.widget_states.widgets.add(id="w", bool_value=True)
    return said


def part(page):
    """A fragment of it without a widget asks to run."""
    return ClientState(page_script_hash=page, fragment_id="f")


def heard(*said):
    leaving = Leaving()
    return [not leaving.is_over(each) for each in said]


def test_all_is_heard_of_the_page_that_the_visitor_is_on():
    assert all(heard(asks_for(""), says("a"), part("a"), asks_for("a"), says("a")))  # at first it has no name


def test_what_comes_from_the_page_that_was_left_is_not_heard():
    assert heard(says("a"), asks_for("b"), says("a"), part("a"), says("b"), part("b")) == [1, 1, 0, 0, 1, 1]


def test_on_the_way_through_several_pages_only_the_last_is_heard():
    way = (says("a"), asks_for("b"), asks_for("c"), says("a"), says("b"), part("c"))
    assert heard(*way, asks_for("b"), says("c"), says("b")) == [1, 1, 1, 0, 0, 1, 1, 0, 1]


def test_who_comes_back_at_once_is_heard_again():
    assert heard(says("a"), asks_for("b"), asks_for("a"), says("b"), says("a"), part("a")) == [1, 1, 1, 0, 1, 1]


def test_a_page_that_the_server_puts_in_the_place_of_one_that_is_not_there_is_heard():
    assert heard(says("a"), asks_for("gone"), says("home"), says("home")) == [1, 1, 1, 1]


def sets(*, by_itself=False, pressed=(), **values):
    """Widgets of a fragment say what they are set to, and which buttons were pressed."""
    said = ClientState(page_script_hash="a", fragment_id="f", is_auto_rerun=by_itself)
    for name, value in values.items():
        said.widget_states.widgets.add(id=name, int_value=value)
    for name in pressed:
        said.widget_states.widgets.add(id=name, trigger_value=True)
    return said


def several(*said):
    changes = Changes()
    return [changes.several(each) for each in said]


def test_one_widget_after_another_is_no_more_than_one():
    assert not any(several(sets(a=1, b=2), sets(a=2, b=2), sets(a=2, b=1), sets(a=2, b=1, pressed=["c"])))
    assert not any(several(sets(a=1), sets(a=1, pressed=["c"]), sets(a=1, pressed=["c"]), sets(a=2), sets(a=2)))


def test_widgets_that_have_come_on_the_page_have_not_changed():
    assert not any(several(sets(a=1), sets(a=1, b=2, c=3, pressed=["d"]), sets(b=2, c=3), sets(a=4, b=1, c=3)))


def test_what_changes_at_once_is_several():
    assert several(sets(a=1, b=1), sets(a=2, b=2), sets(a=2, b=3, pressed=["c"]), sets(pressed=["c", "d"])) == [
        0,
        1,
        1,
        1,
    ]


def test_what_runs_by_itself_says_nothing_of_a_visitors():
    by_itself = sets(a=2, b=2, by_itself=True)
    assert several(sets(a=1, b=1), by_itself, sets(a=2, b=2), by_itself) == [0, 0, 1, 0]


def test_what_the_page_has_heard_is_nothing_of_a_visitors():
    name = "$$ID-0-zero_receipt"
    assert not any(several(sets(a=1, **{name: 1}), sets(a=1, **{name: 2}, pressed=["c"]), sets(a=2, **{name: 3})))


def test_what_several_say_is_for_the_whole_page():
    sent = [sets(a=1, b=1), sets(a=2, b=1), sets(a=1, b=2), sets(a=1, b=2)]
    coming, got = iter(sent), []

    async def app(scope, receive, send):
        got.extend([BackMsg.FromString((await receive())["bytes"]).rerun_script for _ in sent])

    async def receive():
        return {"type": "websocket.receive", "bytes": BackMsg(rerun_script=next(coming)).SerializeToString()}

    run_alone(Hearing(app)({"type": "websocket", "path": STREAM}, receive, None))
    assert [each.fragment_id for each in got] == ["f", "f", "", "f"]
    assert [each.widget_states for each in got] == [each.widget_states for each in sent]


def test_streamlit_gets_everything_but_that():
    def message(said):
        return {"type": "websocket.receive", "bytes": BackMsg(rerun_script=said).SerializeToString()}

    other = [
        {"type": "websocket.receive", "bytes": BackMsg(stop_script=True).SerializeToString()},
        {"type": "websocket.receive", "bytes": b"\xff"},
        {"type": "websocket.receive", "text": "no bytes"},
        {"type": "websocket.disconnect"},
    ]
    unheard = [
        {"type": "websocket.receive", "bytes": BackMsg(**{kind: True}).SerializeToString()}
        for kind in ("clear_cache", "load_git_info", "set_run_on_save")
    ]
    before, after = [message(says("a")), message(asks_for("b"))], [*other, message(says("b"))]
    sent = [*before, message(says("a")), *unheard, *after]
    for scope, expected in (
        ({"type": "websocket", "path": "/base" + STREAM}, [*before, *after]),
        ({"type": "websocket", "path": "/another"}, sent),
        ({"type": "http", "path": STREAM}, sent),
    ):
        coming, got = iter(sent), []

        async def app(scope, receive, send, got=got, expected=expected):
            got += [await receive() for _ in expected]

        async def receive(coming=coming):
            return next(coming)

        run_alone(Hearing(app)(scope, receive, None))
        assert got == expected
