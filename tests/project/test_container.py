"""The container files: no secret has a default, every role is there, the image holds what it needs."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tte.command_line import parser

ROOT = Path(__file__).resolve().parents[2]
COMPOSE_TEXT = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load(COMPOSE_TEXT)
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if service["image"] == "tte:local"}


def test_every_role_runs() -> None:
    assert set(OURS) == {"web", "worker-timers", "worker-slow", "beat", "migrate"}
    assert set(SERVICES) - set(OURS) == {"postgres", "redis"}


@pytest.mark.parametrize("name", sorted(OURS))
def test_each_role_is_a_command_that_exists(name: str) -> None:
    words = OURS[name]["command"]
    if words[0] != "manage":
        parser().parse_args(words)


@pytest.mark.parametrize("name", ["SECRET_KEY", "POSTGRES_PASSWORD", "REDIS_PASSWORD", "TTE_ALLOWED_HOSTS"])
def test_compose_refuses_to_start_without(name: str) -> None:
    uses = re.findall(rf"\$\{{{name}[^}}]*\}}", COMPOSE_TEXT)
    assert uses
    assert all(use.startswith(f"${{{name}:?") for use in uses), uses


def test_the_example_names_what_is_required_and_gives_none_of_it() -> None:
    required = set(re.findall(r"\$\{(\w+):\?", COMPOSE_TEXT))
    given = dict(re.findall(r"(?m)^(\w+)=(.*)$", (ROOT / ".env.example").read_text(encoding="utf-8")))
    assert required <= set(given)
    assert {name: given[name] for name in required if given[name]} == {}


def test_everything_is_healthy_before_it_is_used() -> None:
    for name, service in SERVICES.items():
        assert service.get("healthcheck") or name == "web", name
    waits = OURS["web"]["depends_on"]
    assert waits["postgres"]["condition"] == waits["redis"]["condition"] == "service_healthy"
    assert waits["migrate"]["condition"] == "service_completed_successfully"


def test_only_the_web_process_is_published_and_only_to_this_machine() -> None:
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert published == {"web": ["${TTE_BIND:-127.0.0.1}:${TTE_PORT:-8000}:8000"]}


def test_the_image_runs_as_nobody_in_particular() -> None:
    build, final = (ROOT / "Dockerfile").read_text(encoding="utf-8").split("\nFROM ")[1:]
    assert "--require-hashes" in build
    assert re.findall(r"(?m)^USER (\S+)", final) == ["tte"]
    assert "HEALTHCHECK" in final


def test_what_the_image_copies_is_let_through() -> None:
    let_through = set(re.findall(r"(?m)^!(\S+)$", (ROOT / ".dockerignore").read_text(encoding="utf-8")))
    copied = set(re.findall(r"(?m)^COPY (?!--from)(\S+)", (ROOT / "Dockerfile").read_text(encoding="utf-8")))
    assert copied == let_through
    assert all((ROOT / name).exists() for name in copied)
