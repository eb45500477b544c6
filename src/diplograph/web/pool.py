"""A pool of worker processes: short queries never wait behind long ones, and each can be killed.

A query that runs longer than `quick` loses its priority and takes one of the places for long
queries; its worker ends with it, since a process cannot raise its own priority again.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.exceptions import HTTPException

from diplograph.errors import NotFoundError, SourceError
from diplograph.store import generation_of
from diplograph.web.jobs import Reply
from diplograph.web.nursery import Nursery, Worker, WorkerDiedError

SLACK = 1.0  # a quick query on a busy machine is not taken for a long one too many
WORKER = "diplograph.web.worker"
PATIENCE = 10.0
PAUSES = (0.1, 0.5, 2, 5)  # seconds between attempts to start a worker
GRACE = 2.0  # a worker ends itself this long after a deadline that the server missed


@dataclass(frozen=True)
class Limits:
    """What queries may take: `timeout` in seconds, `memory` in MiB each, `result` in bytes.

    `long` queries may run at once beyond `quick` seconds, `spare` workers stay for quick ones, and
    `waiting` requests may wait for a worker.
    """

    timeout: float = 30.0
    memory: int = 512
    result: int = 32 << 20
    quick: float = 0.25
    long: int = 8
    spare: int = 10
    waiting: int = 64


class Pool:
    """The workers of a store; `answer` is safe for any number of requests at once."""

    def __init__(self, store: Path, limits: Limits, module: str = WORKER) -> None:
        self.store, self.limits = store, limits
        self.free: asyncio.Queue[Worker] = asyncio.Queue()
        self.waiting = self.long = 0
        self.nursery = Nursery(module)
        self.tasks: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """Start the workers: return when the first is ready, the rest follow."""
        await self._start()
        for _ in range(self.limits.long + self.limits.spare - 1):
            self._later(self._start_at_last())

    async def close(self) -> None:
        """End all workers and wait until they are gone."""
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        await self.nursery.close()

    async def answer(self, job: dict[str, Any]) -> Reply:
        """Return the reply of a worker.

        Raises
        ------
        HTTPException
            503 if too many requests wait, 429 if too many long queries run, 504 if the query is
            stopped at its deadline, 507 if it ended its worker by memory or nesting.
        """
        worker = await self._take()
        seconds = self.limits.timeout + GRACE
        job = {"seconds": seconds, "largest": self.limits.result, **job}
        talk = asyncio.ensure_future(worker.ask(job))
        quick = min(self.limits.quick, self.limits.timeout)
        healthy = False
        try:
            done, _ = await asyncio.wait({talk}, timeout=quick)
            if not done:
                await self._run_long(worker, talk, self.limits.timeout - quick)
            reply = talk.result()
            healthy = bool(done)
            return reply
        except WorkerDiedError as error:
            detail = "the query needs more memory or nesting than it may have; make it smaller"
            raise HTTPException(507, detail) from error
        finally:
            talk.cancel()
            if healthy:
                self.free.put_nowait(worker)
            else:
                self._later(self._replace(worker))

    async def _run_long(self, worker: Worker, talk: asyncio.Future[Reply], rest: float) -> None:
        """Wait for a long query at low priority until its deadline."""
        worker.yield_priority()
        if self.long >= self.limits.long and (await asyncio.wait({talk}, timeout=SLACK))[0]:
            return
        if self.long >= self.limits.long:
            raise HTTPException(
                429, f"{self.long} long queries run already; try again", {"Retry-After": "5"}
            )
        self.long += 1
        try:
            if not (await asyncio.wait({talk}, timeout=rest))[0]:
                limit = f"{self.limits.timeout:g} s"
                raise HTTPException(504, f"the query was stopped after {limit}; ask for less")
        finally:
            self.long -= 1

    async def _take(self) -> Worker:
        """Return a free worker that has the newest generation open."""
        if self.waiting >= self.limits.waiting:
            raise HTTPException(503, "too many queries wait; try again", {"Retry-After": "2"})
        self.waiting += 1
        try:
            async with asyncio.timeout(PATIENCE):
                while True:
                    worker = await self.free.get()
                    if worker.generation == self._newest(worker.generation):
                        return worker
                    self._later(self._replace(worker))
        except TimeoutError as error:
            detail = f"no worker came free in {PATIENCE:g} s; try again"
            raise HTTPException(503, detail, {"Retry-After": "5"}) from error
        finally:
            self.waiting -= 1

    def _newest(self, known: str) -> str:
        """Return the generation in force, or the one known where the store's folder is gone."""
        try:
            return generation_of(self.store)
        except (NotFoundError, SourceError):
            return known

    def _later(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.ensure_future(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def _replace(self, worker: Worker) -> None:
        await self.nursery.end(worker)
        await self._start_at_last()

    async def _start_at_last(self) -> None:
        while True:
            with contextlib.suppress(SourceError):
                return await self._start()

    async def _start(self) -> None:
        """Start a worker; try a few times, for the store may be in the middle of a rebuild."""
        for pause in PAUSES:
            try:
                generation = generation_of(self.store)
                worker = await self.nursery.start(self.store, generation, self.limits.memory)
            except (OSError, WorkerDiedError, NotFoundError, SourceError):
                await asyncio.sleep(pause)
            else:
                self.free.put_nowait(worker)
                return
        raise SourceError([f"{self.store}: no worker can open it; build it again"])
