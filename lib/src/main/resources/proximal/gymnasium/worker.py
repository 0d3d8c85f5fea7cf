"""Steps Gymnasium environments for a process that reads and writes the same mapped file; started by PythonWorker.java.

First the parent writes a line of JSON that says which environments to make; the answer is "." and a line of JSON that
describes their spaces, in floats. Then the parent writes the path of the mapped file, answered by ".". After that each call
is a letter and a count in the file: "r" resets and "s" steps all environments. The answer is a count in the file; or "!" in
the pipe and a line of JSON that says what went wrong. A side that has waited for a while says in the file that it sleeps, and
reads the pipe; the other side writes a "." there once its count is in the file. Where two workers share a core, the parent asks
one to leave it. At the end of its input the process ends.
"""

import contextlib
import ctypes
import functools
import importlib
import importlib.metadata
import json
import mmap
import operator
import os
import platform
import signal
import sys
import threading
import time
import traceback

import numpy as np


# Other processors may show a count before the arrays that were written before it: there, both sides wait at the pipe.
ORDERED_STORES = platform.machine() in ("x86_64", "AMD64")
LOOK_SECONDS = 2e-3
# Places in the file, in steps of 8 bytes; each process writes into a cache line of its own, but for LEAVE.
CALLS, CALLED, PARENT_SLEEPS, LEAVE = 0, 1, 2, 3
ANSWERS, WORKER_SLEEPS, CORE = 8, 9, 10
ARRAYS = 16


class Fault(Exception):
    """What is wrong with an environment, in words that need no traceback."""


