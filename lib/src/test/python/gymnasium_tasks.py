"""Environments for the tests of proximal.gymnasium: some with faults, some that show what the bridge did with their spaces."""

import json
import os
import sys
import time

import gymnasium
import numpy as np
from gymnasium import spaces


class Walk(gymnasium.Env):
    """A walk in the plane to one side; the observation is what reset drew, and the number of steps."""

    observation_space = spaces.Box(np.array([0, 0], np.float32), np.array([1, 1000], np.float32))
    action_space = spaces.Discrete(2, start=5)

    def __init__(self, fault="", at=3, length=7, file=None):
        self.fault, self.at, self.length, self.file = fault, at, length, file
        self.episode = -1

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.start, self.count = np.float32(self.np_random.random()), 0
        self.episode += 1
        if self.fault == "reset" and self.episode == self.at:
            raise RuntimeError("no place to begin\nat all")
        return self.observe(), {}

    def observe(self):
        return np.array([self.start, self.count], np.float32)

    def step(self, action):
        self.count += 1
        observation, reward = self.observe(), float(action)
        if self.fault == "pause":
            time.sleep(self.np_random.uniform(0, 4e-3))
        if self.fault == "print":
            print("printed " * 1000)
            os.system("echo from a child")
        if self.count == self.at:
            observation, reward = self.fail(observation, reward)
        return observation, reward, False, self.count == self.length, {}

    def fail(self, observation, reward):
        if self.fault == "step":
            raise ValueError("the wall is hard")
        if self.fault == "nan":
            reward = float("nan")
        if self.fault == "outside":
            observation[0] = 1.5
        if self.fault == "shape":
            observation = observation[:1]
        if self.fault == "exit":
            sys.exit(3)
        if self.fault == "die":
            print("last words", file=sys.stderr)
            os._exit(9)
        if self.fault == "loop":
            if self.file:
                with open(self.file, "w") as file:
                    file.write(str(os.getpid()))
            while True:
                pass
        if self.fault == "nonsense":
            for descriptor in range(3, 20):
                try:
                    os.write(descriptor, b"X")
                except OSError:
                    pass
        if self.fault == "once" and not os.path.exists(self.file):
            with open(self.file, "w"):
                time.sleep(0)
            raise ValueError("only once")
        return observation, reward


class Echo(gymnasium.Env):
    """Shows in its observation what action it was given; the spaces are given as Python expressions."""

    def __init__(self, observation, action, first="self.observation_space.sample()", after="a"):
        names = {"spaces": spaces, "np": np}
        self.observation_space = eval(observation, names)
        self.action_space = eval(action, names)
        self.first, self.after = first, after

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.observation_space.seed(seed)
        return eval(self.first), {}

    def step(self, a):
        assert self.action_space.contains(a), f"{a!r} is no action"
        return eval(self.after), 0.0, False, False, {}


class Forbidding(gymnasium.Env):
    """Of four actions one is allowed, another one in each step; a forbidden one is an error, or costs."""

    observation_space = spaces.Box(0, 3, (1,), np.float32)
    action_space = spaces.Discrete(4)

    def __init__(self, strict=True, mask="info", several=False):
        self.strict, self.mask = strict, mask
        if several:
            self.action_space = spaces.MultiDiscrete([4, 2])
        self.several = several

    def masks(self):
        mask = np.zeros(4, np.int8)
        mask[[self.allowed, (self.allowed + 1) % 4]] = 1
        return (mask, np.array([1, 0], np.int8)) if self.several else mask

    def seen(self):
        self.allowed = int(self.np_random.integers(4))
        return np.array([self.allowed], np.float32), {"action_mask": self.masks()} if self.mask == "info" else {}

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.count = 0
        return self.seen()

    def step(self, action):
        self.count += 1
        ours = action[0] if self.several else action
        forbidden = (ours - self.allowed) % 4 > 1 or self.several and action[1] != 0
        if forbidden and self.strict:
            raise ValueError(f"the action {action} is forbidden")
        observation, info = self.seen()
        reward = -1.0 if forbidden else float(ours % 2)
        return observation, reward, False, self.count == 20, info


class Asked(Forbidding):
    """Its masks are asked for by a method."""

    def __init__(self, **arguments):
        super().__init__(mask="method", **arguments)

    def action_masks(self):
        return self.masks()


class Replay(gymnasium.Wrapper):
    """Begins its episodes where those of a golden file began, one after the other."""

    def __init__(self, env, file):
        super().__init__(env)
        with open(file) as golden:
            self.episodes = iter(json.load(golden)["episodes"])

    def reset(self, **arguments):
        _, info = self.env.reset(**arguments)
        episode, inner = next(self.episodes), self.env.unwrapped
        if "qpos" in episode:
            inner.set_state(np.array(episode["qpos"]), np.array(episode["qvel"]))
            return inner._get_obs(), info
        inner.state = np.array(episode["initial_state"])
        if inner.spec.id in ("Pendulum-v1", "Acrobot-v1"):
            inner.last_u = None
            return inner._get_ob() if hasattr(inner, "_get_ob") else inner._get_obs(), info
        return inner.state.astype(np.float32), info


class Crowded(gymnasium.Env):
    """Holds its process on the first core, though others are allowed; the observation is how often the process went elsewhere."""

    observation_space = spaces.Box(0, np.inf, (1,), np.float32)
    action_space = spaces.Discrete(2)

    def __init__(self):
        allowed = os.sched_getaffinity(0)
        first = min(allowed)
        os.sched_setaffinity(0, {first})
        self.left = []
        os.sched_getaffinity = lambda process: set(allowed)
        os.sched_setaffinity = lambda process, cores: self.left.append(1) if first not in cores else None

    def observe(self):
        return np.array([len(self.left)], np.float32)

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        return self.observe(), {}

    def step(self, action):
        return self.observe(), 0.0, False, False, {}


for environment in (Walk, Echo, Forbidding, Asked, Crowded):
    gymnasium.register(id=f"{environment.__name__}-v0", entry_point=environment)
