"""Write the batch scripts beside this file as gandyn does; a test tells when they have drifted."""

from pathlib import Path

from gandyn.slurm_chunks import chunks
from gandyn.slurm_resources import Resources
from gandyn.slurm_script import array_script, collect_script, run_script

RUN = Resources("ring", "02:00:00", "4G", 8)
TASK = Resources("bandwidths", "02:00:00", "2G", 2, partition="short")


def scripts() -> dict[str, str]:
    """Return the scripts by file name.

    ``gandyn script ring.toml --out runs/ring --time 02:00:00 --mem 4G --cpus-per-task 8`` prints
    the first; ``gandyn sweep`` with ``--executor slurm`` submits the others: 2,500 points, five a
    task, at most 50 tasks at once.
    """
    (chunk,) = chunks(range(500), 1001)
    return {
        "run.sh": run_script(["ring.toml"], "runs/ring", RUN),
        "sweep.sh": array_script("sweeps/bandwidths", chunk, 5, TASK, at_once=50),
        "collect.sh": collect_script("sweeps/bandwidths", "bandwidths.csv", TASK),
    }


if __name__ == "__main__":
    for name, text in scripts().items():
        Path(__file__).with_name(name).write_text(text)
