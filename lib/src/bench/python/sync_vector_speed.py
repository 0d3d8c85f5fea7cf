"""Steps a Gymnasium task by SyncVectorEnv, for GymnasiumSpeed.java: for each line of input one turn, whose seconds it prints.

Usage: sync_vector_speed.py ID NUM_ENVS STEPS
"""

import importlib.metadata
import sys
import time

import gymnasium

task, num_envs, steps = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
for entry in importlib.metadata.entry_points(group="gymnasium.envs", name=task.rpartition("/")[0]):
    entry.load()()
envs = gymnasium.vector.SyncVectorEnv(
    [lambda: gymnasium.make(task)] * num_envs, autoreset_mode=gymnasium.vector.AutoresetMode.SAME_STEP
)
envs.reset(seed=1)
envs.action_space.seed(1)
actions = [envs.action_space.sample() for _ in range(64)]
for _ in sys.stdin:
    begin = time.perf_counter()
    for step in range(steps):
        envs.step(actions[step % 64])
    print(time.perf_counter() - begin, flush=True)
