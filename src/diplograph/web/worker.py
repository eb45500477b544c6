"""The processes that answer: `python -P -m diplograph.web.worker` starts workers as it is told.

It imports all that a job needs, for a worker can import nothing, and it never opens a store, so
that a worker is ready within a few hundredths of a second: a fork of this process that opens the
store for itself. (A fork of a process with an open store would share its files.) Orders come over
the Unix socket that is stdin.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import pyoxigraph as ox

from diplograph import queries
from diplograph.store import Store
from diplograph.web import jobs
from diplograph.worker import confine

Prepare = Callable[[Store], None]


def main(prepare: Prepare = lambda store: None) -> None:
    """Start and end workers until the server is gone; then end those that are left.

    `prepare` is what a worker does with its store before its first job, while it can open files.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the server, which ends us
    for name in queries.library():  # read while files can still be opened; kept in a cache
        queries.find_query(name)
    gc.freeze()
    orders, children = socket.socket(fileno=0), set[int]()
    while True:
        text, descriptors, _, _ = socket.recv_fds(orders, 1 << 16, 1)
        if not text:
            break
        order = json.loads(text)
        if descriptors:
            answer = start(orders, descriptors[0], order, prepare)
            children.add(answer)
        else:
            answer = order["end"]
            if answer in children:
                end(answer)
                children.remove(answer)
        orders.sendall(json.dumps(answer).encode())
    for child in children:
        end(child)


def start(orders: socket.socket, descriptor: int, order: dict[str, Any], prepare: Prepare) -> int:
    """Fork a worker that talks over a socket, and return its process id."""
    child = os.fork()
    if child:
        os.close(descriptor)
        return child
    try:
        orders.close()
        talk = socket.socket(fileno=descriptor)
        streams = talk.makefile("rb"), talk.makefile("wb")
        work(*streams, store=Path(order["store"]), memory=order["memory"], prepare=prepare)
    finally:
        os._exit(0)


def end(child: int) -> None:
    """Kill a worker, and let go of its process id only now."""
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def work(
    incoming: BinaryIO, outgoing: BinaryIO, *, store: Path, memory: int, prepare: Prepare
) -> None:
    """Open a generation of a store, give up what no query needs, and answer jobs one by one.

    A job is a line of JSON. A reply is a line of JSON and the bytes of its body; the first one says
    that the store is open.
    """
    opened = Store(ox.Store.read_only(str(store)), store.parent)
    prepare(opened)
    confine(memory << 20)
    send(outgoing, jobs.Reply(200))
    for line in incoming:
        job = json.loads(line)
        # The kernel ends this process even if the engine is deep in a join and the server is gone.
        signal.setitimer(signal.ITIMER_REAL, job["seconds"])
        reply = jobs.run(opened, job)
        signal.setitimer(signal.ITIMER_REAL, 0)
        send(outgoing, reply)


def send(outgoing: BinaryIO, reply: jobs.Reply) -> None:
    """Write a reply: its head as a line of JSON, then its body."""
    head = {**vars(reply), "body": len(reply.body)}
    outgoing.write(json.dumps(head).encode() + b"\n" + reply.body)
    outgoing.flush()


if __name__ == "__main__":
    main()
