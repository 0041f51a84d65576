package dev.trainyard.operator.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.trainyard.api.Serialization;
import dev.trainyard.api.kubeflow.TFJob;
import dev.trainyard.api.kubeflow.TFJobSpec;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** TFJob: its roles, its defaults, and {@code TF_CONFIG}, all as Training Operator v1.9 has them. */
public final class TensorFlow implements Framework {
    private static final String TF_CONFIG = "TF_CONFIG";

    /** Reads a TFJob and fills in its defaults. */
    public TrainingJob read(TFJob job) {
        var spec = Optional.ofNullable(job.getSpec())
                .orElseGet(() -> new TFJobSpec(Optional.empty(), Optional.empty(), Optional.empty(), Map.of()));
        var specification =
                new Specification(this, job.getMetadata()).read("spec.tfReplicaSpecs", spec.tfReplicaSpecs());
        var problems = new ArrayList<>(specification.problems());
        var successPolicy = spec.successPolicy().orElse("");
        if (!successPolicy.isEmpty() && !successPolicy.equals("AllWorkers")) {
            problems.add("spec.successPolicy is \"" + successPolicy + "\": use \"AllWorkers\", or leave it out");
        }
        return specification.job(
                spec.runPolicy(),
                particulars(
                        successPolicy.equals("AllWorkers") ? WorkerSuccess.ALL : WorkerSuccess.FIRST,
                        spec.enableDynamicWorker().orElse(false)),
                problems,
                Objects.requireNonNullElse(job.getStatus(), TrainingJob.NEW));
    }

    private static Particulars particulars(WorkerSuccess workerSuccess, boolean dynamicWorkers) {
        return new Particulars(
                workerSuccess,
                dynamicWorkers,
                Optional.empty(),
                Optional.empty(),
                (job, replica, addresses) -> environment(dynamicWorkers, job, replica, addresses),
                List.of());
    }

    @Override
    public String kind() {
        return "TFJob";
    }

    @Override
    public String controller() {
        return "tfjob-controller";
    }

    @Override
    public String containerName() {
        return "tensorflow";
    }

    @Override
    public String portName() {
        return "tfjob-port";
    }

    @Override
    public int defaultPort() {
        return 2222;
    }

    @Override
    public RestartPolicy defaultRestartPolicy() {
        return RestartPolicy.NEVER;
    }

    @Override
    public List<String> roles() {
        return List.of("Chief", "Master", "PS", "Worker", "Evaluator");
    }

    @Override
    public boolean isChief(String role) {
        return role.equals("Chief") || role.equals("Master");
    }

    @Override
    public boolean isJudged(String role) {
        return !role.equals("Evaluator");
    }

    @Override
    public boolean tellsSidecars() {
        return false;
    }

    private static Map<String, String> environment(
            boolean dynamicWorkers, TrainingJob job, Replica replica, Addresses addresses) {
        // A single replica has nobody to talk to: TensorFlow then trains locally, as v1 leaves it.
        if (job.replicas().limit(2).count() == 1) {
            return Map.of();
        }
        var cluster = new TreeMap<String, Object>();
        for (var role : job.roles()) {
            cluster.put(role.key(), role.each().map(addresses::endpoint).toList());
        }
        var config = new LinkedHashMap<String, Object>();
        var sparse = dynamicWorkers ? sparse(cluster, replica, addresses) : Optional.<Map<String, Object>>empty();
        config.put("cluster", sparse.orElse(cluster));
        var task = new LinkedHashMap<String, Object>();
        task.put("type", replica.role().key());
        task.put("index", replica.index());
        config.put("task", task);
        if (sparse.isEmpty()) {
            config.put("environment", "cloud");
        }
        return Map.of(TF_CONFIG, json(config));
    }

    /**
     * A worker knows itself and every parameter server, a parameter server only itself, so that workers can come and
     * go. Absent for the others: v1 tells them of nobody, and TensorFlow ends a chief that is no member of its cluster.
     */
    private static Optional<Map<String, Object>> sparse(
            Map<String, Object> cluster, Replica replica, Addresses addresses) {
        var endpoint = addresses.endpoint(replica);
        return switch (replica.role().name()) {
            case "Worker" ->
                Optional.of(sparse(
                        Map.of(Integer.toString(replica.index()), endpoint), cluster.getOrDefault("ps", List.of())));
            case "PS" -> Optional.of(sparse(Map.of(), List.of(endpoint)));
            default -> Optional.empty();
        };
    }

    private static Map<String, Object> sparse(Map<String, String> worker, Object ps) {
        var sparse = new LinkedHashMap<String, Object>();
        sparse.put("worker", worker);
        sparse.put("ps", ps);
        return sparse;
    }

    private static String json(Object value) {
        try {
            return Serialization.mapper().writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
