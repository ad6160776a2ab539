"""What is bounded lets go of what was used longest ago, and of as much as is too much."""

from hub.identity.bounded import Bounded


def test_what_was_used_longest_ago_goes_first() -> None:
    held: Bounded[str, int] = Bounded(2)
    for number, key in enumerate("ab"):
        held.put(key, number)
    assert held.get("a") == 0
    held.put("c", 2)
    assert [held.get(key) for key in "abc"] == [0, None, 2]


def test_keys_may_weigh_more_than_one() -> None:
    held: Bounded[str, int] = Bounded(5, len)
    for key in ("aa", "b", "cc"):
        held.put(key, 1)
    assert len(held) == 3
    held.put("ddd", 1)
    assert [held.get(key) for key in ("aa", "b", "cc", "ddd")] == [None, None, 1, 1]


def test_a_value_put_or_dropped_again_weighs_once() -> None:
    held: Bounded[str, int] = Bounded(4, len)
    for _ in range(3):
        held.put("aa", 1)
    held.put("bb", 1)
    for _ in range(3):
        held.drop("bb")
    held.put("cc", 1)
    assert [held.get(key) for key in ("aa", "bb", "cc")] == [1, None, 1]


def test_what_is_too_large_is_not_held_at_all() -> None:
    held: Bounded[str, int] = Bounded(2, len)
    held.put("aaa", 1)
    assert len(held) == 0
