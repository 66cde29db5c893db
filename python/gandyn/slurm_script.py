"""The text of batch scripts for Slurm; nothing here runs, reads or writes anything.

A script runs one command and passes signals on to it: Slurm's, before the time is up or the job
is displaced, asks for a checkpoint, and the job then queues itself again where it left off.
Names that users chose are quoted for the shell, or for sbatch, which reads the ``#SBATCH`` lines.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterable, Sequence
from dataclasses import replace

from .slurm_chunks import Chunk
from .slurm_resources import Resources, sbatch_lines

__all__ = ["array_script", "collect_script", "quote", "run_script"]


def quote(text: str | os.PathLike[str]) -> str:
    r"""Return a text as one word for bash, on one line whatever it holds.

    A carriage return in a script makes sbatch refuse it, so that what cannot be printed is
    written as ``$'\r'``.
    """
    text = os.fspath(text)
    if text.isprintable():
        return shlex.quote(text)
    escaped = (
        chr(byte) if 32 <= byte < 127 and byte not in b"\\'" else f"\\x{byte:02x}"
        for byte in os.fsencode(text)
    )
    return f"$'{''.join(escaped)}'"


def run_script(
    config: Sequence[str],
    folder: str | os.PathLike[str],
    resources: Resources,
    *,
    command: Sequence[str] = ("gandyn",),
    options: Sequence[str] = (),
) -> str:
    """Return the script of one run, which goes on by itself until it is done.

    Parameters
    ----------
    config : sequence of str
        The arguments of ``gandyn run``: a file, and values in place of its own.
    folder : path-like
        Of the run.
    resources : Resources
        What a job asks for.
    command : sequence of str
        What ``gandyn`` is on the machine that runs it.
    options : sequence of str
        Further options of ``gandyn run``.
    """
    at = os.fspath(folder)
    call = ["run", f"--out={at}", *options, *_positional(config)]
    return _job(
        resources,
        sbatch_lines(resources),
        command,
        _words(call),
        _words(["requeue", *_positional([at])]),
    )


def array_script(
    sweep: str | os.PathLike[str],
    chunk: Chunk,
    points_per_task: int,
    resources: Resources,
    *,
    command: Sequence[str] = ("gandyn",),
    at_once: int | None = None,
    options: Sequence[str] = (),
) -> str:
    """Return the script of an array of tasks of a sweep.

    Parameters
    ----------
    sweep : path-like
        Folder of the sweep.
    chunk : Chunk
        The tasks.
    points_per_task : int
        Of the sweep's points, in their order.
    resources : Resources
        What a task asks for.
    command : sequence of str
        What ``gandyn`` is on the machine that runs it.
    at_once : int, optional
        Tasks that run at once; default: as many as the cluster lets.
    options : sequence of str
        Further options of ``gandyn task``.
    """
    index = '"$SLURM_ARRAY_TASK_ID"'
    if chunk.offset:
        index = f'"$((SLURM_ARRAY_TASK_ID + {chunk.offset}))"'
    which = f"--index={index} --points-per-task={points_per_task}"
    task = f"{which} {_words(_positional([os.fspath(sweep)]))}"
    call = " ".join(["task", *map(quote, options), task])
    lines = [*sbatch_lines(resources, chunk.spec(at_once)), "#SBATCH --output=%A_%a.log"]
    return _job(resources, lines, command, call, f"requeue {task}")


def collect_script(
    sweep: str | os.PathLike[str],
    table: str | os.PathLike[str],
    resources: Resources,
    *,
    command: Sequence[str] = ("gandyn",),
) -> str:
    """Return the script of the job that makes a sweep's table, once all its tasks have ended.

    Parameters
    ----------
    sweep : path-like
        Folder of the sweep.
    table : path-like
        The file to write.
    resources : Resources
        What a task of the sweep asks for: partition and account are the same.
    command : sequence of str
        As for `array_script`.
    """
    modest = replace(resources, time="00:30:00", cpus_per_task=None)
    call = ["collect", f"--to={os.fspath(table)}", *_positional([os.fspath(sweep)])]
    lines = [*sbatch_lines(modest, signal=False), "#SBATCH --output=collect-%j.log"]
    start = _start(resources, lines, command)
    return f'{start}exec "${{gandyn[@]}}" {_words(call)}\n'


def _positional(arguments: Iterable[str]) -> list[str]:
    """Return arguments such that none is taken for an option."""
    listed = list(arguments)
    return ["--", *listed] if any(argument.startswith("-") for argument in listed) else listed


def _words(words: Iterable[str]) -> str:
    return " ".join(map(quote, words))


def _start(resources: Resources, lines: Sequence[str], command: Sequence[str]) -> str:
    head = ["#!/bin/bash", *lines, "", *resources.setup, f"gandyn=({_words(command)})"]
    return "\n".join(head) + "\n"


def _job(
    resources: Resources, lines: Sequence[str], command: Sequence[str], call: str, requeue: str
) -> str:
    """Return a script that runs one call of gandyn, and after a checkpoint queues itself again."""
    start = _start(resources, lines, command)
    return start + _BODY % {"call": call, "requeue": requeue}


# The child ignores USR1 until it listens, and is told again and again until it ends: a signal can
# come before it listens. Nothing waits for it meanwhile: where a signal ends `wait` as the child
# dies, bash 5.2 has no exit code of it any more.
_BODY = """
# A signal (time nearly up, or another job goes first) asks for a checkpoint.
asked=
trap 'asked=yes' USR1 TERM
(trap '' USR1; exec "${gandyn[@]}" %(call)s) & pid=$!
while kill -0 "$pid" 2>/dev/null; do
  if [ "$asked" ]; then kill -USR1 "$pid" 2>/dev/null; fi
  sleep 1
done
wait "$pid"; code=$?

# 75: stopped with a checkpoint; above 128: the signal came before gandyn could listen.
if [ $code = 75 ] || { [ "$asked" ] && [ $code -gt 128 ]; }; then
  "${gandyn[@]}" %(requeue)s
fi
exit $code
"""
