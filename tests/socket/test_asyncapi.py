"""The description of the live wire says what the code does, all of it and nothing else."""

from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from django.core.management import CommandError, call_command

from games import asyncapi, protocol
from games.engine import wire

DOCUMENT = Path(__file__).parents[2] / "docs" / "asyncapi.yaml"


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    return dict(yaml.safe_load(DOCUMENT.read_text(encoding="utf-8")))


def references(value: Any) -> Iterator[str]:
    """Every reference anywhere in a value."""
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for each in value.values():
            yield from references(each)
    elif isinstance(value, list):
        for each in value:
            yield from references(each)


def test_the_document_is_what_the_code_says() -> None:
    call_command("asyncapi", check=DOCUMENT)


def test_a_document_that_is_out_of_date_is_found(tmp_path: Path) -> None:
    old = tmp_path / "asyncapi.yaml"
    call_command("asyncapi", write=old)
    call_command("asyncapi", check=old)
    old.write_text(old.read_text(encoding="utf-8").replace("submit_move", "send_move"), encoding="utf-8")
    with pytest.raises(CommandError, match="--write"):
        call_command("asyncapi", check=old)


def test_without_a_file_it_goes_to_the_terminal() -> None:
    out = StringIO()
    call_command("asyncapi", stdout=out)
    assert out.getvalue() == asyncapi.text()


def test_every_kind_of_message_is_described_and_no_other(described: dict[str, Any]) -> None:
    own = {str(kind.__struct_config__.tag) for kind in (*get_args(protocol.Said), *get_args(protocol.Sent))}
    commands = {f"cmd.{kind}" for kind in wire.COMMAND_TYPES}
    frames = {f"frame.{kind}" for kind in wire.FRAME_TYPES}
    assert set(described["components"]["messages"]) == own - {"cmd", "frame"} | commands | frames
    assert set(described["channels"]["seat"]["messages"]) == set(described["components"]["messages"])


def test_every_message_is_said_or_heard(described: dict[str, Any]) -> None:
    used = [
        ref for operation in described["operations"].values() for ref in references(operation["messages"])
    ]
    assert sorted(ref.rpartition("/")[2] for ref in used) == sorted(described["components"]["messages"])


def test_every_command_names_who_may_send_it_and_has_words(described: dict[str, Any]) -> None:
    for name, message in described["components"]["messages"].items():
        assert message["summary"], name
        if name.startswith("cmd."):
            assert message["tags"], name


def test_every_reference_leads_somewhere(described: dict[str, Any]) -> None:
    for reference in set(references(described)):
        place: Any = described
        for step in reference.removeprefix("#/").split("/"):
            place = place[step]
        assert place


def test_every_schema_is_used(described: dict[str, Any]) -> None:
    used = {
        ref.rpartition("/")[2] for ref in references(described) if ref.startswith("#/components/schemas/")
    }
    assert used == set(described["components"]["schemas"])
