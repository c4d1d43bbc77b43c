"""The files in ``deploy`` as nginx, Docker Compose and Kubernetes read them, and that they agree with each other."""

import json
import re
import shlex
import shutil
import subprocess
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import kubernetes_validate
import pytest
import yaml
from valkey import Valkey

from tests.conftest import DEPLOY, missing
from tests.deploy.valkey_server import ValkeyServer

PORT = 6379
"""Of Valkey."""
HEALTH = "/_stcore/health"
MANIFEST = DEPLOY / "kubernetes.yaml"


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    """The Compose file as Docker Compose reads it."""
    command = ["docker", "compose", "-f", str(DEPLOY / "compose.yaml"), "config", "--format", "json"]
    if shutil.which("docker") is None or subprocess.run([*command[:2], "version"], capture_output=True).returncode:
        missing("Docker Compose")
    read = subprocess.run(command, capture_output=True, text=True)
    assert read.returncode == 0, read.stderr
    return json.loads(read.stdout)


@pytest.fixture(scope="module")
def manifest() -> list[dict[str, Any]]:
    """All that the Kubernetes manifest describes."""
    return [*yaml.safe_load_all(MANIFEST.read_text())]


@pytest.fixture(scope="module")
def kubernetes(manifest: list[dict[str, Any]]) -> dict[str, Any]:
    """What it describes of the app, by kind."""
    return {part["kind"]: part for part in manifest if part["metadata"]["name"] == "playground"}


@pytest.fixture(scope="module")
def rooms(manifest: list[dict[str, Any]]) -> dict[str, Any]:
    """What it describes of the store of the rooms, by kind."""
    return {part["kind"]: part for part in manifest if part["metadata"]["name"] == "valkey"}


def listed() -> list[str]:
    """The addresses of the processes, which both lists have, numbered by the port's last two digits."""
    text = (DEPLOY / "processes.conf").read_text()
    servers = re.findall(r"^\s+server (\S+) max_fails=1 fail_timeout=2s;$", text, re.MULTILINE)
    by_number = dict(re.findall(r"^\s+(\d\d) (\S+);$", text, re.MULTILINE))
    assert by_number == {address[-2:]: address for address in servers}
    return servers


def test_nginx_understands_its_configuration(nginx: str, tmp_path: Path) -> None:
    command = [nginx, "-t", "-e", "stderr", "-p", str(tmp_path), "-c", str(DEPLOY / "nginx.conf")]
    test = subprocess.run(command, capture_output=True, text=True)
    assert test.returncode == 0, test.stderr
    assert "warn" not in test.stderr


def test_compose_starts_the_processes_that_nginx_knows(compose: dict[str, Any]) -> None:
    apps = {name: service for name, service in compose["services"].items() if name.startswith("app")}
    addresses = [
        f"{app['networks']['default']['ipv4_address']}:{app['environment']['STREAMLIT_SERVER_PORT']}"
        for app in apps.values()
    ]
    assert addresses == listed()
    for name, app in apps.items():
        number = int(name.removeprefix("app"))
        assert app["cpuset"] == str(number)  # a core of its own
        assert app["environment"]["STREAMLIT_SERVER_PORT"] == f"85{number:02d}"


def test_the_proxies_are_those_that_the_app_believes(compose: dict[str, Any], kubernetes: dict[str, Any]) -> None:
    nginx = compose["services"]["nginx"]["networks"]["default"]["ipv4_address"]
    apps = [service for name, service in compose["services"].items() if name.startswith("app")]
    assert {app["environment"]["FORWARDED_ALLOW_IPS"] for app in apps} == {nginx}
    (container,) = kubernetes["Deployment"]["spec"]["template"]["spec"]["containers"]
    variables = {each["name"]: each["value"] for each in container["env"]}
    assert ip_network(variables["FORWARDED_ALLOW_IPS"]).is_private
    assert "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;" in (DEPLOY / "nginx.conf").read_text()


def test_compose_watches_every_service_and_gives_nginx_its_files_and_all_processes_their_rooms(
    compose: dict[str, Any],
) -> None:
    for service in compose["services"].values():
        assert service["restart"] == "unless-stopped"
        assert int(service["mem_limit"]) > 0
        assert service["healthcheck"]["test"]
    nginx = compose["services"]["nginx"]
    files = {Path(volume["target"]): Path(volume["source"]) for volume in nginx["volumes"]}
    configuration = Path(nginx["command"][nginx["command"].index("-c") + 1])
    assert files[configuration] == DEPLOY / "nginx.conf"
    assert files[configuration.with_name("processes.conf")] == DEPLOY / "processes.conf"
    (port,) = nginx["ports"]
    assert f"listen {port['target']};" in (DEPLOY / "nginx.conf").read_text()

    apps = [service for name, service in compose["services"].items() if name.startswith("app")]
    (address,) = {app["environment"]["PLAYGROUND_ROOMS"] for app in apps}
    valkey = compose["services"][urlsplit(address).hostname]
    assert urlsplit(address).port == PORT
    assert "ports" not in valkey  # nobody else reaches it
    (volume,) = valkey["volumes"]
    assert (volume["type"], volume["target"]) == ("volume", "/data")  # it keeps what it has acknowledged
    assert volume["source"] in compose["volumes"]


