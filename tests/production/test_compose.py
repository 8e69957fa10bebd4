"""What must hold in docker-compose.yml and Dockerfile, whatever else changes there."""

import re
from typing import Any

import pytest
import yaml

from netralitas.settings import base
from tests.production import shape

VALUES = {"HOST_NAME": "portal.example", "EMAIL_HOST": "smtp.example", "EMAIL_FROM": "Portal <portal@portal.example>"}
SECRET_WORDS = re.compile(r"password|secret|token|pepper|_key$|_url$", re.IGNORECASE)
compose = shape.compose()
services: dict[str, Any] = compose["services"]


def test_services_are_these() -> None:
    assert sorted(services) == sorted([*shape.OURS, "postgres", "redis", "nginx"])


@pytest.mark.parametrize("name", sorted(set(services) - {"migrate"}))
def test_every_lasting_service_has_a_health_check_and_comes_back(name: str) -> None:
    assert services[name]["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}
    assert services[name]["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", sorted(services))
def test_secrets_come_by_file_and_none_has_a_default(name: str) -> None:
    environment = services[name].get("environment") or {}
    for key, value in environment.items():
        if SECRET_WORDS.search(key.removesuffix("_FILE")):
            assert key.endswith("_FILE"), key
            assert str(value).removeprefix("/run/secrets/") in services[name]["secrets"]


def test_every_secret_is_a_file_beside_the_checkout_that_git_ignores() -> None:
    assert {entry["file"] for entry in compose["secrets"].values()} == {
        f"./secrets/{one}" for one in compose["secrets"]
    }
    assert all(list(entry) == ["file"] for entry in compose["secrets"].values())
    assert "/secrets/" in (shape.ROOT / ".gitignore").read_text().splitlines()


@pytest.mark.parametrize("missing", sorted(VALUES))
def test_compose_refuses_to_start_without_a_name_that_has_no_default(missing: str) -> None:
    with pytest.raises(shape.Unset, match=missing):
        shape.service("web", VALUES | {missing: ""})


def test_example_file_names_exactly_the_variables_that_have_no_default() -> None:
    lines = (shape.ROOT / ".env.example").read_text().splitlines()
    assert {line.partition("=")[0] for line in lines if line and not line.startswith("#")} == set(VALUES)


def test_every_term_and_brake_that_an_installation_may_set_is_passed_on() -> None:
    told = {"PPK_TARGET_DAYS": "10", "REMEDY_DAYS": "12", "FILINGS_PER_MINUTE": "200"}
    for name in ("web", "staff", "worker", "beat", "migrate"):
        passed = shape.service(name, VALUES | told).environment
        assert {key: passed[key] for key in told} == told
        assert {key for key in (*base.TERMS, "LOG_LEVEL") if passed[key] not in ("", "12")} == set()


def test_there_is_one_scheduler_and_one_vault() -> None:
    beats = [name for name, entry in services.items() if "beat" in entry.get("command", [])]
    vaults = [name for name, entry in services.items() if "netralitas.vaultd" in entry.get("command", [])]
    assert (beats, vaults) == (["beat"], ["vault"])
    assert [services[name]["deploy"]["replicas"] for name in ("beat", "vault")] == [1, 1]
    assert not any(word in {"-B", "--beat"} for word in services["worker"]["command"])


def test_private_key_is_in_the_vault_alone_and_the_vault_has_nothing_else_of_the_portal() -> None:
    holders = {
        secret: {n for n, entry in services.items() if secret in entry.get("secrets", [])}
        for secret in compose["secrets"]
    }
    assert holders["vault_private"] == {"vault"}
    assert {secret for secret, names in holders.items() if "vault" in names} == {
        "database_url_vault", "email_password", "vault_private", "vault_public",
    }  # fmt: skip
    assert services["vault"]["user"] == "vault"
    assert [n for n in services if services[n].get("user")] == ["vault"]


def test_only_the_proxy_is_reachable_from_outside() -> None:
    assert [name for name, entry in services.items() if entry.get("ports")] == ["nginx"]
    assert compose["networks"]["inside"] == {"internal": True}
    assert {name for name, entry in services.items() if "outside" in entry["networks"]} == {"worker", "vault"}
    assert {name for name, entry in services.items() if "front" in entry["networks"]} == {"nginx", "web", "staff"}


def test_only_the_proxys_network_is_believed_about_addresses() -> None:
    (subnet,) = (one["subnet"] for one in compose["networks"]["front"]["ipam"]["config"])
    assert services["web"]["environment"]["TRUSTED_PROXIES"] == subnet
    nginx = (shape.ROOT / "deploy" / "nginx.conf").read_text()
    assert re.findall(r"X-Forwarded-For (\S+);", nginx) == ["$remote_addr"]


def test_public_and_staff_web_are_the_same_program_in_two_places_and_staff_alone_can_read_copies() -> None:
    web, staff = services["web"], services["staff"]
    apart = {"environment", "secrets", "volumes"}
    assert {name: web[name] for name in web if name not in apart} == {n: staff[n] for n in staff if n not in apart}
    own = {"DATABASE_ROLE": "staff", "DATABASE_URL_FILE": "/run/secrets/database_url_staff"}
    more = {"COPY_KEY_FILE": "/run/secrets/copy_key", "VAULT_SOCKET": "/run/vault/vault.sock"}
    more["DEVICE_KEY_FILE"] = "/run/secrets/device_key"
    assert staff["environment"] == {**web["environment"], **own, **more}
    assert set(staff["secrets"]) ^ set(web["secrets"]) == {
        "copy_key", "database_url_public", "database_url_staff", "device_key",
    }  # fmt: skip


def test_the_public_web_has_no_way_to_the_vault_and_staff_and_worker_have_each_their_own() -> None:
    doors = {"vault_socket": "/run/vault", "vault_post": "/run/post"}
    mounted = {
        door: {name for name, entry in services.items() if f"{door}:{path}" in entry.get("volumes", [])}
        for door, path in doors.items()
    }
    assert mounted == {"vault_socket": {"staff", "vault"}, "vault_post": {"migrate", "worker", "vault"}}
    asked = {name: entry["environment"].get("VAULT_SOCKET") for name, entry in services.items() if name in shape.OURS}
    assert asked == {
        "web": None, "beat": None, "staff": "/run/vault/vault.sock", "vault": "/run/vault/vault.sock",
        "worker": "/run/post/vault.sock", "migrate": "/run/post/vault.sock",
    }  # fmt: skip
    assert services["vault"]["environment"]["VAULT_WORKER_SOCKET"] == "/run/post/vault.sock"
    assert services["web"]["volumes"] == ["evidence:/var/lib/netralitas/evidence"]


def test_the_way_to_unseen_files_is_the_workers_alone() -> None:
    assert [name for name in services if "sandbox_private" in services[name].get("secrets", [])] == ["worker"]
    assert [name for name in services if "copy_key" in services[name].get("secrets", [])] == ["staff", "worker"]


def test_what_opens_officers_code_apps_is_the_staff_rooms_alone_but_for_the_moment_of_a_migration() -> None:
    assert [name for name in services if "device_key" in services[name].get("secrets", [])] == ["migrate", "staff"]
    named = [name for name in services if "DEVICE_KEY_FILE" in (services[name].get("environment") or {})]
    assert named == ["migrate", "staff"]


def test_each_process_logs_in_as_its_own_database_role_and_migrations_alone_as_the_owner() -> None:
    roles = {name: services[name]["environment"]["DATABASE_ROLE"] for name in shape.OURS}
    assert roles == {
        "migrate": "owner", "web": "public", "staff": "staff", "worker": "worker", "beat": "worker", "vault": "vault",
    }  # fmt: skip
    for name, role in roles.items():
        held = {secret for secret in services[name]["secrets"] if secret.startswith("database_url")}
        own = "database_url" if role == "owner" else f"database_url_{role}"
        assert services[name]["environment"]["DATABASE_URL_FILE"] == f"/run/secrets/{own}"
        assert held == ({secret for secret in compose["secrets"] if secret.startswith("database_url")}
                        if name == "migrate" else {own})  # fmt: skip
    assert "migrate --no-input && python manage.py database_roles &&" in services["migrate"]["command"][2]


@pytest.mark.parametrize("name", shape.OURS)
def test_our_containers_may_write_nothing_but_what_they_mount(name: str) -> None:
    entry = services[name]
    assert (entry["read_only"], entry["cap_drop"], entry["tmpfs"]) == (True, ["ALL"], ["/tmp"])  # noqa: S108
    assert entry["security_opt"] == ["no-new-privileges:true"]


def test_what_others_need_is_ready_before_they_start() -> None:
    for name in ("web", "staff", "worker", "beat", "vault"):
        waits = {one: how["condition"] for one, how in services[name]["depends_on"].items()}
        assert waits == {
            "postgres": "service_healthy", "redis": "service_healthy", "migrate": "service_completed_successfully",
        }  # fmt: skip


def test_image_holds_the_portal_and_no_rehearsal_tests_or_keys() -> None:
    content = set(shape.image_content())
    apps = {"netralitas", "transparency", "sanctions", "reports", "procedures", "guidance", "regions", "services"}
    assert content == apps | {"requirements.txt", "manage.py", "templates", "static", "locale"}
    ignored = (shape.ROOT / ".dockerignore").read_text().split()
    assert set(ignored) == {"*", "**/__pycache__"} | {f"!{name}" for name in content}


def test_image_does_not_run_as_root_and_sets_no_secret() -> None:
    assert shape.instructions("USER") == [["netralitas"]]
    assert not [name for name in shape.image_environment() if SECRET_WORDS.search(name)]
    assert shape.image_environment()["DJANGO_SETTINGS_MODULE"] == "netralitas.settings.production"


@pytest.mark.parametrize("name", ["app-server.yml", "data-server.yml"])
def test_what_two_servers_change_exists_in_the_one(name: str) -> None:
    changes = yaml.safe_load((shape.ROOT / "deploy" / name).read_text())
    assert set(changes.get("services", {})) <= {"postgres", "redis"}
    assert changes["networks"] == {"inside": {"internal": False}}
    for entry in changes.get("services", {}).values():
        assert all(port.startswith("${PRIVATE_ADDRESS:?") for port in entry["ports"])
