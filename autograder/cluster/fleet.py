"""Which workers of a Dask cluster may grade: finds them as they come and go, and has each examined before it gets
work.
"""

from __future__ import annotations

import asyncio
import logging
import pickle
import time
import warnings
from collections import defaultdict
from collections.abc import Callable, Hashable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import uuid4

import dask
from distributed import Client, Future
from distributed.comm.addressing import get_address_host
from distributed.comm.core import connect
from distributed.security import Security
from distributed.versions import VersionMismatchWarning

from autograder.cluster import worker
from autograder.cluster.handshake import Standing, Terms, versions
from autograder.doctor.diagnosis import Diagnosis, Tell
from autograder.errors import CourseError, InfrastructureError, KitError

CONNECT_SECONDS = 10.0
LOOK_SECONDS = 1.0  # between two looks at who is there
ANSWER_SECONDS = 30.0  # for what takes no time
EXAMINATION_SECONDS = 300.0  # importing torch from a network's disk takes long


@dataclass(eq=False)
class Member:
    """A worker. standing: what it says of itself, None while it is examined. given: keys of the tasks that it has."""

    address: str
    examination: Future[Standing]
    since: float
    standing: Standing | None = None
    given: dict[Hashable, str] = field(default_factory=dict)
    """The device of each, in the order in which it works on them."""

    @property
    def may_grade(self) -> bool:
        return self.standing is not None and not self.standing.refusal

    def slots(self, device: str) -> int:
        """How many submissions it grades at a time."""
        if self.standing is None or self.standing.refusal:
            return 0
        return min(self.standing.slots, self.standing.gpus) if device == "cuda" else self.standing.slots

    def load(self, device: str) -> float:
        """How many it has for each slot."""
        all_of_it = len(self.given) / self.slots("cpu")
        mine = list(self.given.values()).count(device) / self.slots(device)
        return max(all_of_it, mine)


class Fleet:
    """The workers of one scheduler. Raises CourseError or InfrastructureError where it cannot be reached.

    warn: is told of each worker that is refused.
    """

    def __init__(self, address: str, terms: Terms, warn: Tell = lambda line: None) -> None:
        self.address = address
        self.members: dict[str, Member] = {}
        self.lost = ""
        """Why the scheduler does not answer."""
        self._terms = terms
        self._warn = warn
        self._batch = uuid4().hex
        self._looked = float("-inf")
        # When somebody was last there for a device.
        self._served: dict[str, float] = defaultdict(time.monotonic)
        self._client = _connected(address)

    @property
    def fit(self) -> list[Member]:
        return [member for member in self.members.values() if member.may_grade]

    @property
    def is_examined(self) -> bool:
        return all(member.standing for member in self.members.values())

    def look(self) -> list[Member]:
        """Brings `members` up to date; those that are gone."""
        gone = []
        if time.monotonic() - self._looked > LOOK_SECONDS:
            self._looked = time.monotonic()
            try:
                present = self._client.nthreads(callback_timeout=ANSWER_SECONDS).keys()
            except Exception as error:  # distributed's have no common base
                closed = self._client.status == "closed"  # after which it stumbles over itself
                self.lost = "the connection to it is lost" if closed else line(error)
            else:
                self.lost = ""
                gone = [self.members.pop(address) for address in self.members.keys() - present]
                for address in present - self.members.keys():
                    self.members[address] = self._examined(address)
        for member in self.members.values():
            if member.standing is None:
                self._conclude(member)
            for device in ("cpu", "cuda"):
                if not self.lost and (member.standing is None or member.slots(device)):
                    self._served[device] = time.monotonic()
        return gone

    def forget(self, member: Member) -> None:
        """The worker of this address is another process now, which has yet to be examined."""
        self.members.pop(member.address, None)

    def without(self, device: str = "cpu") -> float:
        """Seconds since there was a worker for it."""
        return time.monotonic() - self._served[device]

    def submit(
        self, member: Member, device: str, function: Callable[..., Any], *arguments: Any
    ) -> Future[Any]:
        return self._client.submit(
            function,
            self._batch,
            *arguments,
            workers=[member.address],
            allow_other_workers=False,
            resources={worker.GPU: 1} if device == "cuda" else None,
            fifo_timeout=0,
            pure=False,
        )

    def why_nobody(self, device: str = "cpu") -> str:
        """Why no worker grades."""
        if self.lost:
            return f"the scheduler {self.address} does not answer: {self.lost}"
        members, offering = [*self.members.values()], ""
        if self.fit and device == "cuda":
            members = [member for member in members if member.standing and member.standing.gpus]
            offering = f" that offers the resource {worker.GPU}"
            if not members:
                return f"no worker of {self.address} offers the resource {worker.GPU}"
        if not members:
            return f"{self.address} has no workers: start some, see docs/clusters.md"
        refusals: dict[str, list[str]] = defaultdict(list)
        for member in members:
            refusals[member.standing.refusal if member.standing else "not examined yet"].append(
                member.address
            )
        reasons = "; ".join(f"{', '.join(sorted(who))}: {refusal}" for refusal, who in refusals.items())
        return f"no worker of {self.address}{offering} may grade: {reasons}"

    def close(self) -> None:
        """Ends what the workers do for this batch."""
        with suppress(Exception):  # whatever is wrong with the cluster, nothing more is asked of it
            there = self._client.nthreads(callback_timeout=LOOK_SECONDS).keys()
            fit = [member.address for member in self.fit if member.address in there]
            self._client.run(worker.dismiss, self._batch, workers=fit, wait=False, on_error="ignore")
        with suppress(Exception):
            self._client.close(timeout=LOOK_SECONDS)

    def _examined(self, address: str) -> Member:
        terms = pickle.dumps(replace(self._terms, cuda=False)), pickle.dumps(self._terms)
        admission = worker.Admission(self._batch, versions(), *terms)
        examination = self._client.submit(
            pickle.loads,  # a worker that cannot read its task ends: one without the kit must be able to say so
            pickle.dumps(admission),
            workers=[address],
            allow_other_workers=False,
            pure=False,
        )
        return Member(address, examination, time.monotonic())

    def _conclude(self, member: Member) -> None:
        if member.examination.done():
            try:
                member.standing = member.examination.result(ANSWER_SECONDS)
            except Exception as error:  # whatever kept it from an answer keeps it from grading
                member.standing = Standing(line(error))
        elif time.monotonic() - member.since > EXAMINATION_SECONDS:
            member.standing = Standing("its examination did not end")
        if member.standing and member.standing.refusal:
            self._warn(f"{member.address} does not grade: {member.standing.refusal}")

    def diagnosis(self) -> Diagnosis:
        """The doctor's word on the worker with the fewest walls."""
        found = [
            Diagnosis.model_validate_json(member.standing.diagnosis) for member in self.fit if member.standing
        ]
        return min(found, key=lambda each: len(each.walls))


