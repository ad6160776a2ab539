"""Check receipts, histories and checkpoints of the transparency log, offline.

On the standard library alone. Leaves: docs/decisions/0006-the-transparency-log.md.
"""

import base64
import hmac
import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta, timezone
from functools import cache
from hashlib import sha256, sha512
from typing import Any, NamedTuple

SHANGHAI = timezone(timedelta(hours=8))
LATEST = timedelta(hours=1)  # after it happened; the hub promises a second
FIRST_YEAR, QUARTERS = 2020, 256
P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D, ROOT = -121665 * pow(121666, -1, P) % P, pow(2, (P - 1) // 4, P)
Document = dict[str, Any]
Point = tuple[int, int, int, int]
Heads = dict[str, tuple[int, str]]
"""Of each day, how many uses a list has, and the last one's leaf."""
WORDS = {
    "SIGNATURE": ("检查点签名无效或不是所信任的密钥", "no valid signature of a trusted key"),
    "CHECKPOINT": ("检查点格式错误", "the checkpoint is malformed"),
    "INCLUSION": ("记录不在日志中，或已被更改", "altered, or not in the log"),
    "PARTS": ("未出示应出示的部分", "a part that must be shown is not"),
    "CHAIN": ("记录被删除、插入或调换", "removed, inserted or reordered"),
    "BACKDATED": ("记录时间与入日志时间不符", "back-dated: logged at another time"),
    "DAYS": ("日检查点不连续或不一致", "the days do not follow each other"),
    "MAP": ("与当日用证登记不符", "not what the map of that day says"),
    "SALT": ("盐值不属于该清单", "the salt is not this list's"),
    "CONSISTENCY": ("后一日志不是前一日志的延续", "the later log does not continue the earlier"),
    "SPLIT": ("日志分叉：同样大小、不同的根", "split view: same size, another root"),
    "UNPROVEN": ("大小不同，须附一致性证明", "of two sizes: a consistency proof is needed"),
    "MALFORMED": ("文件格式错误", "the file is malformed"),
}


class WrongError(Exception):
    """Something does not hold: told in two languages, with where it was found."""

    def __init__(self, code: str, where: str = "") -> None:
        """Take what does not hold by its code."""
        super().__init__(f"{code}: {' · '.join(WORDS[code])} ({where})")
        self.code = code


class Checkpoint(NamedTuple):
    """What a log states under its signature: its size and root, and the last closed day."""

    size: int
    root: bytes
    day: tuple[int, bytes] | None  # its number and leaf


def demand(holds: object, code: str, where: str = "") -> None:
    """Refuse what does not hold."""
    if not holds:
        raise WrongError(code, where)


def _add(p: Point, q: Point) -> Point:
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _unpack(raw: bytes) -> Point:
    y = int.from_bytes(raw, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    x2 = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(x2, (P + 3) // 8, P)
    x = x if x * x % P == x2 else x * ROOT % P
    demand(y < P and x * x % P == x2 and (x or not sign), "SIGNATURE")
    x = x if x & 1 == sign else P - x
    return x, y, 1, x * y % P


BASE = _unpack((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


@cache
def _doubles(point: Point) -> tuple[Point, ...]:
    """Return a point times 1, 2, 4 and so on, once: the same keys sign again and again."""
    found = [point]
    while len(found) < L.bit_length():
        found.append(_add(found[-1], found[-1]))
    return tuple(found)


@cache
def signed(key: bytes, message: bytes, signature: bytes) -> bool:
    """Tell whether an Ed25519 signature is good: [S]B = R + [k]A, with S below the order."""
    s = int.from_bytes(signature[32:], "little")
    k = int.from_bytes(sha512(signature[:32] + key + message).digest(), "little") % L
    x, y, z, t = _unpack(key)
    total: Point = (0, 1, 1, 0)
    for times, point in ((s, BASE), (k, (P - x, y, z, P - t))):
        for bit, double in enumerate(_doubles(point)):
            if times >> bit & 1:
                total = _add(total, double)
    x, y = (each * pow(total[2], -1, P) % P for each in total[:2])
    return s < L and (y | (x & 1) << 255).to_bytes(32, "little") == signature[:32]


def _leaf(data: bytes) -> bytes:
    return sha256(b"\0" + data).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\1" + left + right).digest()


def _climb(seed: bytes, here: int, last: int, path: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """Follow a path up: the root of the leaves up to `here`, and that of all of them."""
    first = second = seed
    for sibling in path:
        if not last:
            return None
        if here & 1 or here == last:
            first, second = _node(sibling, first), _node(sibling, second)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            second = _node(second, sibling)
        here, last = here >> 1, last >> 1
    return None if last else (first, second)


def included(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Tell whether a path leads from a leaf to the root (RFC 9162, 2.1.3.2)."""
    climbed = _climb(leaf, index, size - 1, path) if 0 <= index < size else None
    return climbed is not None and climbed[1] == root


def continued(old: Checkpoint, new: Checkpoint, path: Sequence[bytes]) -> bool:
    """Tell whether the later tree begins with the earlier one (RFC 9162, 2.1.4.2)."""
    if old.size in {0, new.size}:
        return not path and (not old.size or old.root == new.root)
    seed, *rest = path if old.size & (old.size - 1) else [old.root, *path]
    here, last = old.size - 1, new.size - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    return old.size < new.size and _climb(seed, here, last, rest) == (old.root, new.root)


def open_note(note: str, keys: Sequence[str]) -> Checkpoint:
    """Return what a checkpoint says, if one of the keys signed it and no key's signature is bad."""
    text, _, signatures = note.rpartition("\n\n")
    judged = list(_judged(f"{text}\n", signatures.split("\n"), keys))
    demand(judged and all(judged), "SIGNATURE")
    origin, size, root, *more = text.split("\n")
    number = int(size) if size.isdecimal() and size.isascii() else -1
    demand(str(number) == size and len(_raw(root)) == 32, "CHECKPOINT")  # noqa: PLR2004 - SHA-256
    demand(all(key.partition("+")[0] == origin for key in keys), "CHECKPOINT", "origin")
    days = [line.split(" ") for line in more if line.startswith("day ")]
    return Checkpoint(number, _raw(root), (int(days[0][1]), _raw(days[0][2])) if days else None)


def _judged(text: str, lines: Sequence[str], keys: Sequence[str]) -> Iterator[bool]:
    """Judge the signatures of the trusted keys; those of others are not looked at."""
    trusted = {}
    for name, hashed, encoded in [key.split("+", 2) for key in keys]:
        raw = _raw(encoded)
        right = sha256(f"{name}\n".encode() + raw).digest()[:4].hex() == hashed
        demand(right and raw[:1] == b"\x01", "SIGNATURE", "not an Ed25519 verifier key")
        trusted[name, bytes.fromhex(hashed)] = raw[1:]
    for line in lines:
        dash, name, encoded = (*line.split(" ", 2), "", "")[:3]
        raw = _raw(encoded)
        if dash == "—" and (name, raw[:4]) in trusted:
            yield signed(trusted[name, raw[:4]], text.encode(), raw[4:])


def _raw(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


def _canonical(body: Document) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def _keyed(secret: bytes, *words: str) -> bytes:
    return hmac.digest(secret, "\n".join(words).encode(), "sha256")


def _hashes(path: Sequence[str]) -> list[bytes]:
    return [bytes.fromhex(each) for each in path]


def check_included(leaf: bytes, told: Document, point: Checkpoint) -> None:
    """Check that a leaf is in the log where it is said to be."""
    index, path = told["index"], _hashes(told["path"])
    demand(included(leaf, index, point.size, path, point.root), "INCLUSION", f"leaf {index}")


def record_leaf(record: Document, needed: set[int]) -> bytes:
    """Return the leaf of a record from the parts shown; a tombstone shows its leaf alone."""
    if "tombstone" in record:
        return bytes.fromhex(record["tombstone"])
    parts = record["parts"]
    shown = {part["place"] for part in parts}
    demand(len(shown) == len(parts) and shown >= needed, "PARTS", f"leaf {record['index']}")
    roots = {_part_root(part) for part in parts}
    demand(len(roots) == 1, "INCLUSION", f"leaf {record['index']}")
    return _leaf(b"hub/record/1\n" + roots.pop())


def _part_root(part: Document) -> bytes:
    """Follow a part's path to the root: left for the first two, right for each license."""
    found = _leaf(bytes.fromhex(part["nonce"]) + _canonical(part["body"]))
    place, depth = part["place"], len(part["path"])
    turns = place if place in {0, 1} else (place - 2) | 1 << depth - 1
    demand(0 <= turns >> depth - 1 == (place > 1) and (place > 1 or depth == 2), "PARTS")  # noqa: PLR2004
    for sibling in _hashes(part["path"]):
        found = _node(sibling, found) if turns & 1 else _node(found, sibling)
        turns >>= 1
    return found


def link_leaf(link: Document, record: bytes, tag: str, nonce: bytes) -> bytes:
    """Return the leaf of a holder's chain."""
    told = {key: link[key] for key in ("count", "previous", "logged", "parts")}
    told |= {"record": record.hex(), "tag": tag}
    return _leaf(b"hub/holder/1\n" + nonce + _canonical(told))


def check_moments(record: Document, logged: str) -> None:
    """Check that a record was logged when it happened."""
    for part in [part for part in record.get("parts", ()) if part["place"] == 0]:
        late = datetime.fromisoformat(logged) - datetime.fromisoformat(part["body"]["at"])
        demand(timedelta() <= late <= LATEST, "BACKDATED", f"leaf {record['index']}")


def check_receipt(receipt: Document, keys: Sequence[str]) -> str:
    """Check one receipt: the record is in the log as it is shown, and so are its links."""
    point = open_note(receipt["checkpoint"], keys)
    record, links = receipt["record"], receipt["links"]
    leaf = record_leaf(record, {0}.union(*(link["parts"] for link in links)))
    check_included(leaf, record, point)
    for link in links:
        check_moments(record, link["logged"])
        own = link_leaf(link, leaf, link["tag"], bytes.fromhex(link["nonce"]))
        check_included(own, link, point)
    held = "已依法删除 · erased" if "tombstone" in record else "回执属实 · the receipt holds"
    return f"{held}: leaf {record['index']} of {point.size}"


def check_history(told: Document, keys: Sequence[str]) -> str:
    """Check a holder's list: nothing altered, removed, reordered, back-dated or inserted."""
    point = open_note(told["checkpoint"], keys)
    salts = {quarter["place"]: check_quarter(quarter, told["tag"]) for quarter in told["quarters"]}
    days = check_days(told, point)
    heads = check_chain(told, salts, point)
    closed = sum(heads[day][0] for day in heads.keys() & days.keys())
    demand(min(heads, default=told["from"]) >= told["from"], "DAYS", "from")
    for day in [day for day in days if day >= told["from"]]:
        check_map(day, told["maps"][day], days[day], _salt(salts, day), heads.get(day))
    for link in [entry["link"] for entry in told["entries"]]:
        for day, shut in days.items():  # after the close of every earlier day, before its own
            after = shut["index"] < link["index"]
            demand(after == (day < _day(link["logged"])), "DAYS", f"leaf {link['index']}")
    return (
        f"清单完整 · the list is complete: {told['from']} – {told['to']}, {closed} 次 · uses"
        f"\n标签 · tag {told['tag']}（须与以往回执一致 · must be that of earlier receipts）"
        f"\n尚未日结 · of days not yet closed: {len(told['entries']) - closed}"
    )


def check_quarter(quarter: Document, tag: str) -> bytes:
    """Return the salt of a quarter, if it belongs to the tag."""
    salt, place = bytes.fromhex(quarter["salt"]), quarter["place"]
    path, root = _hashes(quarter["path"]), bytes.fromhex(tag)
    demand(included(_leaf(salt), place, QUARTERS, path, root), "SALT", str(place))
    return salt


def _day(moment: str) -> str:
    return datetime.fromisoformat(moment).astimezone(SHANGHAI).date().isoformat()


def _salt(salts: dict[int, bytes], day: str) -> bytes:
    place = (int(day[:4]) - FIRST_YEAR) * 4 + (int(day[5:7]) - 1) // 3
    demand(place in salts, "SALT", day)
    return salts[place]


def check_days(told: Document, point: Checkpoint) -> dict[str, Document]:
    """Return the closed days from the one before the range, if they lead to the checkpoint's."""
    days = {day["day"]: day for day in told["days"] if day["day"] <= told["to"]}
    before: Document | None = None
    leaf = b""
    for day in told["days"]:
        if before is not None:
            after = date.fromisoformat(before["day"]) + timedelta(days=1)
            follows = (day["number"], day["previous"]) == (before["number"] + 1, leaf.hex())
            demand(follows and day["day"] == after.isoformat(), "DAYS", day["day"])
            demand(before["index"] < day["index"] < point.size, "DAYS", day["day"])
        body = {key: day[key] for key in ("day", "number", "index", "entries", "root", "previous")}
        before, leaf = day, _leaf(b"hub/day/1\n" + _canonical(body))
        if day["day"] in days:
            check_included(leaf, day, point)
    demand((before and (before["number"], leaf)) == point.day, "DAYS", "last")
    for first in told["days"][:1]:  # none, in a log's first day
        began = (first["number"], first["previous"], first["day"]) == (1, "", told["from"])
        demand(began or first["day"] < told["from"], "DAYS", "first")
        demand(max(days) == told["to"], "DAYS", "to")
    return days


def check_chain(told: Document, salts: dict[int, bytes], point: Checkpoint) -> Heads:
    """Return what each day comes to, if every entry follows the one before."""
    heads: Heads = {}
    leaf, at, count = "", -1, 0
    begun = all(day["day"] >= told["from"] for day in told["days"])  # from the first day on
    for entry in told["entries"]:
        link, record = entry["link"], entry["record"]
        follows = (link["count"], link["previous"]) == (count + 1, leaf)
        demand(follows or not (begun or count or link["count"] == 1), "CHAIN", f"no. {count + 1}")
        demand(at < record["index"] < link["index"], "CHAIN", f"leaf {link['index']}")
        known = record_leaf(record, {0, *link["parts"]})
        check_included(known, record, point)
        day = _day(link["logged"])
        nonce = _keyed(_salt(salts, day), "link", str(link["count"]))
        check_moments(record, link["logged"])
        own = link_leaf(link, known, told["tag"], nonce)
        check_included(own, link, point)
        leaf, at, count = own.hex(), link["index"], link["count"]
        heads[day] = (heads.get(day, (0, ""))[0] + 1, leaf)
    return heads


def check_map(
    day: str, near: list[Document], closed: Document, salt: bytes, head: tuple[int, str] | None
) -> None:
    """Check that a day's map has the holder with these uses, or two neighbours around none."""
    key, nonce = _keyed(salt, "day", day), _keyed(salt, "map", day)
    if head is None:
        demand([each["place"] - near[0]["place"] for each in near] == [0, 1], "MAP", day)
        demand(near[0]["key"] < key.hex() < near[-1]["key"], "MAP", day)
    else:
        value = sha256(nonce + _canonical({"count": head[0], "head": head[1]})).hexdigest()
        demand([(each["key"], each["value"]) for each in near] == [(key.hex(), value)], "MAP", day)
    for each in near:
        leaf = _leaf(bytes.fromhex(each["key"]) + bytes.fromhex(each["value"]))
        path, root = _hashes(each["path"]), bytes.fromhex(closed["root"])
        demand(included(leaf, each["place"], closed["entries"], path, root), "MAP", day)


def compare(notes: Sequence[str], proof: Document, keys: Sequence[str]) -> str:
    """Compare two checkpoints: of one log, or a split view."""
    old, new = sorted((open_note(note, keys) for note in notes), key=lambda point: point.size)
    if old.size == new.size:
        demand(old == new, "SPLIT", f"size {old.size}")
        return f"两份检查点一致 · the checkpoints agree: {old.size}"
    demand(proof, "UNPROVEN")
    told = (proof["from"], proof["to"]) == (old.size, new.size)
    demand(told and continued(old, new, _hashes(proof["path"])), "CONSISTENCY")
    return f"日志延续 · the log continues: {old.size} – {new.size}"


def documents(read: object, form: str) -> Iterator[Document]:
    """Find the documents of a form in what was read, such as an answer of the hub."""
    if isinstance(read, dict) and read.get("format") == form:
        yield read
    for each in read.values() if isinstance(read, dict) else read if isinstance(read, list) else ():
        yield from documents(each, form)