def test_the_image_has_what_compose_builds_it_from(compose: dict[str, Any]) -> None:
    """Docker leaves out what ``.dockerignore`` does not name."""
    builds = [app["build"] for name, app in compose["services"].items() if name.startswith("app")]
    for build in builds:
        root = Path(build["context"])
        assert root == DEPLOY.parent
        assert (root / build["dockerfile"]).exists()
    kept = [line[1:] for line in (DEPLOY.parent / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    folders = {"pages", "playground"}
    requirements = {"requirements.txt", "requirements-library.txt"}
    assert {"streamlit_app.py", *requirements, ".streamlit/config.toml", *folders} == set(kept)
    assert all((DEPLOY.parent / path).exists() for path in kept)


def commands_of_valkey() -> list[list[str]]:
    """How the deployments start it."""
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    manifest = yaml.safe_load_all(MANIFEST.read_text())
    (pod,) = (part["spec"]["template"]["spec"] for part in manifest if part["kind"] == "StatefulSet")
    (container,) = pod["containers"]
    return [shlex.split(compose["services"]["valkey"]["command"]), container["args"]]


@pytest.mark.parametrize("command", commands_of_valkey(), ids=["compose", "kubernetes"])
def test_valkey_understands_how_it_is_started(command: list[str], tmp_path: Path) -> None:
    server = ValkeyServer(tmp_path, more=command[1:])
    try:
        with Valkey.from_url(server.address) as client:
            options = client.config_get("*")
    finally:
        server.kill()
    assert (options["appendonly"], options["save"], options["maxmemory-policy"]) == ("yes", "", "noeviction")
    assert 2**26 < int(options["maxmemory"]) < 2**28  # of 300 MB: the rest is for rewriting its file


def test_kubernetes_knows_every_field_of_the_manifest(
    manifest: list[dict[str, Any]], kubernetes: dict[str, Any], rooms: dict[str, Any]
) -> None:
    assert set(kubernetes) == {"Deployment", "Service", "Ingress"}
    assert set(rooms) == {"StatefulSet", "Service", "NetworkPolicy"}
    assert len(manifest) == len(kubernetes) + len(rooms)
    for part in manifest:
        kubernetes_validate.validate(part, kubernetes_validate.latest_version(), strict=True)
    text = json.dumps(kubernetes["Deployment"])
    for wrong in (text.replace("livenessProbe", "livenesProbe"), text.replace('"replicas": 4', '"replicas": "four"')):
        assert wrong != text
        with pytest.raises(kubernetes_validate.ValidationError):
            kubernetes_validate.validate(json.loads(wrong), kubernetes_validate.latest_version(), strict=True)


def test_the_parts_of_the_manifest_fit(kubernetes: dict[str, Any]) -> None:
    deployment, service, ingress = (kubernetes[kind]["spec"] for kind in ("Deployment", "Service", "Ingress"))
    labels = deployment["template"]["metadata"]["labels"]
    assert deployment["selector"]["matchLabels"].items() <= labels.items()
    assert service["selector"].items() <= labels.items()
    (container,) = deployment["template"]["spec"]["containers"]
    ports = {port["name"] for port in container["ports"]}
    for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
        assert container[probe]["httpGet"]["path"] == HEALTH
        assert container[probe]["httpGet"]["port"] in ports
    (port,) = service["ports"]
    assert port["targetPort"] in ports
    (rule,) = ingress["rules"]
    (path,) = rule["http"]["paths"]
    assert path["backend"]["service"]["name"] == kubernetes["Service"]["metadata"]["name"]
    assert path["backend"]["service"]["port"]["name"] == port["name"]
    # A visitor stays with a process, and each process has a core.
    assert kubernetes["Ingress"]["metadata"]["annotations"]["nginx.ingress.kubernetes.io/affinity"] == "cookie"
    assert container["resources"]["requests"] == container["resources"]["limits"]
    assert container["resources"]["limits"]["cpu"] == "1"


def test_the_app_finds_the_rooms_and_nobody_else_does(kubernetes: dict[str, Any], rooms: dict[str, Any]) -> None:
    app = kubernetes["Deployment"]["spec"]["template"]
    (container,) = app["spec"]["containers"]
    address = urlsplit({each["name"]: each["value"] for each in container["env"]}["PLAYGROUND_ROOMS"])
    service, store, policy = (rooms[kind]["spec"] for kind in ("Service", "StatefulSet", "NetworkPolicy"))
    assert address.hostname == rooms["Service"]["metadata"]["name"] == store["serviceName"]
    (port,) = service["ports"]
    assert address.port == port["port"] == PORT
    (valkey,) = store["template"]["spec"]["containers"]
    assert port["targetPort"] == valkey["ports"][0]["name"]
    labels = store["template"]["metadata"]["labels"]
    assert service["selector"] == policy["podSelector"]["matchLabels"] == store["selector"]["matchLabels"] == labels
    (mount,) = valkey["volumeMounts"]
    (claim,) = store["volumeClaimTemplates"]
    assert (mount["name"], mount["mountPath"]) == (claim["metadata"]["name"], "/data")
    (rule,) = policy["ingress"]
    assert rule["from"] == [{"podSelector": {"matchLabels": app["metadata"]["labels"]}}]
