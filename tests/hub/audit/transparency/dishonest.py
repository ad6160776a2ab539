"""Lies of a hub that holds every key: it grows a log falsely, and signs what it likes."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import msgspec

from hub.audit.transparency.growth import Used, new_chain
from hub.clock import SHANGHAI
from tests.hub.audit.transparency.small_log import (
    CHAINS,
    HOLDERS,
    OWN,
    Document,
    SmallLog,
    use_of,
)

Lie = Callable[[SmallLog, Random], Document]
"""Grows a log falsely and returns the list that it tells of it, or raises IndexError."""

OWNER = HOLDERS[OWN]


def open_moment(log: SmallLog) -> datetime:
    """Return a moment late in the open day."""
    if log.state.day is None:
        raise IndexError
    at = datetime.combine(log.state.day, datetime.min.time(), SHANGHAI)
    return (at + timedelta(hours=23, minutes=50)).astimezone(UTC)


def use(log: SmallLog, dice: Random, **changed: Any) -> None:  # noqa: ANN401 - of a chain
    """Log one more use of the owner's license, upon a chain that was tampered with."""
    log.chains[OWNER] = msgspec.structs.replace(log.chains[OWNER], **changed)
    moment = open_moment(log)
    log.record(use_of(dice, moment, [OWNER]), moment + timedelta(seconds=1))


def insert_a_back_dated_record(log: SmallLog, dice: Random) -> Document:
    moment = open_moment(log)
    late = moment - timedelta(hours=dice.choice((2, 20, 48)))
    log.record(use_of(dice, late, [OWNER]), moment)
    return log.history()


def log_before_it_happened(log: SmallLog, dice: Random) -> Document:
    moment = open_moment(log)
    log.record(use_of(dice, moment, [OWNER]), moment - timedelta(seconds=2))
    return log.history()


def skip_a_number(log: SmallLog, dice: Random) -> Document:
    use(log, dice, count=log.chains[OWNER].count + 1)
    log.close()
    return log.history()


def leave_the_last_one_out(log: SmallLog, dice: Random) -> Document:
    """Go on from the last but one, as if the last had never been."""
    own = [link for link in log.links if link.holder_key == OWNER]
    gone = own[-1]
    log.links.remove(gone)
    use(log, dice, count=gone.link.count - 1, head=gone.link.previous)
    if gone.day == log.state.day:
        raise IndexError  # hidden within the open day, before any checkpoint told of it
    return log.history()


def go_on_from_another_leaf(log: SmallLog, dice: Random) -> Document:
    use(log, dice, head=log.leaf(dice.randrange(log.state.size)))
    own = [link for link in log.links if link.holder_key == OWNER]
    if len(own) < 2 or own[-1].link.previous == log.leaf(own[-2].place):
        raise IndexError
    return log.history()


def keep_a_holder_off_the_map(log: SmallLog, dice: Random) -> Document:
    use(log, dice)
    log.close([used for used in log.used() if used.holder_key != OWNER])
    return log.history()


def map_fewer_uses(log: SmallLog, dice: Random) -> Document:
    use(log, dice)
    log.close([fewer(used) if used.holder_key == OWNER else used for used in log.used()])
    return log.history()


def fewer(used: Used) -> Used:
    """Say one use fewer."""
    return msgspec.structs.replace(used, count=used.count - 1)


def deny_uses_that_the_map_has(log: SmallLog, dice: Random) -> Document:
    use(log, dice)
    log.close()
    told = log.history()
    last = told["days"][-1]["day"]
    kept = [link for link in log.links if link.holder_key == OWNER and str(link.day) != last]
    del told["entries"][len(kept) :]
    return told


def begin_a_second_chain(log: SmallLog, dice: Random) -> Document:
    """Hide what is new under another salt; the map of the day then lacks the first one."""
    first = log.chains[OWNER]
    held = [link for link in log.links if link.holder_key == OWNER]
    other = dice.choice([chain for chain in CHAINS if chain not in log.chains.values()])
    log.chains[OWNER] = other
    use(log, dice)
    log.close()
    log.chains[OWNER] = first
    told = log.history()
    if len(told["entries"]) == len(held):
        raise IndexError
    return told


def swap_the_salt(log: SmallLog, dice: Random) -> Document:
    told = log.history()
    log.chains[OWNER] = new_chain(dice.randbytes)
    return told | {"quarters": log.history()["quarters"]}


def close_a_day_twice(log: SmallLog, dice: Random) -> Document:
    """Close the open day truly, then another time without the owner, and show that one."""
    use(log, dice)
    before = log.state
    log.close()
    true = log.days.pop()
    log.state = msgspec.structs.replace(before, size=log.state.size)
    log.close([used for used in log.used() if used.holder_key != OWNER])
    false = log.days.pop()
    log.state = msgspec.structs.replace(log.state, day_leaf=true.closed.leaf())
    log.days.append(false)
    told = log.history()
    told["entries"] = [e for e in told["entries"] if e["link"]["index"] < told["days"][-2]["index"]]
    return told


def close_a_day_early(log: SmallLog, dice: Random) -> Document:
    """Log a use of a day that is closed already."""
    log.close()
    moment = open_moment(log) - timedelta(days=1)
    log.record(use_of(dice, moment, [OWNER]), moment + timedelta(seconds=1))
    return log.history()


LIES: tuple[Lie, ...] = (
    insert_a_back_dated_record,
    log_before_it_happened,
    skip_a_number,
    leave_the_last_one_out,
    go_on_from_another_leaf,
    keep_a_holder_off_the_map,
    map_fewer_uses,
    deny_uses_that_the_map_has,
    begin_a_second_chain,
    swap_the_salt,
    close_a_day_twice,
    close_a_day_early,
)
