"""The server's side of the processes: start a worker, talk with it, end it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import sys
from asyncio.subprocess import DEVNULL, Process
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from diplograph.web.jobs import Reply

LOWEST = 19
COMMAND = (sys.executable, "-P", "-m")


class WorkerDiedError(Exception):
    """A worker ended instead of answering: its query took too much memory or nesting."""


@dataclass(eq=False)
class Worker:
    """A process that has a generation of the store open."""

    pid: int
    generation: str
    incoming: asyncio.StreamReader
    outgoing: asyncio.StreamWriter

    async def ask(self, job: dict[str, Any]) -> Reply:
        """Return the reply to a job."""
        self.outgoing.write(json.dumps(job).encode() + b"\n")
        return await self.reply()

    async def reply(self) -> Reply:
        """Return the next reply.

        Raises
        ------
        WorkerDiedError
            If the process ends instead.
        """
        try:
            head = json.loads(await self.incoming.readuntil())
            head["body"] = await self.incoming.readexactly(head["body"])
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            raise WorkerDiedError from error
        return Reply(**head)

    def yield_priority(self) -> None:
        """Let all other processes go first."""
        with contextlib.suppress(ProcessLookupError):
            os.setpriority(os.PRIO_PROCESS, self.pid, LOWEST)


class Nursery:
    """The process that forks workers; it is started with the first, and again if it ends.

    `module` is the one that it runs: it knows the jobs.
    """

    def __init__(self, module: str) -> None:
        self.module = module
        self.process: Process | None = None
        self.orders: socket.socket
        self.turn = asyncio.Lock()

    async def start(self, store: Path, generation: str, memory: int) -> Worker:
        """Return a new worker, ready; `memory` is in MiB.

        Raises
        ------
        WorkerDiedError
            If it cannot open the store.
        """
        ours, theirs = socket.socketpair()
        with theirs:
            order = {"store": str(store / generation), "memory": memory}
            pid = await self._order(order, [theirs.fileno()])
        incoming, outgoing = await asyncio.open_connection(sock=ours, limit=1 << 20)
        worker = Worker(pid, generation, incoming, outgoing)
        try:
            await worker.reply()
        except BaseException:
            await self.end(worker)
            raise
        return worker

    async def end(self, worker: Worker) -> None:
        """Kill a worker; its process id stays taken until the nursery lets go of it."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(worker.pid, signal.SIGKILL)
        worker.outgoing.close()
        with contextlib.suppress(OSError):
            await self._order({"end": worker.pid}, [])

    async def close(self) -> None:
        """End the nursery, and with it all workers that are left."""
        if self.process is not None:
            self.orders.close()
            await self.process.wait()

    async def _order(self, order: dict[str, Any], descriptors: list[int]) -> int:
        """Send an order and return the process id it is about."""
        async with self.turn:
            if self.process is None or self.process.returncode is not None:
                await self._begin()
            socket.send_fds(self.orders, [json.dumps(order).encode()], descriptors)
            answer = await asyncio.get_running_loop().sock_recv(self.orders, 64)
        if not answer:
            raise OSError("the process that starts workers has ended")
        return int(answer)

    async def _begin(self) -> None:
        self.orders, theirs = socket.socketpair()
        self.orders.setblocking(False)
        with theirs:
            self.process = await asyncio.create_subprocess_exec(
                *COMMAND, self.module, stdin=theirs.fileno(), stdout=DEVNULL
            )
