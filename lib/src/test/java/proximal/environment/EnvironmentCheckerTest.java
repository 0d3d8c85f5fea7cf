package proximal.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

/** Oracle: environments broken in one known way each. */
class EnvironmentCheckerTest {

    private static String onlyProblem(Environment environment) {
        EnvironmentChecker.Report report = EnvironmentChecker.check(environment);
        assertThat(report.isValid()).isFalse();
        assertThat(report.problems()).hasSize(1);
        assertThatThrownBy(report::requireValid)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(report.problems().get(0));
        return report.problems().get(0);
    }

    @Test
    void findsNothingInAValidEnvironment() {
        EnvironmentChecker.Report report = EnvironmentChecker.check(new StubEnvironment());
        assertThat(report.problems()).isEmpty();
        assertThat(report.warnings()).isEmpty();
        assertThatCode(report::requireValid).doesNotThrowAnyException();
    }

    @Test
    void findsMissingNamesAndSpacesTogether() {
        EnvironmentChecker.Report report = EnvironmentChecker.check(new StubEnvironment() {
            @Override
            public String name() {
                return " ";
            }

            @Override
            public BoxSpace observationSpace() {
                return null;
            }

            @Override
            public Space actionSpace() {
                return null;
            }
        });
        assertThat(report.problems())
                .containsExactly(
                        "name() must give a name but gave a blank one.",
                        "observationSpace() must give a space but gave null.",
                        "actionSpace() must give a space but gave null.");
    }

    /** A stub whose step is followed by a flaw. */
    private abstract static class Flawed extends StubEnvironment {
        abstract void spoil(float[] action, float[] observation, StepResult result);

        @Override
        public void step(float[] action, float[] observation, StepResult result) {
            super.step(action, observation, result);
            spoil(action, observation, result);
        }
    }

    @Test
    void findsAnObservationOutsideItsSpace() {
        assertThat(onlyProblem(new StubEnvironment() {
                    @Override
                    public BoxSpace observationSpace() {
                        return new BoxSpace(new float[] {-100, 0}, new float[] {100, 5});
                    }
                }))
                .isEqualTo("coordinate 1 of the observation of step 6 must lie in its space, [0.0, 5.0], but was 6.0.");
    }

    @Test
    void findsAnObservationThatIsNaN() {
        assertThat(onlyProblem(new Flawed() {
                    @Override
                    void spoil(float[] action, float[] observation, StepResult result) {
                        observation[0] = steps == LENGTH ? Float.NaN : observation[0];
                    }
                }))
                .isEqualTo("coordinate 0 of the observation of step 7 must be finite but was NaN.");
    }

    @Test
    void findsAnObservationThatIsNotWritten() {
        assertThat(onlyProblem(new StubEnvironment() {
                    @Override
                    public void reset(long seed, float[] observation) {
                        super.reset(seed, new float[2]);
                        observation[0] = (float) position;
                    }
                }))
                .isEqualTo("coordinate 1 of the observation of reset was not written.");
    }

    @Test
    void findsARewardThatIsNotFinite() {
        assertThat(onlyProblem(new Flawed() {
                    @Override
                    void spoil(float[] action, float[] observation, StepResult result) {
                        result.set(1 / 0.0, result.terminated(), false);
                    }
                }))
                .isEqualTo("the reward must be finite but was Infinity in step 1.");
    }

    @Test
    void findsAResultThatIsNotSet() {
        assertThat(onlyProblem(new StubEnvironment() {
                    @Override
                    public void step(float[] action, float[] observation, StepResult result) {
                        super.step(action, observation, steps == 2 ? new StepResult() : result);
                    }
                }))
                .isEqualTo("step must set the result but did not in step 3.");
    }

    @Test
    void findsAnActionThatIsChanged() {
        assertThat(onlyProblem(new Flawed() {
                    @Override
                    void spoil(float[] action, float[] observation, StepResult result) {
                        action[0] = 0.5f;
                    }
                }))
                .startsWith("step must leave the action as it is but changed [")
                .endsWith("] to [0.5] in step 1.");
    }

