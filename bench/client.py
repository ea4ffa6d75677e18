"""Asking, and what the answers cost: CPU time of the processes that answer, and how long it took."""

import http.client
import socket
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from bench.servers import Server

CLIENTS = 4


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    content: bytes


@dataclass(frozen=True)
class Cost:
    """Of one request: CPU milliseconds; and requests per second of all clients."""

    cpu_ms: float
    per_second: float


def fetch(port: int, path: str, headers: dict[str, str] | None = None) -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers={"Host": "127.0.0.1"} | (headers or {}))
    response = connection.getresponse()
    answer = Answer(response.status, dict(response.getheaders()), response.read())
    connection.close()
    return answer


def cpu_of(processes: tuple[int, ...]) -> float:
    """Seconds of all their threads, from the scheduler's own count (nanoseconds)."""
    return sum(
        int((task / "schedstat").read_text().split()[0])
        for process in processes
        for task in Path(f"/proc/{process}/task").iterdir()
    ) / 1e9  # fmt: skip


class Line:
    """A connection that is kept; bare sockets, since a client must cost less than nginx."""

    def __init__(self, port: int, path: str, headers: dict[str, str]) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), 60)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        lines = [f"GET {path} HTTP/1.1", "Host: 127.0.0.1"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        self._request = ("\r\n".join(lines) + "\r\n\r\n").encode()

    def ask(self) -> None:
        """Send the request and take the whole answer."""
        self._socket.sendall(self._request)
        received = self._socket.recv(65536)
        while b"\r\n\r\n" not in received:
            received += self._more()
        head, _, content = received.partition(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise AssertionError(head[:200])
        start = head.lower().index(b"content-length:") + len(b"content-length:")
        missing = int(head[start : start + 12].split(b"\r")[0]) - len(content)
        while missing > 0:
            missing -= len(self._more())

    def close(self) -> None:
        self._socket.close()

    def _more(self) -> bytes:
        if not (received := self._socket.recv(65536)):
            raise AssertionError("The server hung up.")
        return received


def measure(server: Server, path: str, headers: dict[str, str], number: int) -> Cost:
    """`number` requests by several clients at once."""

    def ask(_: int) -> None:
        line = Line(server.port, path, headers)
        for _ in range(number // CLIENTS):
            line.ask()
        line.close()

    begun, cpu = time.perf_counter(), cpu_of(server.processes)
    with ThreadPoolExecutor(CLIENTS) as clients:
        list(clients.map(ask, range(CLIENTS)))  # raises what failed
    total = number // CLIENTS * CLIENTS
    took = time.perf_counter() - begun
    return Cost((cpu_of(server.processes) - cpu) * 1000 / total, total / took)


def latency(port: int, path: str, headers: dict[str, str], number: int) -> list[float]:
    """Milliseconds of each of `number` requests, one after the other."""
    line, took = Line(port, path, headers), []
    for _ in range(number):
        begun = time.perf_counter()
        line.ask()
        took.append((time.perf_counter() - begun) * 1000)
    line.close()
    return took


def percentile(values: list[float], percent: int) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]
