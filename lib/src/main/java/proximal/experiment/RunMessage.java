package proximal.experiment;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import proximal.environment.Environment;
import proximal.record.Json;
import proximal.training.AfterUpdate;
import proximal.training.EvaluationSchedule;
import proximal.training.RecordCopies;
import proximal.training.TrainingConfig;

/** A run on its way to another JVM, as text. */
final class RunMessage {
    private RunMessage() {}

    /**
     * Writes what another JVM needs to train a run.
     *
     * @param store the folder of the store, for checkpoints; null for none
     * @throws IllegalArgumentException if a part of it cannot travel
     */
    static String write(RunJob job, Path store, int checkpointEvery) {
        String of = " of the variant " + job.identity.variant();
        Map<String, Object> message = new LinkedHashMap<>(job.identity.manifest());
        Map<String, Object> config = new LinkedHashMap<>();
        RecordCopies.values(job.config)
                .forEach((name, value) -> config.put(name, JsonValues.encode(value, "the " + name + of)));
        message.put("config", config);
        message.put(
                "environment",
                job.task instanceof TaskById named
                        ? named.id()
                        : JsonValues.encode(job.task, "what makes the task " + job.identity.task()));
        message.put("evaluations", JsonValues.encode(job.evaluations, "the evaluation" + of));
        boolean called = job.identity.configuration().containsKey("each");
        message.put("callback", JsonValues.encode(called ? job.callback : null, "what is called after each update"));
        message.put("limit", job.limit);
        message.put("number", job.number);
        message.put("store", store == null ? null : store.toString());
        message.put("checkpointEvery", checkpointEvery);
        return Json.write(message);
    }

    /** A message that was read. */
    record Read(RunJob job, Path store, int checkpointEvery) {}

    /**
     * Reads a message.
     *
     * @throws IllegalArgumentException if this JVM lacks a class
     */
    @SuppressWarnings("unchecked")
    static Read read(String text) {
        Map<String, Object> message = Json.read(text);
        Map<String, Object> parts = new LinkedHashMap<>((Map<String, Object>) message.get("config"));
        Map<String, Object> whole = new LinkedHashMap<>(parts);
        whole.put("class", TrainingConfig.class.getName());
        TrainingConfig config = (TrainingConfig) JsonValues.decode(whole, TrainingConfig.class, "the configuration");
        Object environment = message.get("environment");
        Supplier<? extends Environment> task = environment instanceof String id
                ? new TaskById(id)
                : (Supplier<? extends Environment>) JsonValues.decode(environment, Object.class, "the task");
        RunIdentity identity = new RunIdentity(
                (String) message.get("task"), (String) message.get("variant"), (Long) message.get("seed"), (Map<
                                String, String>)
                        message.get("configuration"));
        AfterUpdate callback = (AfterUpdate) JsonValues.decode(message.get("callback"), Object.class, "the callback");
        EvaluationSchedule evaluations =
                (EvaluationSchedule) JsonValues.decode(message.get("evaluations"), Object.class, "the evaluation");
        RunJob job = new RunJob(identity, task, config, evaluations, callback == null ? (run, record) -> {} : callback);
        job.limit = ((Long) message.get("limit")).intValue();
        job.number = ((Long) message.get("number")).intValue();
        Path store = message.get("store") == null ? null : Path.of((String) message.get("store"));
        return new Read(job, store, ((Long) message.get("checkpointEvery")).intValue());
    }
}