    @Test
    void findsAnEarlierObservationThatIsWrittenTo() {
        assertThat(onlyProblem(new StubEnvironment() {
                    private float[] kept;

                    @Override
                    public void reset(long seed, float[] observation) {
                        super.reset(seed, observation);
                        kept = observation;
                    }

                    @Override
                    public void step(float[] action, float[] observation, StepResult result) {
                        super.step(action, observation, result);
                        kept[0] = 17;
                    }
                }))
                .contains("an earlier call belongs to the caller but was written to in step 1.");
    }

    @Test
    void findsAnActionThatIsKept() {
        assertThat(onlyProblem(new StubEnvironment() {
                    private float[] last = new float[1];

                    @Override
                    public void reset(long seed, float[] observation) {
                        last = new float[1];
                        super.reset(seed, observation);
                    }

                    @Override
                    public void step(float[] action, float[] observation, StepResult result) {
                        super.step(last, observation, result);
                        last = action;
                    }

                    @Override
                    public double[] state() {
                        throw new UnsupportedOperationException();
                    }
                }))
                .contains("keeps an array that belongs to the caller");
    }

    @Test
    void findsAnEpisodeThatDependsOnWhatWasPlayedBefore() {
        assertThat(onlyProblem(new StubEnvironment() {
                    private int episodes;

                    @Override
                    public void reset(long seed, float[] observation) {
                        super.reset(seed + episodes++, observation);
                    }
                }))
                .isEqualTo("the same seed and actions must give the same episode but they differed at reset.");
    }

    @Test
    void findsAStateThatLeavesSomethingOut() {
        assertThat(onlyProblem(new StubEnvironment() {
                    private double hidden;

                    @Override
                    public void reset(long seed, float[] observation) {
                        super.reset(seed, observation);
                        hidden = position;
                    }

                    @Override
                    public void step(float[] action, float[] observation, StepResult result) {
                        position += hidden;
                        super.step(action, observation, result);
                    }
                }))
                .startsWith("after setState the same actions must lead on to the same bits");
    }

    @Test
    void findsAStateThatIsNotANewArray() {
        assertThat(onlyProblem(new Flawed() {
                    private final double[] state = new double[2];

                    @Override
                    void spoil(float[] action, float[] observation, StepResult result) {
                        state();
                    }

                    @Override
                    public double[] state() {
                        state[0] = position;
                        state[1] = steps;
                        return state;
                    }
                }))
                .isEqualTo("state() must give a new array but gave one that later steps wrote to.");
    }

    @Test
    void findsASetStateThatShowsSomethingElse() {
        assertThat(onlyProblem(new StubEnvironment() {
                    @Override
                    public void setState(double[] state, float[] observation) {
                        super.setState(state, observation);
                        observation[1] = 50;
                    }
                }))
                .startsWith("setState must show the observation of the state, [")
                .endsWith(", 50.0].");
    }

    @Test
    void reportsAnExceptionAndItsOrigin() {
        assertThat(onlyProblem(new Flawed() {
                    @Override
                    void spoil(float[] action, float[] observation, StepResult result) {
                        throw new ArithmeticException("no step today");
                    }
                }))
                .contains("java.lang.ArithmeticException: no step today")
                .contains("EnvironmentCheckerTest");
    }

    @Test
    void reportsSeveralProblemsAtOnce() {
        List<String> problems = EnvironmentChecker.check(new Flawed() {
                    @Override
                    void spoil(float[] action, float[] observation, StepResult result) {
                        Arrays.fill(action, 1);
                        observation[0] = 1000;
                        result.set(Double.NaN, result.terminated(), false);
                    }
                })
                .problems();
        assertThat(problems).hasSize(4);
        assertThat(problems.get(0)).contains("must lie in its space");
        assertThat(problems.get(1)).contains("the reward must be finite");
        assertThat(problems.get(2)).contains("must leave the action as it is");
        assertThat(problems.get(3)).contains("setState must show the observation of the state");
    }

