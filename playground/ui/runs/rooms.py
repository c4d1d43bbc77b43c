"""The rooms of this process."""

from playground.classroom.rooms import Rooms
from playground.classroom.stores import store_at

ROOMS = Rooms(store_at())
