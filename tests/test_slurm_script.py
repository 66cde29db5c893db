"""Batch scripts: whatever a name holds, what is run is what was meant; tasks and arrays add up."""

import json
import os
import random
import runpy
import signal
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gandyn.cli import app
from gandyn.slurm_chunks import Chunk, chunks, points_per_task, ranges
from gandyn.slurm_requeue import LIMIT, job_name, judge
from gandyn.slurm_resources import Resources, enough, sbatch_lines
from gandyn.slurm_script import array_script, collect_script, quote, run_script

PIECES = [
    "'", '"', "\\", "`touch HIT`", "$(touch HIT)", "; touch HIT;", "\n", "\r\n", "\t", "$HOME",
    "#SBATCH --x", "\n#SBATCH --wrap=x\n", " ", "--", "-x", "~", "*", "?", "{a,b}", "!", "!!", "&",
    "|", ">HIT", "<", "(", ")", "%j", "%%", "=", "é", "日本", "\x07", "\x1b[0m", "\udcff", "a",
    "b/c", "'; touch HIT; '", '"; touch HIT; "', "$'", "\\n", "\\'", "EOF", "\u2028", "\x7f",
    "%(requeue)s", "{call}",
]  # fmt: skip


def nasty(count: int) -> list[str]:
    rng = random.Random(7)
    return ["".join(rng.choices(PIECES, k=rng.randint(1, 6))) for _ in range(count)]


def words(script: str, folder: Path) -> list[str]:
    """What the script calls gandyn with, by bash itself; nothing else may come of it."""
    file = folder / "job.sh"
    file.write_bytes(script.encode())  # always text that can be sent and read
    subprocess.run(["bash", "-n", file], check=True)
    impatient = {"BASH_FUNC_sleep%%": "() { command sleep 0.01; }"}
    environment = {"PATH": os.environ["PATH"], "SLURM_ARRAY_TASK_ID": "3", **impatient}
    done = subprocess.run(["bash", file], cwd=folder, env=environment, capture_output=True)
    assert (done.returncode, done.stderr) == (0, b"")
    file.unlink()
    assert not list(folder.iterdir())
    return [os.fsdecode(word) for word in done.stdout.split(b"\0")[:-1]]


def directives(script: str) -> list[str]:
    """The options that sbatch reads, by the rules of its own source; a real one is asked too."""
    found = []
    for line in script.split("\n"):
        if line and not line.startswith("#"):
            break
        assert "\r" not in line
        if line.startswith("#SBATCH"):
            word, quotes, characters = "", "", iter(line.removeprefix("#SBATCH").lstrip())
            for character in characters:
                if character == "\\":
                    word += next(characters)
                elif character == quotes:
                    quotes = ""
                elif not quotes and character in "\"'":
                    quotes = character
                else:
                    assert quotes or not character.isspace()
                    word += character
            assert not quotes
            found.append(word)
    return found


def test_a_thousand_nasty_names_are_themselves(tmp_path: Path) -> None:
    stub = ["/usr/bin/printf", r"%s\0"]
    names = nasty(1000)
    for start in range(0, 1000, 20):
        job, folder, *config = names[start : start + 20]
        resources = Resources(job_name=job)
        script = run_script(config, folder, resources, command=stub)
        given = words(script, tmp_path)
        separator = ["--"] if any(word.startswith("-") for word in config) else []
        assert given == ["run", f"--out={folder}", *separator, *config]
        shown = "".join(x if x.isprintable() else "_" for x in job)
        assert f"--job-name={shown}" in directives(script)
    for folder, table in zip(names[:20:2], names[1:20:2], strict=True):
        script = array_script(folder, Chunk(40, (0, 3)), 5, Resources(), command=stub)
        separator = ["--"] if folder.startswith("-") else []
        expected = ["--index=43", "--points-per-task=5", *separator, folder]
        assert words(script, tmp_path) == ["task", *expected]
        assert "--array=0,3" in directives(script)
        script = collect_script(folder, table, Resources(), command=stub)
        assert words(script, tmp_path) == ["collect", f"--to={table}", *separator, folder]


# Listens after some seconds, and ends with a code when it is told to.
GANDYN = r"""
import os, signal, sys, time
if sys.argv[1] == "requeue":
    print(*sys.argv[1:]); sys.exit()
late, code = float(sys.argv[-2]), int(sys.argv[-1])
print("born", flush=True)
time.sleep(late)
for name in ("SIGUSR1", "SIGTERM"):
    signal.signal(getattr(signal, name), lambda *_: os._exit(code))
print("ready", flush=True)
time.sleep(20); os._exit(9)
"""


