package dev.trainyard.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.trainyard.api.Serialization;
import dev.trainyard.api.kubeflow.KubeflowJob;
import dev.trainyard.api.kubeflow.PyTorchJob;
import dev.trainyard.api.kubeflow.TFJob;
import dev.trainyard.api.trainyard.ArtifactStore;
import dev.trainyard.operator.pods.ReplicaPod;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Each folder under {@code golden/} is a case: {@code in-job.yaml} and {@code in-observed.yaml} go into the planner,
 * {@code out-plan.yaml} must come out. {@code -Dgolden.rewrite=true} writes what comes out, to be reviewed by eye.
 */
class GoldenTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final ObjectMapper MAPPER =
            Serialization.mapper().copy().configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true);

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .build();

    /** {@code in-observed.yaml}; whatever it leaves out is empty, and the operator as it comes, without logs. */
    private record Seen(
            @Nullable String now,
            @Nullable Set<String> services,
            @Nullable Map<String, Integer> ports,
            @Nullable List<Pod> pods,
            @Nullable List<ArtifactStore> stores,
            @Nullable HorizontalPodAutoscaler autoscaler,
            @Nullable Map<String, NodeHealth> nodes,
            @Nullable GenericKubernetesResource podGroup,
            @Nullable Map<String, String> refused,
            @Nullable KeptLogs logs,
            @Nullable String clusterDomain,
            @Nullable Boolean restartsContainers,
            @Nullable String gangScheduler) {

        Instant time() {
            return Instant.parse(Objects.requireNonNullElse(now, "2026-11-23T10:00:00Z"));
        }

        Planner planner() {
            return new Planner(
                    Objects.requireNonNullElse(clusterDomain, ""),
                    "trainyard/uploader:test",
                    Objects.requireNonNullElse(restartsContainers, false),
                    GangScheduler.named(Objects.requireNonNullElse(gangScheduler, "")));
        }

        Observed observed(TrainingJob job) {
            var trainers = job.trainedBy(Objects.requireNonNullElse(pods, List.<Pod>of()).stream()
                    .flatMap(pod -> ReplicaPod.of(pod).stream())
                    .toList());
            return new Observed(
                    trainers,
                    Objects.requireNonNullElse(services, Set.of(job.serviceName())),
                    new TreeMap<>(Objects.requireNonNullElse(ports, Map.of())),
                    // The operator looks at them only where the plan depends on them.
                    job.needsStores(trainers) ? Objects.requireNonNullElse(stores, List.of()) : List.of(),
                    Optional.ofNullable(autoscaler),
                    Objects.requireNonNullElse(nodes, Map.of()),
                    Optional.ofNullable(podGroup),
                    Objects.requireNonNullElse(refused, Map.of()),
                    Objects.requireNonNullElse(logs, KeptLogs.NONE));
        }
    }

    @TestFactory
    Stream<DynamicTest> plansAreAsWritten() throws IOException {
        try (var cases = Files.list(GOLDEN)) {
            return cases.filter(Files::isDirectory).sorted().toList().stream()
                    .map(folder -> DynamicTest.dynamicTest(folder.getFileName().toString(), () -> check(folder)));
        }
    }

    private static void check(Path folder) throws IOException {
        var job =
                job(Serialization.kubernetes().<KubeflowJob>unmarshal(Files.readString(folder.resolve("in-job.yaml"))));
        var seen = read(folder.resolve("in-observed.yaml"), Seen.class);
        var plan = seen.planner().plan(job, seen.observed(job), seen.time());
        var written = folder.resolve("out-plan.yaml");
        var text = yaml(plan);
        if (Boolean.getBoolean("golden.rewrite")) {
            Files.writeString(written, text);
        }
        assertThat(text).isEqualTo(Files.readString(written));
    }

    private static TrainingJob job(KubeflowJob job) {
        return switch (job) {
            case TFJob tensorFlow -> new TensorFlow().read(tensorFlow);
            case PyTorchJob pyTorch -> new PyTorch().read(pyTorch);
        };
    }

    private static <T> T read(Path file, Class<T> type) throws IOException {
        return Serialization.kubernetes().unmarshal(Files.readString(file), type);
    }

    private static String yaml(Plan plan) throws IOException {
        var tree = MAPPER.createObjectNode();
        var actions = tree.putArray("actions");
        plan.actions().forEach(action -> actions.add(named(action)));
        tree.set("status", sorted(plan.status()));
        var events = tree.putArray("events");
        plan.events()
                .forEach(event -> events.add("%s %s: %s".formatted(event.type(), event.reason(), event.message())));
        plan.next().ifPresent(next -> tree.put("next", next.toString()));
        return YAML.writeValueAsString(withoutEmpty(tree));
    }

    private static ObjectNode named(Action action) {
        var node = MAPPER.createObjectNode();
        Object content = switch (action) {
            case Action.CreatePod(var pod) -> pod;
            case Action.CreateService(var service) -> service;
            case Action.RecordPorts(var ports) -> ports;
            case Action.KeepLogs logs -> logs;
            case Action.DeleteLogs logs -> logs;
            case Action.DeletePod pod -> pod;
            case Action.ForceDeletePod pod -> pod;
            case Action.PutAutoscaler(var autoscaler) -> autoscaler;
            case Action.DeleteAutoscaler autoscaler -> autoscaler;
            case Action.PutPodGroup(var podGroup) -> podGroup;
            case Action.DeletePodGroup podGroup -> podGroup;
            case Action.Signal signal -> signal;
            case Action.DeleteJob _ -> Map.of();
        };
        node.set(action.getClass().getSimpleName(), sorted(content));
        return node;
    }

    /** Through plain maps, whose keys are sorted, so that equal plans are equal texts. */
    private static JsonNode sorted(Object value) {
        var plain = MAPPER.convertValue(value, Object.class);
        return MAPPER.valueToTree(sortedPlain(plain));
    }

    private static Object sortedPlain(Object value) {
        return switch (value) {
            case Map<?, ?> map -> {
                var sorted = new TreeMap<String, Object>();
                map.forEach((key, each) -> {
                    if (each != null) {
                        sorted.put(String.valueOf(key), sortedPlain(each));
                    }
                });
                yield sorted;
            }
            case List<?> list -> list.stream().map(GoldenTest::sortedPlain).toList();
            default -> value;
        };
    }

    private static ObjectNode withoutEmpty(ObjectNode tree) {
        if (tree.get("actions") instanceof ArrayNode actions && actions.isEmpty()) {
            tree.remove("actions");
        }
        if (tree.get("events") instanceof ArrayNode events && events.isEmpty()) {
            tree.remove("events");
        }
        return tree;
    }
}
