"""Steps a Gymnasium task by SyncVectorEnv, for GymnasiumSpeed.java: for each line of input one turn, whose seconds it prints.

Usage: sync_vector_speed.py ID NUM_ENVS STEPS seeded|unseeded. Only the first reset is seeded by default; "seeded" gives each
episode a seed of its own, as the bridge does.
"""

import importlib.metadata
import sys
import time

import gymnasium
from gymnasium.vector import AutoresetMode, SyncVectorEnv

task, num_envs, steps, seeded = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4] == "seeded"
for entry in importlib.metadata.entry_points(group="gymnasium.envs", name=task.rpartition("/")[0]):
    entry.load()()
mode = AutoresetMode.DISABLED if seeded else AutoresetMode.SAME_STEP
envs = SyncVectorEnv([lambda: gymnasium.make(task)] * num_envs, autoreset_mode=mode)
envs.reset(seed=1)
envs.action_space.seed(1)
actions = [envs.action_space.sample() for _ in range(64)]
seed = 1
for _ in sys.stdin:
    begin = time.perf_counter()
    for step in range(steps):
        _, _, terminated, truncated, _ = envs.step(actions[step % 64])
        ended = terminated | truncated
        if seeded and ended.any():
            envs.reset(seed=list(range(seed, seed + num_envs)), options={"reset_mask": ended})
            seed += num_envs
    print(time.perf_counter() - begin, flush=True)