def test_a_signal_reaches_gandyn_also_before_it_listens(tmp_path: Path) -> None:
    (tmp_path / "stub.py").write_text(GANDYN)
    told = [(os.kill, "SIGUSR1", 75), (os.kill, "SIGTERM", 75), (os.kill, "SIGUSR1", 70)]
    cases = [(late, *how) for late in (0.0, 0.7) for how in told]
    # Slurm may tell all processes of a job at once, and the child ends while its parent listens.
    cases += [(0.0, os.killpg, "SIGTERM", code) for code in (75, 75, 75, 70)]
    with ExitStack() as stack:
        jobs = []
        for late, _, _, code in cases:
            config, command = [str(late), str(code)], [sys.executable, "-S", "stub.py"]
            script = run_script(config, "runs/a b", Resources(), command=command)
            program = ["bash", "-c", script]
            jobs.append(
                stack.enter_context(
                    subprocess.Popen(
                        program,
                        cwd=tmp_path,
                        stdout=subprocess.PIPE,
                        stderr=subprocess.DEVNULL,
                        text=True,
                        start_new_session=True,
                    )
                )
            )
        for job, (late, tell, name, _) in zip(jobs, cases, strict=True):
            assert job.stdout is not None and job.stdout.readline() == "born\n"
            if not late:
                assert job.stdout.readline() == "ready\n"
            tell(job.pid, getattr(signal, name))
        for job, (*_, code) in zip(jobs, cases, strict=True):
            assert job.stdout is not None
            # A run that diverged in the meantime is no reason to begin again.
            assert ("requeue runs/a b" in job.stdout.read()) == (code == 75)
            assert job.wait(10) == code


def test_what_is_asked_for_is_checked_at_entry() -> None:
    seconds = {
        "30": 1800, "90:15": 5415, "02:00:00": 7200, "1-12": 129600, "2-1:30": 178200,
        "0-0:0:59": 59,
    }  # fmt: skip
    for time, expected in seconds.items():
        assert Resources(time=time).seconds == expected
    for bad in ["", "1h", "-5", "1:2:3:4", "00:00:00", "1-", "30\n"]:
        with pytest.raises(ValueError, match="time must"):
            Resources(time=bad)
    for wrong, words in [
        ({"memory": "4 G"}, "mem must be a size"),
        ({"cpus_per_task": 0}, "cpus-per-task must be at least 1"),
        ({"partition": "a\nb"}, "partition must be"),
        ({"account": ""}, "account must be"),
        ({"directives": ["qos=long"]}, "begin with '-'"),
        ({"directives": ["--qos=long\n--x"]}, "begin with '-'"),
    ]:
        with pytest.raises(ValueError, match=words):
            Resources(**wrong)  # type: ignore[arg-type]
    everything = Resources(
        "a name", "10", "4G", 2, "fast", "lab", ["--qos=long"], ["module load gcc"]
    )
    assert directives("\n".join(sbatch_lines(everything, "0-3%2"))) == [
        "--job-name=a name", "--array=0-3%2", "--time=10", "--mem=4G", "--cpus-per-task=2",
        "--partition=fast", "--account=lab", "--requeue", "--open-mode=append",
        "--signal=B:USR1@120", "--qos=long",
    ]  # fmt: skip
    assert "\nmodule load gcc\n" in run_script(["a.toml"], "a", everything)
    # A job of a minute is told half a minute before its end.
    assert "#SBATCH --signal=B:USR1@30" in sbatch_lines(Resources(time="1"))
    assert quote("plain") == "plain" and quote("a\rb") == r"$'a\x0db'"


def test_an_estimate_becomes_lines_with_something_to_spare() -> None:
    short = enough(3.0, 1e6, 2)
    assert (short.time, short.memory, short.cpus_per_task) == ("00:10:00", "200M", 2)
    long = enough(1e9, 4e9, 16)
    assert (long.time, long.memory) == ("24:00:00", "5000M")
    assert enough(3600, 0, 1).seconds == 7200


def gandyn(*arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, list(arguments))
    assert result.exit_code == code, (result.output, result.exception)
    return result.output


def test_the_command_prints_what_bash_and_sbatch_can_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("ring.toml").write_text('targets = {shape = "ring"}\nnum_particles = 20\n')
    text = gandyn("script", "ring.toml", "num_steps=9", "--time", "30", "--sbatch=--qos=b")
    subprocess.run(["bash", "-n"], input=text, text=True, check=True)
    first, last = ["--job-name=ring", "--time=30", "--mem=200M", "--cpus-per-task=1"], ["--qos=b"]
    assert directives(text)[:4] == first and directives(text)[-1:] == last
    assert " run --out=runs/ring ring.toml num_steps=9)" in text and " requeue runs/ring\n" in text
    assert "time must be as Slurm" in gandyn("script", "ring.toml", "--time=1h", code=2)
    assert "num_steps" in gandyn("script", "ring.toml", "num_steps=-1", code=65)
    assert "not in a job of Slurm" in gandyn("requeue", "runs/ring")


