"""One implementation in its own process; ``run.py`` starts it and tells it when to judge.

python benchmarks/worker.py KEY COLUMNS.npz    then on standard input: judge … tell
"""

import gc
import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

from generator import Columns
from implementations import EVERYONE


def say(**told: Any) -> None:
    print(json.dumps(told), flush=True)


def highest() -> float:
    """Return the most memory this process ever held, in MB.

    Linux's ``ru_maxrss`` begins with what the process that started this one held; ``VmHWM`` does not.
    """
    status = Path("/proc/self/status")
    if status.exists():
        kilobytes = next(line.split()[1] for line in status.read_text().splitlines() if line[:6] == "VmHWM:")
        return int(kilobytes) * 1024 / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def main() -> None:
    steps = EVERYONE[sys.argv[1]].steps()
    given = steps.prepare(Columns.load(Path(sys.argv[2])))
    judged: Any = None
    if not EVERYONE[
        sys.argv[1]
    ].rounds:  # the first time warms caches and does not count, but where it is very slow
        judged = steps.judge(given)
    peak = highest()
    say(ready=True)
    for line in sys.stdin:
        if line.strip() == "judge":
            judged = None
            gc.collect()
            began = time.process_time()
            judged = steps.judge(given)
            took = time.process_time() - began
            peak = highest()
            say(seconds=took)
        else:
            say(**steps.answer(given, judged).summary(), peak=peak)


if __name__ == "__main__":
    main()
