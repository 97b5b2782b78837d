#!/usr/bin/env python3
"""Plays a hostile crowd against a server on this machine and watches whether it still serves others.

  benchmarks/edge.py --port 8080 --pid PID --key API_KEY --tenant TENANT [--idle 5000] [--slow 500] [--seconds 20]

Loopback only, against an instance whose limits for honest callers are off (docs/security.md). Prints a table for docs/security.md: latency of honest requests and memory of the server
before, during and after each attack."""

import argparse
import json
import resource
import select
import socket
import threading
import time
import urllib.request

arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
arguments.add_argument("--port", type=int, required=True)
arguments.add_argument("--pid", type=int, required=True)
arguments.add_argument("--key", required=True)
arguments.add_argument("--tenant", required=True)
arguments.add_argument("--idle", type=int, default=5000)
arguments.add_argument("--slow", type=int, default=500)
arguments.add_argument("--seconds", type=int, default=20)
given = arguments.parse_args()
RUN = f"/api/v1/pipelines/run/{given.tenant}/gcp/example/dryrun"


def connect():
    s = socket.create_connection(("127.0.0.1", given.port), timeout=10)
    return s


def memory():
    with open(f"/proc/{given.pid}/status") as status:
        for line in status:
            if line.startswith("VmRSS"):
                return int(line.split()[1]) // 1024


def honest(seconds):
    """An honest caller's latencies in ms: health and a tenant's quota, on fresh and kept connections."""
    took = []
    until = time.time() + seconds
    while time.time() < until:
        for path in ("/health", f"/api/v1/tenants/{given.tenant}/quota"):
            request = urllib.request.Request(f"http://127.0.0.1:{given.port}{path}", headers={"X-API-Key": given.key})
            begun = time.time()
            with urllib.request.urlopen(request, timeout=30) as answer:
                answer.read()
            took.append((time.time() - begun) * 1000)
        time.sleep(0.02)
    return sorted(took)


def row(name, took, note=""):
    p = lambda q: took[min(len(took) - 1, int(len(took) * q))]
    print(f"| {name} | {len(took)} | {p(0.5):.1f} | {p(0.99):.1f} | {took[-1]:.1f} | {memory()} | {note} |", flush=True)


def closed(sockets):
    """How many of them the server has closed."""
    gone = 0
    poll = select.poll()
    by_number = {s.fileno(): s for s in sockets}
    for number in by_number:
        poll.register(number, select.POLLIN | select.POLLHUP)
    for number, event in poll.poll(0):
        try:
            if by_number[number].recv(65536, socket.MSG_DONTWAIT) == b"":
                gone += 1
        except OSError:
            gone += 1
    return gone


def idle():
    sockets = [connect() for _ in range(given.idle)]
    took = honest(given.seconds)
    row(f"{given.idle} idle connections", took, f"{closed(sockets)} closed by then")
    for s in sockets:
        s.close()


def loris(name, beginning):
    sockets = [connect() for _ in range(given.slow)]
    for s in sockets:
        s.sendall(beginning)
    over = threading.Event()

    def drip():
        while not over.wait(1):
            for s in sockets:
                try:
                    s.send(b"x")
                except OSError:
                    pass

    thread = threading.Thread(target=drip, daemon=True)
    thread.start()
    took = honest(given.seconds)
    over.set()
    thread.join()
    row(f"{given.slow} slow {name}", took, f"{closed(sockets)} closed by then")
    for s in sockets:
        s.close()


def post(body, headers=""):
    with connect() as s:
        head = f"POST {RUN} HTTP/1.1\r\nHost: localhost\r\nX-API-Key: {given.key}\r\nConnection: close\r\nContent-Length: {len(body)}\r\n{headers}\r\n"
        try:
            s.sendall(head.encode() + body)
        except OSError:
            pass
        s.settimeout(10)
        answer = b""
        try:
            while True:
                part = s.recv(65536)
                if not part:
                    break
                answer += part
        except OSError:
            pass
        return answer[9:12].decode() or "closed"


def bodies(name, body, count, headers=""):
    statuses = {}
    took = []
    watcher = threading.Thread(target=lambda: took.extend(honest(given.seconds / 2)))
    watcher.start()
    while watcher.is_alive() and count > 0:
        status = post(body, headers)
        statuses[status] = statuses.get(status, 0) + 1
        count -= 1
    watcher.join()
    row(name, took, ", ".join(f"{n}× {status}" for status, n in sorted(statuses.items())))


resource.setrlimit(resource.RLIMIT_NOFILE, (min(20000, resource.getrlimit(resource.RLIMIT_NOFILE)[1]),) * 2)
print("| attack | honest requests | p50 ms | p99 ms | max ms | server MB | then |\n|---|---|---|---|---|---|---|")
row("none", honest(given.seconds / 2))
idle()
loris("headers", b"GET /health HTTP/1.1\r\nHost: localhost\r\nX-A: ")
loris("bodies", f"POST {RUN} HTTP/1.1\r\nHost: localhost\r\nX-API-Key: {given.key}\r\nContent-Length: 100000\r\n\r\n{{".encode())
bodies("bodies of 10 MB + 1", b" " * (10 * 1024 * 1024 + 1), 200)
bodies("JSON 100,000 levels deep", b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}", 2000)
bodies("invalid UTF-8", b'{"note":"\xc3\x28"}', 2000)
bodies("two API keys in one request", b"{}", 2000, f"X-API-Key: {given.key}\r\n")
row("none, afterwards", honest(given.seconds / 2))