def test_a_sweep_becomes_arrays_and_a_job_that_collects(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    sweep = "sweep = {grid = {seed = [0, 1, 2, 3, 4]}}"
    Path("a.toml").write_text(f'targets = {{shape = "ring"}}\nnum_particles = 20\n{sweep}\n')
    call = ["sweep", "a.toml", "--executor=slurm", "--points-per-task=2", "--max-array=2"]
    text = gandyn(*call, "--dry-run", "--workers=1", "--threads=3", "--collect=b.csv", "--mem=1G")
    scripts = [f"#!/bin/bash\n{part}" for part in text.split("#!/bin/bash\n")[1:]]
    arrays = [x for script in scripts for x in directives(script) if x.startswith("--array")]
    assert arrays == ["--array=0-1%1", "--array=0%1"]
    assert 'task --index="$((SLURM_ARRAY_TASK_ID + 2))" --points-per-task=2' in scripts[1]
    assert "afterany:<array-1.sh>:<array-2.sh>" in scripts[2] and "--to=" in scripts[2]
    assert {"--mem=1G", "--cpus-per-task=3", "--time=00:10:00"} <= set(directives(scripts[0]))
    assert "sbatch: no such command" in gandyn(*call, code=74)
    assert "must be slurm where it is told" in gandyn("sweep", "a.toml", "--mem=1G", code=2)
    assert "1 tasks of up to 5 points" in gandyn("estimate", "a.toml")


def test_the_examples_are_what_gandyn_writes() -> None:
    folder = Path(__file__).parents[1] / "examples" / "slurm"
    written = runpy.run_path(str(folder / "write.py"))["scripts"]()
    for name, text in written.items():
        assert (folder / name).read_text() == text, "python examples/slurm/write.py writes it anew"
    assert written.keys() == {path.name for path in folder.glob("*.sh")}


# Tasks and arrays --------------------------------------------------------------------------------


def test_every_task_is_in_one_array_that_slurm_accepts() -> None:
    rng = random.Random(3)
    cases = [([], 5), (range(1), 1), (range(2500), 1001), (range(7), 1)]
    cases += [(rng.sample(range(200), rng.randint(0, 200)), rng.randint(1, 60)) for _ in range(300)]
    for tasks, limit in cases:
        made = chunks(tasks, limit)
        everything = [chunk.offset + index for chunk in made for index in chunk.indices]
        assert everything == sorted(tasks)
        assert all(0 <= index < limit for chunk in made for index in chunk.indices)
        for chunk in made:  # by brute force, what the text says
            spelled: list[int] = []
            for part in chunk.spec().split(","):
                first, _, last = part.partition("-")
                spelled += range(int(first), int(last or first) + 1)
            assert tuple(spelled) == chunk.indices
        if list(tasks) == list(range(len(tasks))):
            assert len(made) == -(-len(tasks) // limit)
    assert [chunk.spec(10) for chunk in chunks(range(2500), 1001)] == [
        "0-1000%10", "0-1000%10", "0-497%10",
    ]  # fmt: skip
    assert ranges([0, 1, 3, 7, 8, 9]) == "0-1,3,7-9"
    with pytest.raises(ValueError, match="max_array must be at least 1"):
        chunks([1], 0)


def test_tasks_take_five_to_thirty_minutes() -> None:
    rng = random.Random(5)
    for _ in range(2000):
        count, seconds = rng.randint(1, 5000), 10 ** rng.uniform(-3, 5)
        points = points_per_task(count, seconds)
        assert 1 <= points <= count
        if points > 1:
            assert points * seconds <= 1800
        if points < count:
            assert points * seconds >= 300
    assert points_per_task(0, 1.0) == 1
    assert points_per_task(100, 0.1) == 100 and points_per_task(100, 0.1, workers=8) == 13
    assert points_per_task(5, 0.1, workers=8) == 1
    assert points_per_task(100, 60.0, target=300.0) == 5


# Queueing again ----------------------------------------------------------------------------------


def test_a_job_that_comes_no_further_is_not_queued_for_ever(tmp_path: Path) -> None:
    record = tmp_path / "requeue.json"
    same = [judge(record, "7", n, "step 5") for n in range(LIMIT + 2)]
    assert [verdict.again for verdict in same] == [True] * LIMIT + [False, False]
    assert "came no further in 3 attempts: at step 5" in same[-1].reason
    assert judge(record, "7", 9, "step 6").again  # however often it was displaced before
    assert json.loads(record.read_text())["progress"] == "step 6"
    assert all(judge(record, "7", n, f"step {n}").again for n in range(50))
    assert judge(record, "8", 0, "step 49").again  # another job starts afresh
    record.write_bytes(b"\0nonsense")
    assert judge(record, "7", 9, "step 5").again
    # Where nothing can be noted, the restarts are counted.
    nowhere = tmp_path / "gone" / "requeue.json"
    assert [judge(nowhere, "7", n, "x").again for n in (0, 2, 3)] == [True, True, False]


def test_a_task_of_an_array_is_not_the_whole_array() -> None:
    inside = {"SLURM_JOB_ID": "12", "SLURM_ARRAY_JOB_ID": "12", "SLURM_ARRAY_TASK_ID": "4"}
    assert job_name(inside) == "12_4"
    assert job_name({"SLURM_JOB_ID": "9"}) == "9"
    assert job_name({}) is None
