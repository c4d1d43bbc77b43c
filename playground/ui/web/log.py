"""Keeps what anyone can send from filling the log."""

import logging

NOT_UTF8 = "Invalid UTF-8 sequence received from client."
"""What uvicorn logs, with a traceback, before it closes the connection with code 1007."""


def keep_log_short() -> None:
    """Log a websocket frame that is not UTF-8 in one line, without a traceback."""
    logging.getLogger("uvicorn.error").addFilter(_without_traceback)


def _without_traceback(record: logging.LogRecord) -> bool:
    if record.msg == NOT_UTF8:
        record.exc_info = None
    return True
