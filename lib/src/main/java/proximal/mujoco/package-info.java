/**
 * The MuJoCo tasks of the PPO literature, with the physics of the native library: Gymnasium's v5 tasks, by their names. The
 * library comes with the Python package mujoco, and the models of the tasks with the package gymnasium; see {@link
 * proximal.mujoco.MuJoCo}.
 */
package proximal.mujoco;
