"""Threads: the rule that picks them, the GIL, Ctrl-C, forks."""

import os
import signal
import subprocess
import sys
import threading
import time
from typing import Any

import numpy as np
import pytest

import gandyn as gd

VARIABLES = ("OMP_NUM_THREADS", "SLURM_CPUS_PER_TASK")


@pytest.mark.parametrize(
    ("asked", "environment", "threads", "reason"),
    [
        (3, {"OMP_NUM_THREADS": "5"}, 3, "num_threads"),
        (None, {"OMP_NUM_THREADS": "5", "SLURM_CPUS_PER_TASK": "2"}, 5, "OMP_NUM_THREADS"),
        (0, {"OMP_NUM_THREADS": "5"}, 5, "OMP_NUM_THREADS"),
        (None, {"OMP_NUM_THREADS": "4,2"}, 4, "OMP_NUM_THREADS"),
        (
            None,
            {"OMP_NUM_THREADS": "nonsense", "SLURM_CPUS_PER_TASK": "2"},
            2,
            "SLURM_CPUS_PER_TASK",
        ),
        (None, {"OMP_NUM_THREADS": "0", "SLURM_CPUS_PER_TASK": "7"}, 7, "SLURM_CPUS_PER_TASK"),
    ],
)
def test_the_rule(
    asked: int | None,
    environment: dict[str, str],
    threads: int,
    reason: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for variable in VARIABLES:
        monkeypatch.delenv(variable, raising=False)
    for variable, value in environment.items():
        monkeypatch.setenv(variable, value)
    assert gd.threads.resolve(asked) == (threads, reason)


def test_without_a_request_the_allowed_processors_decide(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in VARIABLES:
        monkeypatch.delenv(variable, raising=False)
    threads, reason = gd.threads.resolve()
    assert 1 <= threads <= len(os.sched_getaffinity(0))
    assert "processors" in reason or "quota" in reason


def long_run(kept: Any = gd.History(tolerance=1e-3), **options: Any) -> gd.Trajectory:  # noqa: B008
    """A run of half an hour or of many hours: 20,000 particles, a million steps."""
    rng = np.random.default_rng(0)
    targets = rng.normal(size=(20_000, 2))
    game = gd.KernelGAN(targets, kernel=gd.Gaussian(0.5), discriminator=kept)
    return gd.simulate(
        game,
        gd.AltGD(),
        rates=gd.Rates(0.1, 0.1),
        num_steps=10**6,
        initial=gd.initial.normal(20_000),
        save_every=10**6,
        **options,
    )


def interrupt_after(seconds: float) -> threading.Timer:
    timer = threading.Timer(seconds, lambda: os.kill(os.getpid(), signal.SIGINT))
    timer.start()
    return timer


@pytest.mark.parametrize("kept", [gd.History(tolerance=1e-3), gd.Mesh(1e-6)], ids=repr)
@pytest.mark.parametrize("progress", [None, lambda step, num_steps: None])
def test_ctrl_c_gives_back_the_part_done(progress: Any, kept: Any) -> None:
    interrupt_after(1.0)
    run = long_run(kept, progress=progress)
    assert run.status is gd.Status.stopped
    assert run.state.step == run.final.step == run.stats.num_steps
    np.testing.assert_array_equal(run.final.particles, run.state.particles)
    again = gd.simulate(
        run.game,
        run.method,
        rates=run.rates,
        num_steps=run.state.step,
        initial=gd.initial.normal(20_000),
        save_every=10**6,
    )
    np.testing.assert_array_equal(again.final.particles, run.final.particles)


def test_ctrl_c_ends_a_sum() -> None:
    points = np.random.default_rng(0).normal(size=(400_000, 3))
    interrupt_after(0.5)
    with pytest.raises(KeyboardInterrupt):
        gd.kernel_sum(gd.Gaussian(1.0), points, points, np.ones(len(points)), method="direct")


def test_another_signal_handlers_exception_passes_through() -> None:
    class Timeout(Exception):
        pass

    def handler(*_: object) -> None:
        raise Timeout

    previous = signal.signal(signal.SIGALRM, handler)
    signal.setitimer(signal.ITIMER_REAL, 0.5)
    try:
        with pytest.raises(Timeout):
            long_run()
    finally:
        signal.signal(signal.SIGALRM, previous)


def test_an_error_of_the_progress_callback_passes_through() -> None:
    def progress(step: int, num_steps: int) -> None:
        raise RuntimeError("from the callback")

    with pytest.raises(RuntimeError, match="from the callback"):
        long_run(progress=progress)


def test_progress_counts_up_to_the_end() -> None:
    seen: list[tuple[int, int]] = []
    game = gd.KernelGAN(np.zeros((1, 2)))
    run = gd.simulate(
        game,
        gd.SimGD(),
        rates=gd.Rates(0.1, 0.1),
        num_steps=2000,
        initial=gd.initial.normal(30),
        save_every=100,
        progress=lambda step, num_steps: seen.append((step, num_steps)),
    )
    assert run.status is gd.Status.max_steps
    assert seen[-1] == (2000, 2000)
    steps = [step for step, _ in seen]
    assert steps == sorted(steps)


def test_other_python_threads_go_on_during_a_run() -> None:
    """The GIL is free: a counter advances while the main thread is inside one call."""
    count, stop = 0, threading.Event()

    def counter() -> None:
        nonlocal count
        while not stop.is_set():
            count += 1
            time.sleep(0.001)

    thread = threading.Thread(target=counter)
    points = np.random.default_rng(0).normal(size=(60_000, 2))
    thread.start()
    before = count
    ones = np.ones(len(points))
    gd.kernel_sum(gd.Gaussian(1.0), points, points, ones, num_threads=1, method="direct")
    during = count - before
    stop.set()
    thread.join()
    assert during > 20


def test_threads_that_call_at_once_get_the_same_bits() -> None:
    points = np.random.default_rng(0).normal(size=(3000, 2))
    weights = np.random.default_rng(1).normal(size=3000)
    expected = gd.kernel_sum_gradient(gd.Matern52(0.7), points, points, weights, num_threads=1)
    results: list[Any] = []

    def call() -> None:
        for _ in range(10):
            results.append(gd.kernel_sum_gradient(gd.Matern52(0.7), points, points, weights, 2))

    threads = [threading.Thread(target=call) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 40
    for result in results:
        np.testing.assert_array_equal(result, expected)


FORK = """
import os, signal
import numpy as np
import gandyn as gd
points = np.random.default_rng(0).normal(size=(3000, 2))
ones = np.ones(3000)
before = gd.kernel_sum(gd.Gaussian(1.0), points, points, ones, num_threads=2, method="direct")
pid = os.fork()
if pid == 0:
    signal.alarm(60)  # a hang becomes a death by signal
    after = gd.kernel_sum(gd.Gaussian(1.0), points, points, ones, num_threads=2, method="direct")
    os._exit(0 if np.array_equal(before, after) and gd.threads.resolve(2)[0] == 1 else 1)
raise SystemExit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
"""


def test_a_forked_child_computes_serially_instead_of_hanging() -> None:
    assert subprocess.run([sys.executable, "-c", FORK]).returncode == 0


@pytest.mark.parametrize("isa", ["baseline", "x86-64-v3"])
def test_every_instruction_set_gives_the_same_numbers(isa: str) -> None:
    """To a few units in the last place: only the fusing of products and sums may differ."""
    script = (
        "import sys, numpy as np, gandyn as gd\n"
        "rng = np.random.default_rng(0)\n"
        "x, w = rng.normal(size=(500, 2)), rng.normal(size=500)\n"
        "out = [gd.kernel_sum_gradient(k(), x, x, w) for k in gd.kernels.KERNELS.values()]\n"
        "sys.stdout.buffer.write(gd._core.instruction_set().encode().ljust(16))\n"
        "sys.stdout.buffer.write(np.array(out).tobytes())\n"
    )
    outputs = []
    for environment in ({}, {"GANDYN_ISA": isa}):
        done = subprocess.run(
            [sys.executable, "-c", script], env=os.environ | environment, stdout=subprocess.PIPE
        )
        assert done.returncode == 0
        outputs.append((done.stdout[:16].decode().strip(), np.frombuffer(done.stdout[16:])))
    (best, expected), (used, got) = outputs
    assert used == isa or best == used == "baseline"
    np.testing.assert_allclose(got, expected, rtol=0, atol=1e-13 * 500)


def test_an_unknown_instruction_set_is_refused() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import gandyn as gd; gd._core.instruction_set()"],
        env=os.environ | {"GANDYN_ISA": "x86-64-v9"},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert done.returncode != 0
    assert "GANDYN_ISA must be" in done.stderr
