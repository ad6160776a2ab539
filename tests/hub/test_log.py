"""Logs cannot be forged, and nothing personal gets into them."""

import io
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import structlog

from hub import log

Lines = Callable[[], list[dict[str, Any]]]

CANARIES = [
    "510000199001011234",
    "13800138000",
    "张三",
    "Zhang San",
    "zhang@example.com",
    'ok"}\n{"event": "forged"}',
    "ok\r\nforged",
    "\x1b[2Jforged",
    "ok\u2028forged",
    "x" * 65,
    510000199001011234,
    {"name": "canary"},
    b"canary",
]


@pytest.fixture
def lines() -> Iterator[Lines]:
    """Log into memory, and read it back line by line as a collector would."""
    handlers, level = logging.root.handlers[:], logging.root.level
    stream = io.StringIO()
    log.log_to(stream, "debug")
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    structlog.reset_defaults()
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)


def test_a_line_holds_what_was_said(lines: Lines) -> None:
    log.logger().info("license_issued", count=3, code="KeyReused", duration_ms=1.5)
    [line] = lines()
    assert line.pop("moment").endswith("Z")
    assert line == {
        "event": "license_issued",
        "level": "info",
        "count": 3,
        "code": "KeyReused",
        "duration_ms": 1.5,
    }


@pytest.mark.parametrize("canary", CANARIES, ids=repr)
def test_no_canary_gets_through(lines: Lines, canary: object) -> None:
    log.logger().info("read", code=canary, where=["here", canary], name=canary, request_id=canary)
    log.logger().info(canary)  # type: ignore[arg-type]  # what a careless line would do
    first, second = lines()
    assert first["code"] == first["request_id"] == second["event"] == log.STRUCK_OUT
    assert first["where"] == ["here", log.STRUCK_OUT]
    assert "name" not in first


@pytest.mark.parametrize("canary", CANARIES, ids=repr)
def test_an_exception_is_told_without_its_words(lines: Lines, canary: object) -> None:
    def decide() -> None:
        raise LookupError(canary)

    try:
        decide()
    except LookupError:
        log.logger().exception("decision_failed")
    [line] = lines()
    assert line["failure"] == "LookupError"
    assert line["where"][-1].split(":")[0] == "decide"
    assert str(canary) not in json.dumps(line, ensure_ascii=False)


def test_a_library_is_told_by_its_origin_only(lines: Lines) -> None:
    logging.getLogger("psycopg.pool").warning("could not insert %s", "张三")
    [line] = lines()
    assert (line["event"], line["logger"]) == ("library", "psycopg.pool")
    assert "张三" not in json.dumps(line, ensure_ascii=False)


def test_the_request_is_named_on_each_line(lines: Lines) -> None:
    own = "0123456789abcdef" * 2
    mark = log.REQUEST.set(own)
    log.logger().info("read")
    log.REQUEST.reset(mark)
    log.logger().info("idle")
    assert [line.get("request_id") for line in lines()] == [own, None]
