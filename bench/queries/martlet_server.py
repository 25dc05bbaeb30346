"""A Martlet server of its own, and a client that costs as little as a client in Python can."""

import json
import os
import socket
import subprocess
import time

TICKS = os.sysconf("SC_CLK_TCK")


class Server:
    """`martlet serve` on a free port of the loopback interface, until the end of the `with`."""

    def __init__(self, binary, data, log):
        self._log = open(log, "ab")
        self._process = subprocess.Popen(
            [binary, "serve", "--data", str(data), "--http", "127.0.0.1:0", "--log-level", "warning"],
            stdout=subprocess.PIPE, stderr=self._log, text=True,
        )
        line = self._process.stdout.readline()
        if not line.startswith("listening on "):
            self.stop()
            raise RuntimeError(f"the server did not start, see {log}")
        self.url = line.split()[-1]
        self.pid = self._process.pid
        host, port = self.url.removeprefix("http://").split(":")
        self.client = Client(host, int(port))
        self._await_health()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        self._process.terminate()
        self._process.wait(60)
        self._log.close()

    def _await_health(self):
        while self.client.request("GET", "/health")[0] != 200:
            time.sleep(0.1)

    def cpu_seconds(self):
        """What the server has computed so far, of all threads."""
        with open(f"/proc/{self.pid}/stat", encoding="ascii") as file:
            fields = file.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def resident_bytes(self):
        with open(f"/proc/{self.pid}/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


class Client:
    """One connection. `http.client` takes longer over a small answer than the server does."""

    def __init__(self, host, port):
        self._host = host
        self._socket = socket.create_connection((host, port), timeout=600)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def request(self, method, path, body=b""):
        """Status and body of the answer."""
        return self.exchange(self.packet(method, path, body))

    def packet(self, method, path, body):
        head = f"{method} {path} HTTP/1.1\r\nHost: {self._host}\r\nContent-Length: {len(body)}\r\n"
        return (head + "Content-Type: application/json\r\n\r\n").encode() + body

    def exchange(self, packet):
        self._socket.sendall(packet)
        received = self._receive()
        while (end := received.find(b"\r\n\r\n")) < 0:
            received += self._receive()
        head = received[:end].lower()
        start = head.find(b"content-length:")
        if start < 0:
            raise RuntimeError(f"an answer without length: {head!r}")
        length = int(head[start + 15 :].split(b"\r\n", 1)[0])
        parts = [received[end + 4 :]]
        missing = length - len(parts[0])
        while missing > 0:
            parts.append(self._receive())
            missing -= len(parts[-1])
        return int(head.split(b" ", 2)[1]), b"".join(parts)

    def _receive(self):
        data = self._socket.recv(1 << 20)
        if not data:
            raise RuntimeError("the server closed the connection")
        return data

    def ask(self, method, path, body=b""):
        """The JSON of an answer that is no error."""
        status, answer = self.request(method, path, body)
        if status >= 300:
            raise RuntimeError(f"{method} {path}: {status} {answer[:2000].decode()}")
        return json.loads(answer)

    def query(self, sql):
        """The rows of a result."""
        return rows_of(sql, self.ask("POST", "/query/sql", query_body(sql)))


def query_body(sql):
    return json.dumps({"sql": sql}).encode()


def rows_of(sql, answer):
    if answer["exceptions"]:
        raise RuntimeError(f"{sql}\n{answer['exceptions']}")
    return answer["resultTable"]["rows"]
