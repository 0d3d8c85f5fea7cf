/**
 * The MuJoCo tasks of the PPO literature, with the physics of the native library: Gymnasium's v5 tasks, by their names. The
 * library comes with the Python package mujoco, and the models of the tasks with the package gymnasium; see {@link
 * proximal.mujoco.MuJoCo}.
 *
 * <p>In: actions and seeds. Out: environments, of the interface of {@link proximal.environment}.
 */
package proximal.mujoco;
