"""The address that is opened: one, as chosen, or a refusal that says what would work."""

import os
import socket

import pytest

from tte.problems import CannotStart
from tte.supervisor import address
from tte.supervisor.redis_server import free_port


def refused(host: str, port: int) -> CannotStart:
    with pytest.raises(CannotStart) as refusal:
        address.listen(host, port)
    return refusal.value


def test_a_free_port_is_opened_at_once() -> None:
    port = free_port()
    with address.listen("127.0.0.1", port):
        socket.create_connection(("127.0.0.1", port), timeout=1).close()


def test_a_busy_port_names_its_user_and_another_port() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        problem = refused("127.0.0.1", port)
    assert f"port {port} on 127.0.0.1 is in use by" in problem.what
    if os.path.exists("/proc/net/tcp"):
        assert f"(process {os.getpid()})" in problem.what
    assert f"--port {port + 1}" in problem.next_step


@pytest.mark.parametrize("host", ["203.0.113.7", "no-such-name.invalid"])
def test_an_address_of_another_machine_is_answered_with_those_of_this_one(host: str) -> None:
    problem = refused(host, free_port())
    assert f"{host} is not an address of this machine" in problem.what
    assert "127.0.0.1" in problem.next_step


def test_requests_may_name_no_more_than_was_opened() -> None:
    assert address.allowed_hosts("127.0.0.1") == ["localhost", "127.0.0.1", "[::1]"]
    assert "192.168.1.5" in address.allowed_hosts("192.168.1.5")
    everywhere = address.allowed_hosts("0.0.0.0")
    assert set(address.own_addresses()) <= set(everywhere)
    assert "*" not in everywhere


def test_the_address_for_the_browser() -> None:
    assert address.page_address("127.0.0.1", 8000) == "http://127.0.0.1:8000"
    assert address.page_address("::1", 8000) == "http://[::1]:8000"
    assert address.page_address("0.0.0.0", 8000) == f"http://{address.own_addresses()[0]}:8000"
