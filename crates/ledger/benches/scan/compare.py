"""Asks a ledger the same questions with genai-otel-ledger and with DuckDB, one thread each, and compares answers and CPU time.

Usage: compare.py PROGRAM FILE [QUESTION...]. PROGRAM is the bench `scan`, which starts this. Named questions are asked of ours
only, with all cores. Needs the PyPI package `duckdb`.
CPU time is user and system time of a child process (`wait4`). Of DuckDB's only what the question takes is counted, not the
start of Python; of ours the whole process.
"""

import importlib.metadata
import importlib.util
import json
import os
import statistics
import subprocess
import sys
import tempfile

ROUNDS = int(os.environ.get("ROUNDS", "5"))
# Name, what is grouped by, what is filtered by, whether with p99.
QUESTIONS = [
    ("model", "model", None, False),
    ("model-p99", "model", None, True),
    ("user", "user_id", None, False),
    ("user-p99", "user_id", None, True),
    ("session", "session_id", None, False),
    ("one-user", "model", "user_id = 'user-7'", False),
    (
        "one-day",
        "model",
        "timestamp >= '2026-11-10T00:00:00' and timestamp < '2026-11-11T00:00:00'",
        False,
    ),
]
# Only what the question needs is read: DuckDB skips the rest.
TYPES = {
    "input_tokens": "UBIGINT",
    "output_tokens": "UBIGINT",
    "cost": "DECIMAL(38,12)",
    "latency_ms": "DECIMAL(18,6)",
    "model": "VARCHAR",
    "user_id": "VARCHAR",
    "session_id": "VARCHAR",
    # As text, which compares faster than a moment and as well: all have nine digits.
    "timestamp": "VARCHAR",
}
NUMBERS = ["input_tokens", "output_tokens", "cost", "latency_ms"]


def duckdb_child(file, name):
    """Answers in the child: rows as ours, then the CPU time of the question alone."""
    import resource

    import duckdb

    _, key, where, p99 = next(question for question in QUESTIONS if question[0] == name)
    needed = [key, *NUMBERS] + [column for column in ("user_id", "timestamp") if where and column in where]
    columns = ", ".join(f"{column}: '{TYPES[column]}'" for column in dict.fromkeys(needed))
    quantile = "quantile_disc(latency_ms, 0.99)" if p99 else "NULL"
    sql = (
        f"SELECT {key}, count(*), sum(input_tokens), sum(output_tokens), sum(cost), sum(latency_ms), count(latency_ms), {quantile}"
        f" FROM read_json('{file}', format = 'newline_delimited', columns = {{{columns}}})"
        f"{' WHERE ' + where if where else ''} GROUP BY 1 ORDER BY 1"
    )
    connection = duckdb.connect()
    connection.execute("SET threads = 1")
    before = resource.getrusage(resource.RUSAGE_SELF)
    rows = connection.execute(sql).fetchall()
    after = resource.getrusage(resource.RUSAGE_SELF)
    for value, calls, tokens_in, tokens_out, cost, latency, known, quantile in rows:
        nanos = "" if quantile is None else int(quantile.scaleb(6))
        figures = [calls, tokens_in, tokens_out, int(cost.scaleb(12)), int(latency.scaleb(6)), known, nanos]
        print(value, *figures, sep="\t")
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(json.dumps({"cpu": spent}))


def run(command):
    """What a command prints, the seconds of CPU time it took, and its greatest memory in MiB."""
    with tempfile.TemporaryFile("w+") as out:
        child = subprocess.Popen(command, stdout=out)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            sys.exit(f"{' '.join(command)}: exit code {child.returncode}")
        out.seek(0)
        return out.read().splitlines(), usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def check(name, ours, theirs):
    """Equal to the last unit; quantiles at most 1 % and a microsecond off."""
    if len(ours) != len(theirs):
        sys.exit(f"{name}: {len(ours)} groups, and DuckDB has {len(theirs)}")
    for our, their in zip(ours, theirs):
        *our_exact, our_p99 = our.split("\t")
        *their_exact, their_p99 = their.split("\t")
        near = our_p99 == their_p99 or abs(int(our_p99) - int(their_p99)) <= int(their_p99) / 100 + 1_000
        if our_exact != their_exact or not near:
            sys.exit(f"{name}: the answers differ:\nours   {our}\nDuckDB {their}")


def main(program, file):
    # Not imported here: a child's greatest memory begins with that of its parent.
    duckdb = importlib.util.find_spec("duckdb")
    if not duckdb:
        print("the Python package `duckdb` is not installed: only ours is measured (PYTHON names another Python)")
    size = os.path.getsize(file)
    print(f"{file}: {size / 1e9:.2f} GB; medians of {ROUNDS} pairs, one thread each")
    if duckdb:
        print(f"DuckDB {importlib.metadata.version('duckdb')}")
    print("question    groups   ours s  DuckDB s   ratio   ours MiB  DuckDB MiB")
    for name, *_ in QUESTIONS:
        pairs = []
        for _ in range(ROUNDS):
            ours, our_cpu, our_memory = run([program, "ask", file, name, "1"])
            if duckdb:
                theirs, _, their_memory = run([sys.executable, __file__, "--duckdb", file, name])
                their_cpu = json.loads(theirs.pop())["cpu"]
                check(name, ours, theirs)
            else:
                their_cpu = their_memory = float("nan")
            pairs.append((our_cpu, their_cpu, our_cpu / their_cpu, our_memory, their_memory))
        cpu, their, ratio, memory, their_memory = (statistics.median(figures) for figures in zip(*pairs))
        print(
            f"{name:10} {len(ours):7} {cpu:8.2f} {their:9.2f} {ratio:7.2f} {memory:10.0f} {their_memory:11.0f}",
            flush=True,
        )


if __name__ == "__main__":
    if sys.argv[1] == "--duckdb":
        duckdb_child(*sys.argv[2:])
    elif sys.argv[3:]:
        program, file, *questions = sys.argv[1:]
        for name in questions:
            answer, cpu, memory = run([program, "ask", file, name, str(os.cpu_count())])
            print(f"{name}: {len(answer)} groups, {cpu:.2f} s of CPU time, at most {memory:.0f} MiB")
    else:
        main(*sys.argv[1:])
