"""What visitors can leave on the server as files."""

import pytest

from playground.ui.web.uploads import KEPT_SECONDS, MOST_OF_ALL, MOST_OF_ONE, Uploads
from tests.conftest import run_alone

PASSED_ON = 204


WRONG_TOKEN = (b"x-xsrftoken", b"wrong")


async def passes_on(scope, receive, send):
    refused = WRONG_TOKEN in scope["headers"]
    await send({"type": "http.response.start", "status": 403 if refused else PASSED_ON, "headers": []})
    await send({"type": "http.response.body", "body": b""})


class Server:
    """Keeps files for the sessions that are open."""

    def __init__(self, *sessions):
        self.open, self.now = set(map(str, sessions)), 0.0
        self.uploads = Uploads(passes_on, lambda session: session in self.open, lambda: self.now)

    def asked(self, method, session="a", file="1", size=1000, more=()):
        """The status of the answer."""
        headers = [*more, *([] if size is None else [(b"content-length", str(size).encode())])]
        path = f"/_stcore/upload_file/{session}/{file}"
        answers = []

        async def send(message):
            answers.append(message)

        run_alone(self.uploads({"type": "http", "method": method, "path": path, "headers": headers}, None, send))
        return answers[0]["status"]


LARGE = 5 * 2**20


def test_a_page_sends_and_takes_back_as_many_files_as_it_likes():
    server = Server("a")
    for number in range(20):
        assert server.asked("PUT", file=number, size=LARGE) == PASSED_ON
        assert server.asked("PUT", file=number, size=LARGE) == PASSED_ON  # again
        assert server.asked("DELETE", file=number) == PASSED_ON
    assert {server.asked("PUT", file=number, size=20_000) for number in range(400)} == {PASSED_ON}


def test_what_is_kept_of_one_and_of_all_is_bounded():
    server = Server("a", *range(100))
    fit = MOST_OF_ONE // LARGE
    assert [server.asked("PUT", file=n, size=LARGE) for n in range(fit + 2)] == [*[PASSED_ON] * fit, 429, 429]
    assert server.asked("DELETE", file=0) == PASSED_ON
    assert server.asked("PUT", file=fit, size=LARGE) == PASSED_ON
    answers = [server.asked("PUT", session=n, size=LARGE) for n in range(100)]
    assert (
        answers.index(507) == answers.count(PASSED_ON) == MOST_OF_ALL // LARGE - fit - 1
    )  # with a little for each file
    server.open -= set(map(str, range(50)))  # they have left
    assert server.asked("PUT", session=99, size=LARGE) == 507  # but may come back
    server.now += KEPT_SECONDS + 1
    assert server.asked("PUT", session=99, size=LARGE) == PASSED_ON


def test_what_streamlit_goes_on_keeping_counts_on():
    server = Server("a")
    for number in range(2):
        assert server.asked("PUT", file=number, size=LARGE) == PASSED_ON
        assert server.asked("PUT", file=number, size=1, more=[WRONG_TOKEN]) == 403
        assert server.asked("DELETE", file=number, more=[WRONG_TOKEN]) == 403
    assert server.asked("PUT", file=2, size=LARGE) == 429
    assert server.asked("PUT", file=2, size=1, more=[(b"transfer-encoding", b"chunked")]) == 411


def test_what_streamlit_refuses_does_not_count():
    server = Server("a", "b")
    assert {server.asked("PUT", file=number, size=LARGE, more=[WRONG_TOKEN]) for number in range(20)} == {403}
    assert server.asked("PUT", session="b", size=LARGE) == PASSED_ON
    assert server.asked("PUT", size=LARGE) == PASSED_ON


def test_an_upload_counts_while_it_is_in_progress_and_not_if_it_breaks_off():
    server, statuses = Server("a"), []

    async def breaks_off(scope, receive, send):
        """Let another file arrive in the middle of this one."""
        server.uploads._app = passes_on
        statuses.append(server.asked("PUT", file=2, size=MOST_OF_ONE - LARGE))
        raise ConnectionResetError

    server.uploads._app = breaks_off
    with pytest.raises(ConnectionResetError):
        server.asked("PUT", file=1, size=LARGE)
    assert statuses == [429]
    assert server.asked("PUT", file=2, size=MOST_OF_ONE - LARGE) == PASSED_ON


def test_who_says_no_length_or_has_no_session_leaves_nothing():
    server = Server("a")
    assert [server.asked("PUT", size=size) for size in (None, "x")] == [411, 411]
    assert server.asked("PUT", session="nobody") == PASSED_ON  # Streamlit says no
    assert server.asked("PUT", size=MOST_OF_ONE) == 429
    assert not any(files.sizes for files in server.uploads._kept.values())


def test_everything_else_is_passed_on():
    for scope in (
        {"type": "http", "method": "PUT", "path": "/_stcore/upload_file/a"},
        {"type": "http", "method": "GET", "path": "/_stcore/upload_file/a/1"},
        {"type": "websocket", "path": "/_stcore/upload_file/a/1"},
    ):
        seen = []

        async def app(scope, receive, send, seen=seen):
            seen.append(scope)

        run_alone(Uploads(app, lambda session: True)(scope, None, None))
        assert seen == [scope]