    @Test
    void warnsOfWhatIsAllowedButMostOftenAMistake() {
        EnvironmentChecker.Report report = EnvironmentChecker.check(new StubEnvironment() {
            @Override
            public Space actionSpace() {
                return new BoxSpace(new float[] {0}, new float[] {Float.POSITIVE_INFINITY});
            }

            @Override
            public void reset(long seed, float[] observation) {
                super.reset(1, observation);
            }

            @Override
            public double[] state() {
                throw new UnsupportedOperationException();
            }
        });
        assertThat(report.isValid()).isTrue();
        assertThat(report.warnings())
                .hasSize(3)
                .anyMatch(w -> w.startsWith("action coordinate 0 has no finite bounds"))
                .anyMatch(w -> w.startsWith("reset gives the same episode for 9 different seeds"))
                .anyMatch(w -> w.startsWith("state() is not supported"));
        assertThat(report.toString()).startsWith("no problem found\nwarnings:\n- action");
    }

    @Test
    void observationsAndRewardsOutOfScaleAreWarnedOf() {
        EnvironmentChecker.Report report = EnvironmentChecker.check(new StubEnvironment() {
            @Override
            public BoxSpace observationSpace() {
                return BoxSpace.of(2, -1e9f, 1e9f);
            }

            @Override
            public void step(float[] action, float[] observation, StepResult result) {
                super.step(action, observation, result);
                observation[1] *= 1000;
                result.set(-5000, result.terminated(), false);
            }
        });
        assertThat(report.warnings())
                .contains(
                        "coordinate 1 of the observation of step 1 was 1000.0, far from the scale of a new network; bring"
                                + " it there with withNormalizeObservations.",
                        "the reward of step 1 was -5000.0, far from the scale of a new network; bring it there with"
                                + " withNormalizeRewards.");
    }

    @Test
    void anInterruptEndsTheCheck() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> EnvironmentChecker.check(ClassicControl.make("CartPole-v1")))
                .isInstanceOf(CancellationException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void aBoxOutOfScaleIsWarnedOfAndScaled() {
        BoxSpace box = new BoxSpace(new float[] {12, 23.25f}, new float[] {23.25f, 30});
        assertThat(ScaledActions.warnings(box)).hasSize(2);
        assertThat(ScaledActions.warnings(box).get(0))
                .isEqualTo(
                        "action coordinate 0 reaches from 12.0 to 23.25, but a new policy draws around 0 with a standard"
                                + " deviation of 1, so that only about 0 % of its actions lie within and the others are clipped to"
                                + " an end; bring the actions to [-1, 1] with withScaledActions or ScaledActions.");
        assertThat(ScaledActions.warnings(new DiscreteSpace(3))).isEmpty();

        float[] seen = new float[2];
        Environment inner = new StubEnvironment() {
            @Override
            public Space actionSpace() {
                return box;
            }

            @Override
            public void step(float[] action, float[] observation, StepResult result) {
                System.arraycopy(action, 0, seen, 0, 2);
            }
        };
        assertThat(EnvironmentChecker.check(inner).warnings())
                .contains(ScaledActions.warnings(box).get(0));
        ScaledActions scaled = new ScaledActions(inner);
        assertThat(scaled.actionSpace()).isEqualTo(BoxSpace.of(2, -1, 1));
        assertThat(EnvironmentChecker.check(scaled).warnings())
                .noneMatch(sentence -> sentence.contains("reaches from"));
        scaled.step(new float[] {-1, 1}, new float[1], new StepResult());
        assertThat(seen).containsExactly(12, 30);
        scaled.step(new float[] {0, -7}, new float[1], new StepResult());
        assertThat(seen).containsExactly(17.625f, 23.25f);
        assertThatThrownBy(() -> new ScaledActions(ClassicControl.make("CartPole-v1")))
                .hasMessageStartingWith("actions to be scaled must lie in a box but those of CartPole-v1 lie in");
    }
}
