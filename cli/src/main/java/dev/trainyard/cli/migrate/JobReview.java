package dev.trainyard.cli.migrate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.cli.migrate.Finding.Weight;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Says of a job of Training Operator v1 what would change; {@code docs/operator.md} has the list of what differs. */
final class JobReview {
    private static final Set<String> FINISHED = Set.of("Succeeded", "Failed");

    private final String kind;
    private final JsonNode job;
    private final Instant now;
    private final String name;
    private final JsonNode policy;
    private final List<Finding> findings = new ArrayList<>();

    private JobReview(String kind, JsonNode job, Instant now) {
        this.kind = kind;
        this.job = job;
        this.now = now;
        name = job.at("/metadata/name").asText();
        policy = job.at("/spec/runPolicy");
    }

    /** Reviews a job as the server has it. */
    static JobReport of(String kind, JsonNode job, Admission.Answer admission, Instant now) {
        var review = new JobReview(kind, job, now);
        var state = review.state();
        review.admission(admission);
        if (!FINISHED.contains(state)) {
            review.names();
            review.policies();
            review.replicas();
            review.live();
        }
        return new JobReport(
                kind, job.at("/metadata/namespace").asText(), review.name, state, List.copyOf(review.findings));
    }

    private String state() {
        return elements(job.at("/status/conditions"))
                .filter(condition -> condition.path("status").asText().equals("True"))
                .map(condition -> condition.path("type").asText())
                .reduce((_, last) -> last)
                .orElse("New");
    }

    private void admission(Admission.Answer answer) {
        answer.refused()
                .forEach(problem -> add(
                        Weight.REFUSED,
                        problem,
                        "correct the manifest; the stored job is read as it is, and refused when it is made again"));
        if (!answer.dropped().isEmpty()) {
            change(
                    "these fields are unknown, and dropped: " + String.join(", ", answer.dropped()),
                    "look whether anything needs them");
        }
    }

    /** v1 has a Service for each replica, named like its pod; here the pods share one, which is part of their names. */
    private void names() {
        var roles = roles().stream()
                .map(role -> Pattern.quote(role.getKey().toLowerCase(Locale.ROOT)))
                .collect(Collectors.joining("|"));
        if (roles.isEmpty()) {
            return;
        }
        var hosts = Pattern.compile("(?<![-\\w.])" + Pattern.quote(name) + "-(?:" + roles + ")-\\d+(?![-\\w])(?!\\."
                + Pattern.quote(name) + "-pods)");
        var written = new TreeSet<String>();
        containers((_, container) -> texts(container)
                .forEach(text -> hosts.matcher(text).results().forEach(found -> written.add(found.group()))));
        if (!written.isEmpty()) {
            change(
                    "it writes out the host names " + String.join(", ", written) + ", and a replica's name is "
                            + written.first() + "." + name + "-pods",
                    "annotate the job with trainyard.dev/services: per-replica, which keeps v1's names, or take the names "
                            + "from TF_CONFIG or MASTER_ADDR");
        }
    }

    private void policies() {
        if (policy.path("cleanPodPolicy").asText().isEmpty()) {
            change(
                    "cleanPodPolicy is unset: pods that still run when the job has ended are deleted, and v1 let them run on",
                    "set runPolicy.cleanPodPolicy: None where they are to run on");
        }
        if (policy.has("backoffLimit")) {
            change(
                    "backoffLimit: %d counts the restarts of all replicas, new pods included; v1 counted those of containers in running pods"
                            .formatted(policy.path("backoffLimit").asInt()),
                    "raise it where a job is meant to survive more");
        }
        var started = job.at("/status/startTime").asText();
        if (policy.has("activeDeadlineSeconds")
                && !started.isEmpty()
                && Instant.parse(started)
                        .plusSeconds(policy.path("activeDeadlineSeconds").asLong())
                        .isBefore(now)) {
            change(
                    "its activeDeadlineSeconds have passed, which v1 has not noticed: it fails as soon as the operator sees it",
                    "raise runPolicy.activeDeadlineSeconds before the switch");
        }
    }

    private void replicas() {
        for (var role : roles()) {
            var containers = role.getValue().at("/template/spec/containers").size();
            if (role.getValue().path("restartPolicy").asText().equals("Always")) {
                change(
                        role.getKey()
                                + " has restartPolicy Always: a trainer that exits with 0 has finished, and v1 ran it again",
                        "let a server loop by itself");
            }
            if (containers > 1) {
                change(
                        "%s has %d containers: the trainer alone decides, and v1 waited for all of them"
                                .formatted(role.getKey(), containers),
                        "nothing, where the others only help");
            }
            if (role.getKey().equalsIgnoreCase("Evaluator")) {
                change("a failing Evaluator no longer fails the job", "nothing, unless you relied on it");
            }
        }
    }

    private void live() {
        var active = elements(job.at("/status/replicaStatuses"))
                .mapToInt(status -> status.path("active").asInt())
                .sum();
        if (active == 0) {
            return;
        }
        change(
                "%d of its pods run: they go on and are counted, without an uploader".formatted(active),
                active == 1
                        ? "nothing"
                        : "annotate the job with trainyard.dev/services: per-replica before the switch: else a replica that starts again gets names by which pods of before are not found");
    }

    private Set<Map.Entry<String, JsonNode>> roles() {
        return job.at(kind.equals("TFJob") ? "/spec/tfReplicaSpecs" : "/spec/pytorchReplicaSpecs")
                .properties();
    }

    private void containers(BiConsumer<String, JsonNode> each) {
        for (var role : roles()) {
            for (var list : List.of("initContainers", "containers")) {
                role.getValue()
                        .at("/template/spec/" + list)
                        .forEach(container -> each.accept(role.getKey(), container));
            }
        }
    }

    private static Stream<String> texts(JsonNode container) {
        return Stream.of(
                        elements(container.path("command")),
                        elements(container.path("args")),
                        elements(container.path("env")).map(variable -> variable.path("value")))
                .flatMap(texts -> texts)
                .map(JsonNode::asText);
    }

    private void change(String what, String todo) {
        add(Weight.CHANGES, what, todo);
    }

    private void add(Weight weight, String what, String todo) {
        findings.add(new Finding(weight, what, todo));
    }

    private static Stream<JsonNode> elements(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }
}
