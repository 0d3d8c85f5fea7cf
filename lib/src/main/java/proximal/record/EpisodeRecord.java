package proximal.record;

/**
 * One finished episode.
 *
 * <p>Copy: with the library.
 *
 * @param environment the index of the environment, from 0
 * @param steps the environment steps of the run, over all environments, when the episode ended
 * @param episodeReturn the undiscounted sum of the rewards, before any normalisation
 * @param length the number of steps of the episode
 * @param truncated whether the episode was cut from outside (a time limit) and not terminated by the task
 */
public record EpisodeRecord(int environment, long steps, double episodeReturn, int length, boolean truncated) {}
