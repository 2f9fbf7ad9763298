"""7 · Progress of long work: a bar where it is asked for, silent by default; it changes no result."""

import sys
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from importlib import import_module
from typing import Any, TextIO

Progress = bool | Callable[[int, int], None] | None
Step = Callable[[int], None]
WIDTH = 30


@contextmanager
def bar(
    progress: Progress, total: int, *, title: str = "", file: TextIO | None = None
) -> Generator[Step, None, None]:
    """Yield a function that takes how many are done, and close the bar afterwards, also after an error.

    ``progress``: None or False is silent; a callable gets (done, total) each time; True shows a bar on ``file``
    (default the standard error stream), drawn by rich or tqdm where one is installed, else by plain text.
    """
    if callable(progress):
        told = progress
        yield lambda done: told(done, total)
    elif not progress:
        yield _silent
    else:
        stream = sys.stderr if file is None else file
        with _drawn(total, title, stream) as step:
            yield step


def _silent(_: int) -> None:
    """Do nothing."""


def _drawn(total: int, title: str, stream: TextIO) -> AbstractContextManager[Step]:
    rich, tqdm = _module("rich.progress"), _module("tqdm")
    if rich is not None:
        return _rich(rich, total, title, stream)
    return _plain(total, title, stream) if tqdm is None else _tqdm(tqdm, total, title, stream)


def _module(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError:
        return None


@contextmanager
def _rich(rich: Any, total: int, title: str, stream: TextIO) -> Generator[Step, None, None]:
    console = import_module("rich.console").Console(file=stream)
    columns = (
        rich.TextColumn("{task.description}", markup=False),
        rich.BarColumn(),
        rich.MofNCompleteColumn(),
        rich.TimeRemainingColumn(),
    )
    with rich.Progress(*columns, console=console) as shown:
        task = shown.add_task(title, total=total)
        yield lambda done: shown.update(task, completed=done)


@contextmanager
def _tqdm(tqdm: Any, total: int, title: str, stream: TextIO) -> Generator[Step, None, None]:
    with tqdm.tqdm(total=total, desc=title or None, file=stream) as shown:
        yield lambda done: shown.update(done - shown.n)


@contextmanager
def _plain(total: int, title: str, stream: TextIO) -> Generator[Step, None, None]:
    """Draw one line over itself on a terminal; in a file or pipe, a line for every tenth."""
    live = stream.isatty()
    last = -1

    def step(done: int) -> None:
        nonlocal last
        share = 100 if total <= 0 else 100 * done // total
        here = share if live else share // 10
        if here == last:
            return
        last = here
        filled = WIDTH * share // 100
        line = f"{title} [{'#' * filled}{'.' * (WIDTH - filled)}] {done}/{total}".lstrip()
        stream.write(f"\r{line}" if live else f"{line}\n")
        stream.flush()

    try:
        yield step
    finally:
        if live and last >= 0:
            stream.write("\n")
            stream.flush()
