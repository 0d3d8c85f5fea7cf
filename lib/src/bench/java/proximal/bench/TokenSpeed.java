package proximal.bench;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import proximal.language.Gpt;
import proximal.language.TokenConfig;
import proximal.language.TokenModel;
import proximal.language.TokenSampler;
import proximal.language.TokenTraining;
import proximal.record.RunLog;

/**
 * Sampled tokens and PPO updates a second of processor time on a GPT of 628,225 parameters: 64 prompts of 16 tokens, answers of
 * 48, 4 epochs of 4 minibatches. {@code trl_ppo.py speed} in the test resources is TRL at the same sizes.
 */
public final class TokenSpeed {
    private static final int VOCABULARY = 65;
    private static final int PROMPT = 16;
    private static final int ANSWER = 48;
    private static final int BATCH = 64;

    private TokenSpeed() {}

    /**
     * Prints both speeds.
     *
     * @param args none
     */
    public static void main(String[] args) {
        TokenSampler sampler = TokenSampler.of(-1, ANSWER);
        TokenConfig config = TokenConfig.ppo(sampler).withPrompts(BATCH).withMinibatchSize(BATCH / 4);
        SplittableRandom random = new SplittableRandom(1);
        List<int[]> prompts = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
            prompts.add(random.ints(PROMPT, 0, VOCABULARY).toArray());
        }
        try (TokenModel policy = new TokenModel(new Gpt(VOCABULARY, 128, 128, 4, 3), 1);
                TokenModel reference = policy.copy()) {
            TokenTraining training = new TokenTraining(
                    policy,
                    reference,
                    from -> from.ints(PROMPT, 0, VOCABULARY).toArray(),
                    (prompt, answer) -> answer[0],
                    config,
                    new RunLog("speed", "ppo", 1));
            for (int i = 0; i < 6; i++) {
                double sampling = seconds(() -> sampler.sample(policy, prompts, random));
                double update = seconds(training::update);
                System.out.printf(
                        "%.0f sampled tokens and %.2f updates a second of processor time%n",
                        BATCH * ANSWER / sampling, 1 / update);
            }
        }
    }

    private static double seconds(Runnable work) {
        long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        work.run();
        return (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start) / 1e9;
    }
}