def line(error: BaseException) -> str:
    """An error's message in one line."""
    if isinstance(error, KitError):
        return str(error)
    if said := str(error).strip().partition("\n")[0]:
        return f"{type(error).__name__}: {said}"
    return line(error.__cause__) if error.__cause__ else type(error).__name__


def _connected(address: str) -> Client:
    # What the program says it says in one line; a submission may be larger than Dask thinks wise.
    for name in list(logging.root.manager.loggerDict):
        if name.partition(".")[0] == "distributed":
            logging.getLogger(name).setLevel(logging.CRITICAL)
    dask.config.set({"distributed.admin.large-graph-warning-threshold": "1 GB"})
    warnings.simplefilter("ignore", VersionMismatchWarning)  # what must be the same, each worker compares
    try:
        get_address_host(address)  # it complains of what a client would choke on
    except Exception as error:  # ValueError, and for Dask's old protocols a warning
        raise CourseError(
            f"--scheduler {address}: expected an address such as tcp://host:8786 ({line(error)})"
        ) from None
    try:
        certificates = Security().get_connection_args("client")
    except Exception as error:  # ssl's and the disk's
        raise CourseError(f"distributed.comm.tls of Dask's configuration: {line(error)}") from None
    if address.startswith("tls:") and certificates["ssl_context"] is None:
        raise CourseError(
            f"--scheduler {address}: Dask's configuration names no certificates, see docs/clusters.md"
        )
    try:
        # The connection has a limit of its own, and tells more.
        kind = asyncio.run(asyncio.wait_for(_kind(address, certificates), CONNECT_SECONDS + 1))
        if kind != "Scheduler":
            raise InfrastructureError(f"it is the address of a {kind.lower()}")
        return Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except asyncio.TimeoutError:
        reason = "what listens there does not answer as Dask does"
    except Exception as error:  # distributed's have no common base
        reason = line(error)
    raise InfrastructureError(f"the scheduler {address} cannot be reached: {reason}")


async def _kind(address: str, certificates: dict[str, Any]) -> str:
    """What answers there. A client of anything but a scheduler would wait for ever, or complain at length."""
    comm = await connect(address, timeout=CONNECT_SECONDS, **certificates)
    try:
        await comm.write({"op": "identity", "reply": True})
        identity = await comm.read()
    finally:
        comm.abort()
    return str(identity["type"])
