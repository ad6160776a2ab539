"""Write logs as one JSON object a line, holding allow-listed keys and plain tokens only.

Nothing personal gets in and no line can be forged: a key that is not listed is dropped, a value
that is neither a modest number nor a short ASCII token is struck out, an exception is told by its
type and the places it passed and never by its message, and a library's record by its origin.
"""

import logging
import re
import sys
from contextvars import ContextVar
from traceback import extract_tb
from typing import TextIO

import structlog
from structlog.typing import EventDict, FilteringBoundLogger, WrappedLogger

ALLOWED = frozenset(
    {
        "attempt",
        "client",
        "code",
        "count",
        "duration_ms",
        "event",
        "failure",
        "job",
        "kind",
        "level",
        "logger",
        "method",
        "moment",
        "operation",
        "outcome",
        "peer",
        "port",
        "request_id",
        "revision",
        "route",
        "skew_ms",
        "status",
        "version",
        "where",
    }
)
STRUCK_OUT = "***"

REQUEST: ContextVar[str | None] = ContextVar("request", default=None)
"""The id of the request that is being answered: every line that is logged meanwhile names it."""

_TOKEN = re.compile(r"(?!.*\d{7})[A-Za-z0-9_][A-Za-z0-9_.:/+-]{0,63}")
_OWN_FORM = {
    "request_id": re.compile(r"[0-9a-f]{32}"),
    "moment": re.compile(r"[0-9T:.-]{19,26}Z"),
}
_TOO_LONG_FOR_A_FIGURE = 10**10  # telephone and identity numbers are longer than any figure here


def log_to(stream: TextIO = sys.stderr, level: str = "info") -> None:
    """Send the hub's own logs, and the libraries' from warnings up, to a stream."""
    structlog.configure(
        processors=[
            _name_request,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="moment"),
            _tell_failure,
            _keep_allowed,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(stream),
    )
    logging.basicConfig(handlers=[_Libraries()], level="WARNING", force=True)


def logger() -> FilteringBoundLogger:
    """Return the logger; an event is a constant in snake case."""
    log: FilteringBoundLogger = structlog.get_logger()
    return log


class _Libraries(logging.Handler):
    """Pass on that a library logged, and where; its words may hold anything."""

    def emit(self, record: logging.LogRecord) -> None:
        where = f"{record.module}:{record.lineno}"
        logger().log(
            record.levelno, "library", logger=record.name, where=where, exc_info=record.exc_info
        )


def _name_request(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    own = REQUEST.get()
    if own is not None:
        event.setdefault("request_id", own)
    return event


def _tell_failure(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    found = event.pop("exc_info", None)
    error = found[1] if isinstance(found, tuple) else sys.exception() if found is True else found
    if isinstance(error, BaseException):
        frames = extract_tb(error.__traceback__)
        event["failure"] = type(error).__qualname__
        event["where"] = [f"{frame.name.strip('<>')}:{frame.lineno}" for frame in frames[-8:]]
    return event


def _keep_allowed(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    return {key: _plain(key, value) for key, value in event.items() if key in ALLOWED}


def _plain(key: str, value: object) -> object:
    if isinstance(value, (list, tuple)):
        return [_plain(key, item) for item in value]
    if isinstance(value, (int, float)):
        return value if abs(value) < _TOO_LONG_FOR_A_FIGURE else STRUCK_OUT
    if value is None:
        return value
    form = _OWN_FORM.get(key, _TOKEN)
    return value if isinstance(value, str) and form.fullmatch(value) else STRUCK_OUT
