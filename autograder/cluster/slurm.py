"""Dask workers as jobs of Slurm, by dask-jobqueue, with what grading.yml says of them."""

from __future__ import annotations

import logging
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from dask_jobqueue.slurm import SLURMCluster

from autograder.cluster.worker import GPU
from autograder.course import private
from autograder.course.config import Cluster
from autograder.errors import InfrastructureError


@contextmanager
def hired(jobs: Cluster, logs: Path) -> Iterator[SLURMCluster]:
    """A scheduler in this process, and its workers as they are started by Slurm; they end with the context.

    logs: where the jobs write. Raises InfrastructureError, in one line, where Slurm does not take them.
    """
    if shutil.which("sbatch") is None:
        raise InfrastructureError("sbatch is not found: run this where Slurm's commands are")
    private.make_folder(logs)
    gpus = [f"--gres=gpu:{jobs.gpus}"] if jobs.gpus else []
    resources = ["--resources", f"{GPU}={jobs.gpus}"] if jobs.gpus else []
    with SLURMCluster(
        cores=jobs.cores,
        processes=1,
        memory=f"{jobs.memory}B",
        walltime=_walltime(jobs.walltime),
        queue=jobs.queue,
        account=jobs.account,
        job_extra_directives=[*gpus, *jobs.extra],
        worker_extra_args=[*resources, "--no-dashboard"],
        job_name="autograder",
        log_directory=str(logs),
        python=sys.executable,
        scheduler_options={"dashboard": False, "dashboard_address": ":0"},
        silence_logs=logging.CRITICAL,
    ) as cluster:
        _try(cluster.job_script())
        cluster.scale(jobs=jobs.workers)
        yield cluster


def present(cluster: SLURMCluster) -> int:
    """How many of its workers are there."""
    assert cluster.scheduler
    return len(cluster.scheduler.workers)


def _try(script: str) -> None:
    """Asks Slurm whether it would take such a job: told later, it would be by a worker that never comes."""
    with tempfile.NamedTemporaryFile("w", suffix=".sh") as file:
        file.write(script)
        file.flush()
        done = subprocess.run(
            ["sbatch", "--test-only", file.name], capture_output=True, text=True, check=False
        )
    if done.returncode:
        said = done.stderr.strip().splitlines()
        raise InfrastructureError(
            f"Slurm does not take such a job, see `cluster` in grading.yml: {said[0] if said else 'no reason given'}"
        )


def _walltime(seconds: float) -> str:
    """As Slurm reads it: days-hours:minutes:seconds."""
    whole = timedelta(seconds=max(1, round(seconds)))
    hours, rest = divmod(whole.seconds, 3600)
    return f"{whole.days}-{hours:02}:{rest // 60:02}:{rest % 60:02}"
