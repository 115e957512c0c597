"""Settings: who wins, where each came from, what a mistake says, and that no secret shows itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jumpzone.paths import Paths
from jumpzone.settings import Secret, Settings, SettingsProblem
from jumpzone.settings_sources import Origin
from jumpzone.settings_table import SETTINGS, BadValue, Setting, redacted

CANARY = "kanarek-4711"


def write(paths: Paths, text: str) -> None:
    paths.config.mkdir(parents=True, exist_ok=True)
    paths.settings_file.write_text(text, "utf-8")


def problem(**given: object) -> SettingsProblem:
    with pytest.raises(SettingsProblem) as caught:
        Settings.load(**given)  # type: ignore[arg-type]
    return caught.value


def test_the_command_line_wins_over_the_environment_over_the_file_over_the_default(paths: Paths) -> None:
    assert Settings.load({}, paths=paths).values["language"].origin is Origin.DEFAULT
    write(paths, 'language = "bg"')
    from_file = Settings.load({}, paths=paths)
    assert (from_file.language, from_file.values["language"].where) == ("bg", str(paths.settings_file))
    variables = {"JUMPZONE_LANGUAGE": "ru"}
    from_environment = Settings.load(variables, paths=paths)
    assert (from_environment.language, from_environment.values["language"].where) == (
        "ru",
        "JUMPZONE_LANGUAGE",
    )
    from_arguments = Settings.load(variables, {"language": "en"}, paths)
    assert (from_arguments.language, from_arguments.values["language"].where) == ("en", "--language")


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.key)
def test_every_setting_has_an_environment_variable(setting: Setting, paths: Paths) -> None:
    text = {
        "store": "/tmp/zone.db",
        "timezone": "Europe/Sofia",
        "no_color": "yes",
        "auto_lock_minutes": "7",
    }.get(setting.key, "")
    choices = [word.strip() for word in setting.values.split(",")]
    text = text or {"updates_per_second": "0.5", "mail.port": "2525", "mail.folder": "/tmp/out"}.get(
        setting.key, ""
    )
    text = text or ("a@b.example" if "address" in setting.values else choices[-1].replace(" ", "-"))
    found = Settings.load({setting.variable: text}, paths=paths).values[setting.key]
    assert (found.origin, found.where) == (Origin.ENVIRONMENT, setting.variable)


def test_a_bad_value_names_the_file_the_key_and_what_is_wrong(paths: Paths) -> None:
    write(paths, "[mail]\nport = 99999")
    text = str(problem(environ={}, paths=paths))
    assert str(paths.settings_file) in text
    assert "mail.port" in text
    assert "65535" in text


@pytest.mark.parametrize("content", ["language = ", "language = [", "\x00", "a = 1\na = 2"])
def test_a_file_that_is_no_toml_is_named(paths: Paths, content: str) -> None:
    write(paths, content)
    assert str(paths.settings_file) in str(problem(environ={}, paths=paths))


def test_a_mistyped_key_is_a_warning_with_a_suggestion(paths: Paths) -> None:
    write(paths, 'languge = "bg"\n[mail]\nhots = "mail.example"')
    settings = Settings.load({"JUMPZONE_THEMES": "dark"}, paths=paths)
    told = " ".join(each.render() for each in settings.warnings)
    assert all(f"Did you mean {name}?" in told for name in ("language", "mail.host", "JUMPZONE_THEME"))


def test_what_is_no_setting_is_no_mistake(paths: Paths) -> None:
    variables = {"JUMPZONE_HOME": "/x", "JUMPZONE_TOKEN": CANARY, "JUMPZONE_TEST_PROVE": "1", "PATH": "/bin"}
    assert Settings.load(variables, paths=paths).warnings == ()


def test_a_password_in_the_file_is_refused_with_a_way_out(paths: Paths) -> None:
    write(paths, f'[mail]\npassword = "{CANARY}"')
    found = problem(environ={}, paths=paths)
    assert found.code == "secret-in-file"
    assert found.hint is not None
    assert "JUMPZONE_MAIL_PASSWORD" in found.hint.render()
    assert CANARY not in str(found)


def test_a_url_with_a_password_is_refused_as_an_argument_only(paths: Paths) -> None:
    for url in (
        f"postgresql://ivan:{CANARY}@db.example/zone",
        f"postgresql://db.example/zone?password={CANARY}",
    ):
        found = problem(environ={}, arguments={"store": url}, paths=paths)
        assert found.code == "password-in-argument"
        assert CANARY not in str(found)
        assert Settings.load({"JUMPZONE_STORE": url}, paths=paths).store_url == url
    write(paths, f'store = "postgresql://ivan:{CANARY}@db.example/zone"')
    assert CANARY in Settings.load({}, paths=paths).store_url


def test_no_secret_shows_itself(paths: Paths) -> None:
    settings = Settings.load(
        {
            "JUMPZONE_STORE": f"postgresql://ivan:{CANARY}@db.example/zone?sslpassword={CANARY}",
            "JUMPZONE_STORE_PASSWORD": CANARY,
            "JUMPZONE_MAIL_PASSWORD": CANARY,
            "JUMPZONE_PASSPHRASE": CANARY,
        },
        paths=paths,
    )
    shown = [settings.shown(setting.key) for setting in SETTINGS]
    assert CANARY not in "".join([repr(settings), str(settings), repr(settings.mail), *shown])
    assert settings.mail.password == Secret(CANARY)


def test_the_stores_password_joins_its_url_from_the_environment_or_the_keyring(paths: Paths) -> None:
    settings = Settings.load({"JUMPZONE_STORE": "postgresql://ivan@db.example:5433/zone"}, paths=paths)
    assert settings.wants_store_password
    complete = settings.with_secret("store_password", Secret("p@ss/word:#"))
    assert complete.store_url == "postgresql://ivan:p%40ss%2Fword%3A%23@db.example:5433/zone"
    assert not complete.wants_store_password
    assert complete.values["store_password"].origin is Origin.KEYRING


def test_a_path_is_a_store_too(paths: Paths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = Settings.load({}, {"store": "my zone.db"}, paths)
    assert settings.store_file == tmp_path / "my zone.db"
    assert settings.store_url == f"sqlite:///{tmp_path / 'my zone.db'}"
    with pytest.raises(SettingsProblem, match="sqlite"):
        Settings.load({}, {"store": "mysql://db.example/zone"}, paths)


@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({}, "en"),
        ({"LANG": "bg_BG.UTF-8"}, "bg"),
        ({"LANG": "bg_BG.UTF-8", "LC_ALL": "ru_RU.UTF-8"}, "ru"),
        ({"LANG": "de_DE.UTF-8", "LANGUAGE": "de:ru:en"}, "ru"),
        ({"LANG": "C.UTF-8", "LANGUAGE": "bg"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
    ],
)
def test_the_language_follows_the_locale(variables: dict[str, str], language: str, paths: Paths) -> None:
    assert Settings.load(variables, paths=paths).language == language


def test_the_time_zone_follows_the_machine(paths: Paths) -> None:
    assert Settings.load({"TZ": "Europe/Sofia"}, paths=paths).timezone == "Europe/Sofia"
    assert Settings.load(
        {"TZ": "EST5EDT,M3.2.0,M11.1.0"}, paths=paths
    ).timezone  # a rule has no name: fall back
    with pytest.raises(SettingsProblem, match="Europe/Sofia"):
        Settings.load({"JUMPZONE_TIMEZONE": "../../etc/passwd"}, paths=paths)


def test_mail_decides_its_transport_and_port(make_settings: Callable[..., Settings]) -> None:
    assert make_settings().mail.transport == "folder"
    smtp = make_settings({"mail.host": "mail.example"}).mail
    assert (smtp.transport, smtp.port) == ("smtp", 587)
    assert make_settings({"mail.host": "mail.example", "mail.security": "tls"}).mail.port == 465
    assert make_settings({"mail.host": "mail.example", "mail.transport": "folder"}).mail.transport == "folder"


def test_no_color_is_honoured(paths: Paths) -> None:
    settings = Settings.load({"NO_COLOR": "1"}, paths=paths)
    assert settings.no_color
    assert settings.values["no_color"].where == "NO_COLOR"
    assert not Settings.load({"NO_COLOR": ""}, paths=paths).no_color


def test_saving_keeps_comments_and_everything_else(paths: Paths) -> None:
    write(paths, '# mine\nlanguage = "bg"  # at home\n\n[mail]\n# the office\nhost = "mail.example"\n')
    settings = (
        Settings.load({}, paths=paths)
        .save("language", "ru")
        .save("mail.port", "2525")
        .save("no_color", "yes")
    )
    text = paths.settings_file.read_text("utf-8")
    assert '# mine\nlanguage = "ru"  # at home' in text
    assert '# the office\nhost = "mail.example"\nport = 2525' in text
    again = Settings.load({}, paths=paths)
    assert (again.language, again.mail.port, again.no_color) == ("ru", 2525, True)
    assert (settings.language, settings.mail.port, settings.no_color) == ("ru", 2525, True)
    assert paths.settings_file.stat().st_mode & 0o777 == 0o600
    assert again.unset("language").values["language"].origin is Origin.DEFAULT
    assert Settings.load({}, paths=paths).language == "en"


def test_saving_refuses_what_it_could_not_read_again(paths: Paths) -> None:
    settings = Settings.load({}, paths=paths)
    for key, text in (("mail.port", "many"), ("languge", "bg"), ("mail.password", CANARY)):
        with pytest.raises(SettingsProblem):
            settings.save(key, text)
    assert not paths.settings_file.exists()


def test_a_saved_value_does_not_overrule_the_environment(paths: Paths) -> None:
    settings = Settings.load({"JUMPZONE_THEME": "light"}, paths=paths).save("theme", "contrast")
    assert settings.theme == "light"
    assert Settings.load({}, paths=paths).theme == "contrast"


@given(st.sampled_from(SETTINGS), st.text())
def test_any_text_is_read_or_refused(setting: Setting, text: str) -> None:
    try:
        setting.parse(text)
    except BadValue as bad:
        words = bad.reason.render()
    else:
        return
    assert words


@given(
    st.text(alphabet=st.characters(exclude_characters="@/?#[]", exclude_categories=("Cs", "Cc")), min_size=1)
)
def test_a_password_in_a_url_never_comes_through(password: str) -> None:
    assert redacted(f"postgresql://u:{password}@h/db") == "postgresql://u:••••••@h/db"
