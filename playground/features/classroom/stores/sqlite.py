"""Rooms in a file, shared by all processes of a machine."""

import os
import sqlite3
import tempfile
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from .store import LIFETIME, UNAVAILABLE, Allowance, Full, Stored, Unavailable

PATIENCE = 5.0
"""Seconds to wait for another process that writes."""
TABLES = """
CREATE TABLE IF NOT EXISTS rooms (
    code TEXT PRIMARY KEY, state TEXT NOT NULL, version INTEGER NOT NULL, pulse INTEGER NOT NULL, used REAL NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS lines (
    code TEXT REFERENCES rooms ON DELETE CASCADE, sheet TEXT, name TEXT, value TEXT NOT NULL,
    PRIMARY KEY (code, sheet, name)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS allowances (name TEXT PRIMARY KEY, full REAL NOT NULL) WITHOUT ROWID;
"""


def default_path() -> Path:
    """A file in the system's temporary folder, in a folder that nobody else can look into."""
    folder = Path(tempfile.gettempdir()) / f"playground-rooms-{os.getuid() if hasattr(os, 'getuid') else 'own'}"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        of = folder.lstat()
    except OSError as error:
        raise Unavailable(UNAVAILABLE) from error
    if hasattr(os, "getuid") and (of.st_uid != os.getuid() or of.st_mode & 0o077 or folder.is_symlink()):
        raise Unavailable(UNAVAILABLE)  # somebody else has made it, and could read it
    return folder / "rooms.sqlite"


class SQLiteStore:
    """A :class:`.store.Store` in a file.

    What was acknowledged survives the end of the process, however sudden. A room that is gone can't be read any more,
    and is wiped from the file with the next write to any room.

    Parameters
    ----------
    path : of the file, which is made if it is not there; by default :func:`default_path`
    clock : the time in seconds, the same for all processes; tests pass their own
    """

    def __init__(self, path: Path | str | None = None, clock: Callable[[], float] = time.time) -> None:
        self._given, self._clock = path, clock
        self._lock = Lock()
        self._connection: sqlite3.Connection | None = None
        self._file = Path(), 0
        """The file that is open, and its number on the disk."""

    def add(self, code: str, state: str, most: int) -> bool:
        with self._writing() as (connection, now):
            if connection.execute("SELECT 1 FROM rooms WHERE code = ?", (code,)).fetchone():
                return False
            if connection.execute("SELECT count(*) FROM rooms").fetchone()[0] >= most:
                raise Full
            connection.execute("INSERT INTO rooms VALUES (?, ?, 1, 1, ?)", (code, state, now))
        return True

    def read(self, code: str) -> Stored | None:
        rows = self._rows("SELECT state, version FROM rooms WHERE code = ? AND used > ?", code, self._oldest())
        return Stored(*rows[0]) if rows else None

    def write(self, code: str, state: str, version: int) -> bool:
        with self._writing() as (connection, now):
            done = connection.execute(
                "UPDATE rooms SET state = ?, version = version + 1, pulse = pulse + 1, used = ? "
                "WHERE code = ? AND version = ?",
                (state, now, code, version),
            )
        return done.rowcount == 1

    def put(self, code: str, version: int | None, sheet: str, name: str, value: str, most: int) -> bool:
        with self._writing() as (connection, now):
            done = connection.execute(
                "UPDATE rooms SET pulse = pulse + 1, used = ? WHERE code = ? AND version = ifnull(?, version)",
                (now, code, version),
            )
            if done.rowcount != 1:
                return False
            others = "SELECT count(*) FROM lines WHERE code = ? AND sheet = ? AND name != ?"
            if connection.execute(others, (code, sheet, name)).fetchone()[0] >= most:
                raise Full
            connection.execute("INSERT OR REPLACE INTO lines VALUES (?, ?, ?, ?)", (code, sheet, name, value))
        return True

    def spend(self, allowance: Allowance) -> float:
        with self._writing() as (connection, now):
            connection.execute("DELETE FROM allowances WHERE full <= ?", (now,))
            found = connection.execute("SELECT full FROM allowances WHERE name = ?", (allowance.name,)).fetchone()
            full = allowance.full(found[0] if found else now, now)
            wait = allowance.wait(full, now)
            if wait <= allowance.ahead:
                full += allowance.every
            connection.execute("INSERT OR REPLACE INTO allowances VALUES (?, ?)", (allowance.name, full))
        return wait

    def sheet(self, code: str, sheet: str) -> dict[str, str]:
        query = (
            "SELECT name, value FROM lines JOIN rooms USING (code) WHERE code = ? AND sheet = ? AND used > ? "
            "ORDER BY name"
        )
        return dict(self._rows(query, code, sheet, self._oldest()))

    def pulses(self, codes: Collection[str]) -> dict[str, int]:
        places = ", ".join("?" * len(codes))
        query = f"SELECT code, pulse FROM rooms WHERE code IN ({places}) AND used > ?"
        return dict(self._rows(query, *codes, self._oldest()))

    def remove(self, code: str) -> None:
        with self._writing(code):
            pass

    def close(self) -> None:
        """Close the file; it is opened again when it is needed."""
        with self._lock:
            self._forget()

    def _oldest(self) -> float:
        """Rooms used no later than this are gone."""
        return self._clock() - LIFETIME

    def _rows(self, query: str, *values: object) -> list[tuple]:
        with self._lock, self._opened() as connection:
            return connection.execute(query, values).fetchall()

    @contextmanager
    def _writing(self, ended: str = "") -> Iterator[tuple[sqlite3.Connection, float]]:
        """A transaction of its own, in which no other process writes, and the time.

        First the room with the code ``ended``, and those that are gone, are removed.
        """
        with self._lock, self._opened() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                removed = connection.execute("DELETE FROM rooms WHERE used <= ? OR code = ?", (self._oldest(), ended))
                yield connection, self._clock()
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")
            if removed.rowcount:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # the log would have it for as long as we run

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        """The connection, which every thread uses in turn."""
        try:
            if self._connection and not self._is_there():
                self._forget()
            if not self._connection:
                self._connection = self._connect()
            yield self._connection
        except sqlite3.Error as error:
            self._forget()
            raise Unavailable(UNAVAILABLE) from error

    def _is_there(self) -> bool:
        """Whether the open file is still the one that others open: what is old in a temporary folder may be removed."""
        path, number = self._file
        try:
            return path.stat().st_ino == number
        except OSError:
            return False

    def _connect(self) -> sqlite3.Connection:
        path = Path(self._given or default_path())
        try:
            path.touch(0o600)  # for nobody else to read
        except OSError as error:
            raise Unavailable(UNAVAILABLE) from error
        connection = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")  # survives a process; the file is temporary anyway
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA secure_delete = ON")
            connection.executescript(TABLES)
            self._file = path, path.stat().st_ino
        except (sqlite3.Error, OSError) as error:
            connection.close()
            raise Unavailable(UNAVAILABLE) from error
        return connection

    def _forget(self) -> None:
        if self._connection:
            self._connection.close()
            self._connection = None
