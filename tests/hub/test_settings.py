"""A wrong setting is told by name, in both languages, without its value."""

from pathlib import Path

import msgspec
import pytest

from hub.settings import DatabaseNotSet, SettingInvalid, SettingUnknown, read_settings

URL = "postgresql://hub@db/hub"


def test_the_environment_is_read() -> None:
    given = {"HUB_DATABASE_URL": URL, "HUB_PORT": "9000", "HUB_DEMO": "true", "HUB_DATA_DIR": "/x"}
    settings = read_settings(given | {"HOME": "/root", "HUB_TEST_POSTGRES_BIN": "/bin"})
    assert (settings.port, settings.demo, settings.data_dir) == (9000, True, Path("/x"))
    assert settings.reading_url == settings.writing_url == URL


def test_reading_may_go_another_way() -> None:
    other = "postgresql://hub@pooler/hub"
    settings = read_settings({"HUB_DATABASE_URL": URL, "HUB_READING_DATABASE_URL": other})
    assert (settings.writing_url, settings.reading_url) == (URL, other)


def test_the_hub_is_reached_as_is_said_or_on_this_machine() -> None:
    assert read_settings({"HUB_PORT": "9000"}).base_url == "http://127.0.0.1:9000"
    said = read_settings({"HUB_PUBLIC_URL": "https://hub.example:8443"})
    assert said.base_url == "https://hub.example:8443"


def test_an_empty_variable_is_not_set() -> None:
    with pytest.raises(DatabaseNotSet, match="hub demo"):
        _ = read_settings({"HUB_DATABASE_URL": ""}).writing_url


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("HUB_PORT", "a canary"),
        ("HUB_WRITING_CONNECTIONS", "1"),
        ("HUB_PORT", "65536"),
        ("HUB_DEMO", "perhaps"),
        ("HUB_DATABASE_URL", "mysql://hub:canary@db/hub"),
        ("HUB_REDIS_URL", "http://canary"),
        ("HUB_READING_CONNECTIONS", "0"),
        ("HUB_PUBLIC_URL", "http://hub.canary"),
        ("HUB_PUBLIC_URL", "https://hub.canary/path"),
    ],
)
def test_a_wrong_value_is_told_by_name_only(variable: str, value: str) -> None:
    with pytest.raises(SettingInvalid) as caught:
        read_settings({variable: value})
    for message in (caught.value.message_zh, caught.value.message_en):
        assert variable in message
        assert "canary" not in message


def test_a_misspelled_setting_is_found() -> None:
    with pytest.raises(SettingUnknown, match="HUB_DATABSE_URL"):
        read_settings({"HUB_DATABSE_URL": URL})


def test_settings_do_not_change() -> None:
    with pytest.raises(AttributeError):
        read_settings({}).port = 1  # type: ignore[misc]  # the very thing that must fail
    assert msgspec.structs.replace(read_settings({}), port=1).port == 1
