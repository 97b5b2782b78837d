"""Counts gRPC calls by method: stands between a service and an emulator that speaks without TLS.

    python3 -m pip install hpack
    python3 benchmarks/grpc_calls.py 9001=127.0.0.1:8086 9002=127.0.0.1:8085

Each LISTEN=HOST:PORT is one way. Enter prints what was counted since the last time, for each way.
"""

import collections
import socket
import sys
import threading

import hpack

PREFACE = len(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
HEADERS, CONTINUATION, PADDED, PRIORITY, END_HEADERS = 1, 9, 8, 32, 4


def exactly(sock, size):
    data = b""
    while len(data) < size:
        more = sock.recv(size - len(data))
        if not more:
            raise EOFError
        data += more
    return data


def requests(near, far, counts):
    """Passes frames on and counts the paths of requests."""
    decoder = hpack.Decoder(max_header_list_size=1 << 20)
    block = b""
    try:
        far.sendall(exactly(near, PREFACE))
        while True:
            head = exactly(near, 9)
            body = exactly(near, int.from_bytes(head[:3], "big"))
            far.sendall(head + body)
            kind, flags = head[3], head[4]
            if kind == HEADERS:
                first = (1 if flags & PADDED else 0) + (5 if flags & PRIORITY else 0)
                block = body[first : len(body) - (body[0] if flags & PADDED else 0)]
            elif kind == CONTINUATION:
                block += body
            if kind in (HEADERS, CONTINUATION) and flags & END_HEADERS:
                path = dict(decoder.decode(block)).get(":path")
                if path:
                    counts[path.rsplit("/", 1)[1]] += 1
    except (EOFError, OSError):
        pass
    finally:
        far.close()


def answers(near, far):
    try:
        while data := far.recv(65536):
            near.sendall(data)
    except OSError:
        pass
    finally:
        near.close()


def way(listen, host, port, counts):
    server = socket.create_server(("127.0.0.1", listen))
    while True:
        near, _ = server.accept()
        far = socket.create_connection((host, port))
        threading.Thread(target=requests, args=(near, far, counts), daemon=True).start()
        threading.Thread(target=answers, args=(near, far), daemon=True).start()


def main():
    counted = {}
    for argument in sys.argv[1:]:
        listen, address = argument.split("=")
        host, port = address.rsplit(":", 1)
        counts = counted[listen] = collections.Counter()
        threading.Thread(target=way, args=(int(listen), host, int(port), counts), daemon=True).start()
    for _ in sys.stdin:
        for listen, counts in counted.items():
            print(listen, dict(counts.most_common()), flush=True)
            counts.clear()


main()
