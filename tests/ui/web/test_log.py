"""What anyone can send does not fill the log."""

import asyncio
import logging

import pytest
from starlette.applications import Starlette
from uvicorn import Config, Server
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosedError
from websockets.frames import Frame, Opcode

from playground.ui.server import prepared
from playground.ui.web.socket import PATH, Sockets
from tests.conftest import run_alone


def test_a_frame_that_is_not_utf8_ends_its_connection_with_one_line_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def send_one() -> int | None:
        app = Starlette(routes=[Sockets().route({})], lifespan=prepared)
        server = Server(Config(app, port=0, ws="websockets-sansio", log_config=None))
        serving = asyncio.create_task(server.serve())
        while not server.started:
            await asyncio.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        async with connect(f"ws://127.0.0.1:{port}/{PATH}", proxy=None) as socket:
            socket.transport.write(Frame(Opcode.TEXT, b"\xff\xfe{").serialize(mask=True))
            with pytest.raises(ConnectionClosedError):
                await socket.recv()
        server.should_exit = True
        await serving
        return socket.close_code

    logger = logging.getLogger("uvicorn.error")
    logger.addHandler(caplog.handler)  # once Streamlit has set it up, it passes nothing on to the root
    try:
        assert run_alone(send_one()) == 1007  # invalid data
    finally:
        logger.removeHandler(caplog.handler)
    errors = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert {record.exc_info for record in errors} == {None}
