"""What the class adds to the app's server."""

from collections.abc import Sequence

from starlette.routing import BaseRoute

from .process.room_socket import ROOM_SOCKET


def routes() -> Sequence[BaseRoute]:
    """The websocket of the rooms; calling this marks it as served."""
    return [ROOM_SOCKET.route()]
