"""Lies that can be told of a log that stands: its published tree is what it was."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any

from hub.clock import SHANGHAI
from tests.hub.audit.transparency.small_log import OTHER_SECRET, Document, SmallLog, grow

Edit = Callable[[SmallLog, Document, Random], None]
"""Changes what is told of a log; raises IndexError where it finds nothing to change."""


def entry_of(told: Document, dice: Random) -> dict[str, Any]:
    """Choose an entry."""
    chosen: dict[str, Any] = dice.choice(told["entries"])
    return chosen


def whole(told: Document, dice: Random) -> dict[str, Any]:
    """Choose an entry whose record was not erased."""
    chosen: dict[str, Any] = dice.choice([e for e in told["entries"] if "parts" in e["record"]])
    return chosen


def later(moment: str, seconds: float) -> str:
    """Return a moment that comes so much later."""
    return (datetime.fromisoformat(moment) + timedelta(seconds=seconds)).isoformat()


def other(text: str, dice: Random) -> str:
    """Return a hash that is another in one bit."""
    flipped = bytearray.fromhex(text)
    flipped[dice.randrange(len(flipped))] ^= 1 << dice.randrange(8)
    return flipped.hex()


def alter_a_part(_log: SmallLog, told: Document, dice: Random) -> None:
    body = dice.choice(whole(told, dice)["record"]["parts"])["body"]
    name = dice.choice(sorted(body))
    body[name] = f"{body[name]}0"


def add_to_a_part(_log: SmallLog, told: Document, dice: Random) -> None:
    dice.choice(whole(told, dice)["record"]["parts"])["body"]["approved"] = True


def alter_a_nonce(_log: SmallLog, told: Document, dice: Random) -> None:
    part = dice.choice(whole(told, dice)["record"]["parts"])
    part["nonce"] = other(part["nonce"], dice)


def hide_a_part(_log: SmallLog, told: Document, dice: Random) -> None:
    parts = whole(told, dice)["record"]["parts"]
    parts.remove(dice.choice(parts))


def move_a_part(_log: SmallLog, told: Document, dice: Random) -> None:
    dice.choice(whole(told, dice)["record"]["parts"])["place"] ^= 1


def deny_a_part(_log: SmallLog, told: Document, dice: Random) -> None:
    entry = whole(told, dice)
    entry["link"]["parts"] = []
    entry["record"]["parts"] = entry["record"]["parts"][:1]


def remove_an_entry(_log: SmallLog, told: Document, dice: Random) -> None:
    gone = told["entries"].pop(dice.randrange(len(told["entries"])))
    check_closed(told, [gone])


def remove_and_renumber(_log: SmallLog, told: Document, dice: Random) -> None:
    entries = told["entries"]
    place = dice.randrange(len(entries) - 1) if len(entries) > 1 else entries.index(None)
    gone = entries.pop(place)["link"]
    entries[place]["link"]["previous"] = gone["previous"]
    for entry in entries[place:]:
        entry["link"]["count"] -= 1


def truncate(_log: SmallLog, told: Document, dice: Random) -> None:
    kept = dice.randrange(len(told["entries"]))
    gone = told["entries"][kept:]
    del told["entries"][kept:]
    check_closed(told, gone)


def check_closed(told: Document, gone: list[Document]) -> None:
    """Refuse to hide nothing but the end of the open day, which is found once it is closed."""
    began = told["days"][-1]["index"]
    if told["entries"] == told["entries"][: gone[0]["link"]["count"] - 1] and all(
        entry["link"]["index"] > began for entry in gone
    ):
        raise IndexError


def truncate_and_deny(log: SmallLog, told: Document, dice: Random) -> None:
    """Drop the last entries, and show neighbours from the very map that do not fit."""
    truncate(log, told, dice)
    days = {day.closed.day: day for day in log.days}
    for day, near in told["maps"].items():
        place = dice.randrange(len(days[day].entries) - 1)
        near[:] = [shown(log, day, at) for at in (place, place + 1)]


def shown(log: SmallLog, day: str, place: int) -> Document:
    """Return an entry of a day's map, with its true path."""
    for holder in range(4):
        for near in log.history(holder)["maps"][day]:
            if near["place"] == place:
                found: Document = near
                return found
    raise IndexError


def swap_two(_log: SmallLog, told: Document, dice: Random) -> None:
    entries = told["entries"]
    place = dice.randrange(len(entries) - 1) if len(entries) > 1 else entries.index(None)
    entries[place : place + 2] = reversed(entries[place : place + 2])


def swap_their_records(_log: SmallLog, told: Document, dice: Random) -> None:
    one, another = dice.sample(told["entries"], 2)
    one["record"], another["record"] = another["record"], one["record"]


def date_back(_log: SmallLog, told: Document, dice: Random) -> None:
    body = next(part["body"] for part in whole(told, dice)["record"]["parts"] if not part["place"])
    body["at"] = later(body["at"], -dice.choice((0.1, 60, 86_400)))


def log_earlier(_log: SmallLog, told: Document, dice: Random) -> None:
    link = entry_of(told, dice)["link"]
    link["logged"] = later(link["logged"], dice.choice((-86_400, -0.001, 0.001)))


def insert_again(_log: SmallLog, told: Document, dice: Random) -> None:
    entry = entry_of(told, dice)
    told["entries"].insert(told["entries"].index(entry), json.loads(json.dumps(entry)))