def watch_parent(parent):
    """Ends this process with its parent, also within a step that does not end."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


# --- Spaces: each becomes a list of leaves (path, space), each leaf some floats. ---


def leaves(space, spaces, path=()):
    if isinstance(space, (spaces.Dict, spaces.Tuple)):
        parts = space.spaces.items() if isinstance(space, spaces.Dict) else enumerate(space.spaces)
        return [leaf for key, part in parts for leaf in leaves(part, spaces, (*path, key))]
    return [(path, space)]


def build(space, values, spaces):
    """Puts one value for each leaf into an element of the space."""
    if isinstance(space, spaces.Dict):
        return {key: build(part, values, spaces) for key, part in space.spaces.items()}
    if isinstance(space, spaces.Tuple):
        return tuple(build(part, values, spaces) for part in space.spaces)
    return next(values)


def refuse(what, space, why):
    raise Fault(f"has {what} of {space}, but {why}")


def numbered(name, shape):
    base = name or "observation"
    return [base + "[" + ",".join(map(str, index)) + "]" for index in np.ndindex(*shape)] if shape else [base]


class ObservationLeaf:
    """A leaf of the observations: its bounds, its names, and how an element is written into floats."""

    def __init__(self, name, space, spaces):
        self.space, self.counts, self.shape = space, None, tuple(space.shape or ())
        self.scale = None
        if isinstance(space, spaces.Box):
            self.low, self.high = space.low.ravel().astype(np.float32), space.high.ravel().astype(np.float32)
            if space.dtype == np.uint8 and self.low.min() == 0 and self.high.max() == 255:
                self.scale = np.float32(255)
                self.low, self.high = self.low / self.scale, self.high / self.scale
        elif isinstance(space, spaces.Discrete):
            self.counts, self.starts = np.array([space.n]), np.array([space.start])
        elif isinstance(space, spaces.MultiDiscrete):
            self.counts, self.starts = space.nvec.ravel(), np.asarray(space.start).ravel()
        elif isinstance(space, spaces.MultiBinary):
            self.low, self.high = np.zeros(int(np.prod(self.shape))), np.ones(int(np.prod(self.shape)))
        else:
            refuse("observations", space, "they can be Box, Discrete, MultiDiscrete, MultiBinary, Dict and Tuple")
        if self.counts is not None:  # an index becomes a vector of zeros and a one
            self.offsets = np.cumsum(self.counts) - self.counts
            self.low, self.high = np.zeros(int(self.counts.sum())), np.ones(int(self.counts.sum()))
            wheres = numbered(name, self.shape)
            self.names = [f"{w}={s + j}" for w, n, s in zip(wheres, self.counts, self.starts) for j in range(n)]
        else:
            self.names = numbered(name, self.shape)
        self.row_shape = self.shape if self.counts is None else self.low.shape
        if self.low.size == 0:
            refuse("observations", space, "they must have at least one number")

    def write(self, value, row):
        if type(value) is not np.ndarray:
            value = np.asarray(value)
        if value.shape != self.shape:
            raise Fault(f"gave an observation of shape {list(value.shape)}, but its space {self.space} has {list(self.shape)}")
        if self.counts is not None:
            index = value.ravel() - self.starts
            if value.dtype.kind not in "iu" or (index < 0).any() or (index >= self.counts).any():
                raise Fault(f"gave the observation {value.tolist()}, which lies outside of its space {self.space}")
            row[:] = 0
            row[self.offsets + index] = 1
        elif self.scale is not None:
            np.divide(value, self.scale, out=row, dtype=np.float32, casting="unsafe")
        else:
            row[...] = value


class ActionLeaf:
    """A leaf of the actions: how floats become elements, for all environments together."""

    def __init__(self, space, spaces):
        self.shape, self.low, self.high, self.counts = tuple(space.shape or ()), [], [], []
        self.size, self.dtype, self.start, self.scalar = int(np.prod(self.shape)), np.int64, 0, False
        if isinstance(space, spaces.Box):
            self.kind, self.dtype = "box", space.dtype
            self.low, self.high = space.low.ravel().tolist(), space.high.ravel().tolist()
        elif isinstance(space, spaces.Discrete):
            self.kind, self.counts, self.start, self.scalar = "discrete", [int(space.n)], int(space.start), True
        elif isinstance(space, spaces.MultiDiscrete):
            self.kind, self.counts, self.start = "discrete", space.nvec.ravel().tolist(), np.asarray(space.start).ravel()
            self.dtype = space.dtype
        elif isinstance(space, spaces.MultiBinary):
            self.kind, self.counts, self.dtype = "binary", [2] * self.size, space.dtype
        else:
            refuse("actions", space, "they can be Box, Discrete, MultiDiscrete, MultiBinary, Dict and Tuple")

    def read(self, rows):
        """Returns copies, which environments may keep: one element for each row."""
        if self.scalar:
            return [self.start + int(row[0]) for row in rows.tolist()]
        values = rows.astype(self.dtype) + self.start if self.kind == "discrete" else rows.astype(self.dtype)
        return list(values.reshape((len(rows),) + self.shape))


class Worker:
    """The environments of one process."""

    def __init__(self, setup):
        for module in setup["modules"]:
            name, _, function = module.partition(":")
            module = importlib.import_module(name)
            if function:
                getattr(module, function)()
        namespace = setup["id"].rpartition(":")[2].rpartition("/")[0]
        for entry in importlib.metadata.entry_points(group="gymnasium.envs", name=namespace):
            entry.load()()  # a package that registers the tasks of this namespace
        import gymnasium

        self.gymnasium = gymnasium
        self.where = (0, "make")
        self.envs = []
        for self.number in range(setup["numEnvs"]):
            self.where = (self.number, "make")
            self.envs.append(self.make(setup))
        self.describe(self.envs[0], gymnasium.spaces, setup["maskSize"])

    def make(self, setup):
        env = self.gymnasium.make(setup["id"], **setup["arguments"])
        for wrapper in setup["wrappers"]:
            module, _, name = wrapper["name"].rpartition(":")
            module = importlib.import_module(module or "gymnasium.wrappers")
            env = getattr(module, name)(env, **wrapper["arguments"])
        return env

    def describe(self, env, spaces, mask_size):
        observed, acted = leaves(env.observation_space, spaces), leaves(env.action_space, spaces)
        self.paths = [path for path, _ in observed]
        self.observations = [ObservationLeaf(".".join(map(str, path)), space, spaces) for path, space in observed]
        self.actions = [ActionLeaf(space, spaces) for _, space in acted]
        self.build = None if [path for path, _ in acted] == [()] else env.action_space
        kinds = {leaf.kind for leaf in self.actions}
        if "box" in kinds and len(kinds) > 1:
            refuse("actions", env.action_space, "one policy gives either numbers or indices")
        kind = kinds.pop() if len(kinds) == 1 else "discrete"
        if kind == "discrete" and len(self.actions) == 1 and self.actions[0].scalar:
            kind = "one"
        counts = [n for leaf in self.actions for n in leaf.counts]
        if mask_size < 0:  # to be found out
            self.where = (0, "reset")
            _, info = env.reset(seed=0)
            masked = kind in ("one", "discrete") and ("action_mask" in info or mask_method(env))
            mask_size = sum(counts) if masked else 0
        self.mask_size = mask_size
        self.plain = self.paths == [()] and not mask_size
        self.description = {
            "low": np.concatenate([leaf.low for leaf in self.observations]).tolist(),
            "high": np.concatenate([leaf.high for leaf in self.observations]).tolist(),
            "shape": list(self.observations[0].shape) if len(self.observations) == 1 else None,
            "names": [name for leaf in self.observations for name in leaf.names],
            "kind": kind,
            "counts": counts,
            "actionLow": [x for leaf in self.actions for x in leaf.low],
            "actionHigh": [x for leaf in self.actions for x in leaf.high],
            "maskSize": self.mask_size,
        }

    def open(self, path):
        """Maps the file: signals, seeds, rewards, then floats (actions, observations, first observations), then flags."""
        n, action_size = len(self.envs), sum(leaf.size for leaf in self.actions)
        size = len(self.description["low"]) + self.mask_size
        with open(path, "r+b") as file:
            memory = mmap.mmap(file.fileno(), 0)
        self.signals = memoryview(memory)[: 8 * ARRAYS].cast("q")
        at = 8 * ARRAYS

        def take(dtype, *shape):
            nonlocal at
            array = np.frombuffer(memory, dtype, int(np.prod(shape)), at).reshape(shape)
            at += array.nbytes
            return array

        # A number is written into a memoryview faster than into an array.
        self.seeds, self.rewards = memoryview(take(np.int64, n)), memoryview(take(np.float64, n))
        actions = take(np.float32, n, action_size)
        self.action_parts = np.split(actions, np.cumsum([leaf.size for leaf in self.actions])[:-1], axis=1)
        after, first = take(np.float32, n, size), take(np.float32, n, size)
        self.flags = memoryview(take(np.bool_, 2 * n))
        self.after, self.first = [self.parts(row) for row in after], [self.parts(row) for row in first]
        self.mask_methods = [mask_method(env) for env in self.envs]

    def parts(self, row):
        """The parts of a row: one for each leaf, in the shape that it writes, and the mask."""
        sizes = [leaf.low.size for leaf in self.observations] + [self.mask_size]
        parts = np.split(row, np.cumsum(sizes)[:-1])
        return [part.reshape(leaf.row_shape) for part, leaf in zip(parts, self.observations)] + parts[-1:]

    def show(self, i, parts, observation, info):
        if self.plain:
            self.observations[0].write(observation, parts[0])
            return
        for leaf, path, part in zip(self.observations, self.paths, parts):
            leaf.write(functools.reduce(operator.getitem, path, observation), part)
        if self.mask_size:
            mask = info["action_mask"] if "action_mask" in info else self.mask_methods[i]()
            if isinstance(mask, (tuple, list)):
                mask = np.concatenate([np.ravel(part) for part in mask])
            mask = np.ravel(mask)
            if mask.size != self.mask_size:
                raise Fault(f"gave an action mask of {mask.size} entries, but there are {self.mask_size} actions")
            parts[-1][:] = mask != 0

    def reset(self):
        for i, env in enumerate(self.envs):
            self.begin(i, env, self.after[i], self.seeds[i])

    def begin(self, i, env, parts, seed):
        self.where = (i, "reset")
        observation, info = env.reset(seed=int(seed))
        self.show(i, parts, observation, info)

    def step(self):
        actions = self.read_actions()
        seeds, rewards, flags = self.seeds, self.rewards, self.flags
        for i, env in enumerate(self.envs):
            self.where = (i, "step")
            observation, reward, terminated, truncated, info = env.step(actions[i])
            self.show(i, self.after[i], observation, info)
            rewards[i], flags[2 * i], flags[2 * i + 1] = float(reward), bool(terminated), bool(truncated)
            if (terminated or truncated) and seeds[i] >= 0:
                self.begin(i, env, self.first[i], seeds[i])

    def read_actions(self):
        parts = [leaf.read(rows) for leaf, rows in zip(self.actions, self.action_parts)]
        if self.build is None:
            return parts[0]
        return [build(self.build, iter(row), self.gymnasium.spaces) for row in zip(*parts)]


def mask_method(env):
    """Returns action_masks() of the environment or of one that it wraps, or None."""
    while not hasattr(type(env), "action_masks"):
        if not hasattr(env, "env"):
            return None
        env = env.env
    return env.action_masks


def fault(worker, error):
    """The error as the parent shows it: environment, call, and what was raised with its place."""
    env, call = worker.where if worker else (0, "make")
    if isinstance(error, Fault):
        return {"env": env, "call": call, "fault": str(error)}
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename != __file__]
    place = f" ({os.path.basename(frames[-1].filename)}, line {frames[-1].lineno})" if frames else ""
    raised = " ".join("".join(traceback.format_exception_only(type(error), error)).split())
    return {"env": env, "call": call, "fault": f"raised {raised}{place}"}


class Calls:
    """The calls of the parent. To wake up takes longer than many a step, so this looks for one before it sleeps at the pipe."""

    def __init__(self, pipe, answers, signals):
        self.pipe, self.answers, self.signals, self.count = pipe, answers, signals, 0
        self.give_way = getattr(os, "sched_yield", lambda: time.sleep(0))
        self.lock = threading.Lock()
        self.core = getattr(ctypes.CDLL(None), "sched_getcpu", None) if hasattr(os, "sched_setaffinity") else None
        signals[WORKER_SLEEPS] = not ORDERED_STORES

    def next(self):
        """Returns the letter, or None at the end of the input."""
        self.count += 1
        if not self.comes():
            return None
        if self.signals[LEAVE]:
            self.leave_core()
        return chr(self.signals[CALLED])

    def comes(self):
        if not ORDERED_STORES:
            return os.read(self.pipe, 1)
        while not self.comes_soon():
            self.signals[WORKER_SLEEPS] = 1
            self.show_stores()
            if self.signals[CALLS] != self.count and not os.read(self.pipe, 1):
                return False
            self.signals[WORKER_SLEEPS] = 0
        return True

    def comes_soon(self):
        end = time.perf_counter() + LOOK_SECONDS
        while self.signals[CALLS] != self.count:
            if time.perf_counter() > end:
                return False
            self.give_way()
        return True

    def show_stores(self):
        """Lets the parent see what was stored before this process reads what the parent stored; a lock does that."""
        with self.lock:
            pass

    def leave_core(self):
        """Goes to another core, and may come back when the scheduler finds a reason."""
        self.signals[LEAVE] = 0
        allowed = os.sched_getaffinity(0)
        others = allowed - {self.core()}
        if others:
            with contextlib.suppress(OSError):  # where a process may not choose
                os.sched_setaffinity(0, others)
                os.sched_setaffinity(0, allowed)

    def answer(self):
        self.signals[CORE] = self.core() if self.core else -1
        self.signals[ANSWERS] = self.count
        self.show_stores()
        if self.signals[PARENT_SLEEPS]:
            os.write(self.answers, b".")


def main():
    # The pipes are ours alone: what an environment prints goes to standard error, and it has nothing to read.
    signals, answers = os.dup(0), os.dup(1)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt is the parent's to handle
    threading.Thread(target=watch_parent, args=(os.getppid(),), daemon=True).start()
    sys.path.insert(0, os.getcwd())

    def line():
        text = b""
        while not text.endswith(b"\n"):
            byte = os.read(signals, 1)
            if not byte:
                os._exit(0)
            text += byte
        return text.decode()

    def answer(byte, what=None):
        text = b"" if what is None else json.dumps(what).encode() + b"\n"
        data = byte + text
        while data:
            data = data[os.write(answers, data) :]

    worker = None
    try:
        setup = json.loads(line())
        worker = Worker.__new__(Worker)
        worker.where = (0, "make")
        worker.__init__(setup)
        answer(b".", worker.description)
        worker.open(line().rstrip("\n"))
        calls = Calls(signals, answers, worker.signals)
        answer(b".")
    except BaseException as error:  # SystemExit too
        answer(b"!", fault(worker, error))
        os._exit(1)
    for call in iter(calls.next, None):
        try:
            worker.step() if call == "s" else worker.reset()
        except BaseException as error:
            answer(b"!", fault(worker, error))
            continue
        calls.answer()
    for env in worker.envs:
        env.close()
    os._exit(0)


if __name__ == "__main__":
    main()