def insert_from_another_log(_log: SmallLog, told: Document, dice: Random) -> None:
    there = grow(dice).history()["entries"]
    told["entries"].insert(dice.randrange(len(told["entries"]) + 1), dice.choice(there))


def append_a_made_up_one(_log: SmallLog, told: Document, dice: Random) -> None:
    made = json.loads(json.dumps(entry_of(told, dice)))
    last = told["entries"][-1]["link"]
    made["link"] |= {"count": last["count"] + 1, "previous": other("00" * 32, dice)}
    told["entries"].append(made)


def put_anothers_entry(log: SmallLog, told: Document, dice: Random) -> None:
    theirs = log.history(1)["entries"]
    told["entries"][dice.randrange(len(told["entries"]))] = dice.choice(theirs)


def show_anothers_list(log: SmallLog, told: Document, _dice: Random) -> None:
    theirs = log.history(1)
    if not theirs["entries"]:
        raise IndexError
    told["entries"], told["maps"] = theirs["entries"], theirs["maps"]


def take_anothers_salt(log: SmallLog, told: Document, dice: Random) -> None:
    told["quarters"] = log.history(dice.choice((1, 2)))["quarters"]


def forge_a_tombstone(_log: SmallLog, told: Document, dice: Random) -> None:
    record = entry_of(told, dice)["record"]
    record.pop("parts", None)
    record["tombstone"] = other("00" * 32, dice)


def borrow_a_tombstone(log: SmallLog, told: Document, dice: Random) -> None:
    """Take a tombstone with the hash of a leaf that is in the log, at another place."""
    record = entry_of(told, dice)["record"]
    record.pop("parts", None)
    places = [place for place in range(log.state.size) if place != record["index"]]
    record["tombstone"] = log.leaf(dice.choice(places)).hex()


def sign_with_another_key(log: SmallLog, told: Document, _dice: Random) -> None:
    told["checkpoint"] = log.note(OTHER_SECRET)


def alter_the_checkpoint(_log: SmallLog, told: Document, dice: Random) -> None:
    lines = told["checkpoint"].split("\n")
    size = int(lines[1])
    lines[1] = str(dice.choice((size + 1, size - 1)))
    told["checkpoint"] = "\n".join(lines)


def alter_the_signature(_log: SmallLog, told: Document, dice: Random) -> None:
    head, _, signature = told["checkpoint"].rpartition(" ")
    place = dice.randrange(8, len(signature) - 3)
    changed = "A" if signature[place] != "A" else "B"
    told["checkpoint"] = f"{head} {signature[:place]}{changed}{signature[place + 1 :]}"


def alter_a_hash(_log: SmallLog, told: Document, dice: Random) -> None:
    entry = entry_of(told, dice)
    proven = [*(entry[side] for side in ("link", "record")), *told["days"], *told["quarters"]]
    proven += [near for each in told["maps"].values() for near in each]
    path = dice.choice([each["path"] for each in proven if each.get("path")])
    place = dice.randrange(len(path))
    path[place] = other(path[place], dice)


def shorten_a_path(_log: SmallLog, told: Document, dice: Random) -> None:
    path = entry_of(told, dice)[dice.choice(("link", "record"))]["path"]
    del path[dice.randrange(len(path))]


def move_an_entry(_log: SmallLog, told: Document, dice: Random) -> None:
    entry_of(told, dice)[dice.choice(("link", "record"))]["index"] += dice.choice((1, -1))


def drop_a_day(_log: SmallLog, told: Document, dice: Random) -> None:
    told["days"].remove(dice.choice(told["days"]))


def alter_a_day(_log: SmallLog, told: Document, dice: Random) -> None:
    day = dice.choice(told["days"])
    name = dice.choice(("root", "entries", "index", "number"))
    day[name] = other(day[name], dice) if name == "root" else day[name] + 1


def say_another_day(_log: SmallLog, told: Document, dice: Random) -> None:
    day = dice.choice(told["days"])
    moment = datetime.fromisoformat(day["day"]).replace(tzinfo=SHANGHAI)
    told["maps"][later(moment.isoformat(), 86_400)[:10]] = told["maps"][day["day"]]
    day["day"] = later(moment.isoformat(), 86_400)[:10]


def deny_a_map(_log: SmallLog, told: Document, dice: Random) -> None:
    del told["maps"][dice.choice(sorted(told["maps"]))]


def alter_a_map(_log: SmallLog, told: Document, dice: Random) -> None:
    near = dice.choice(dice.choice(sorted(told["maps"].items()))[1])
    name = dice.choice(("key", "value"))
    near[name] = other(near[name], dice)


def say_another_tag(_log: SmallLog, told: Document, dice: Random) -> None:
    told["tag"] = other(told["tag"], dice)


EDITS: tuple[Edit, ...] = (
    alter_a_part,
    add_to_a_part,
    alter_a_nonce,
    hide_a_part,
    move_a_part,
    deny_a_part,
    remove_an_entry,
    remove_and_renumber,
    truncate,
    truncate_and_deny,
    swap_two,
    swap_their_records,
    date_back,
    log_earlier,
    insert_again,
    insert_from_another_log,
    append_a_made_up_one,
    put_anothers_entry,
    show_anothers_list,
    take_anothers_salt,
    forge_a_tombstone,
    borrow_a_tombstone,
    sign_with_another_key,
    alter_the_checkpoint,
    alter_the_signature,
    alter_a_hash,
    shorten_a_path,
    move_an_entry,
    drop_a_day,
    alter_a_day,
    say_another_day,
    deny_a_map,
    alter_a_map,
    say_another_tag,
)
