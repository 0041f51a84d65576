package dev.trainyard.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.api.kubeflow.KubeflowJob;
import dev.trainyard.api.kubeflow.PyTorchJob;
import dev.trainyard.api.kubeflow.TFJob;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many jobs, and everything dies all the time: pods, trainers, nodes, the operator, its connections. Each job gets the
 * verdict that its pods earned, and leaves nothing behind. What is done is random; {@code -Dtrainyard.soak.seed} does
 * it again.
 *
 * <p>On the local cluster pods are processes; on the real control plane they are simulated, and more.
 */
@OnCluster(ClusterKind.OPERATOR_APART)
class SoakIT {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @Test
    @Timeout(900)
    void everyJobHasTheVerdictThatItsPodsEarned(Scenario scenario, @TempDir Path folder) throws Exception {
        long seed = Long.getLong("trainyard.soak.seed", System.nanoTime());
        System.err.println("-Dtrainyard.soak.seed=" + seed + " does this soak again");
        var random = new Random(seed);
        boolean simulated = scenario.cluster() instanceof RealCluster;
        var jobs = SoakJob.all(Integer.getInteger("trainyard.soak.jobs", simulated ? 300 : 60), random);
        try (var pods = simulated ? new SimulatedPods(scenario.client(), jobs) : new ProcessPods(jobs, shared(folder));
                var operator = new MortalOperator(scenario.cluster().kubeconfig(), folder)) {
            for (var job : jobs) {
                scenario.create(job.manifest(pods));
                harm(scenario, pods, operator, random);
                Thread.sleep(simulated ? 150 : 700);
            }
            await(
                    "every job has its verdict",
                    () -> verdicts(scenario).values().stream().noneMatch(""::equals));

            assertThat(verdicts(scenario)).containsExactlyInAnyOrderEntriesOf(expected(jobs));
            await("nothing of a finished job runs", () -> runningPods(scenario).isEmpty());
            delete(scenario);
            await("what a job had goes with it", () -> leftOvers(scenario).isEmpty());
            assertThat(operator.log()).noneMatch(line -> line.matches("\\s+at .*"));
        }
    }

    private static Path shared(Path folder) throws IOException {
        return Files.createDirectory(folder.resolve("soak"));
    }

    /** One blow. */
    private static void harm(Scenario scenario, SoakPods pods, MortalOperator operator, Random random) {
        int what = random.nextInt(100);
        if (what < 45) {
            deletePod(scenario, random);
        } else if (what < 75) {
            pods.killTrainer(random);
        } else if (what < 85) {
            operator.cutConnections();
        } else if (what < 88) {
            pods.loseNode(random);
        } else if (what < 92) {
            operator.dieAndLiveAgain();
        }
    }

    private static void deletePod(Scenario scenario, Random random) {
        var running = scenario.client().pods().list().getItems().stream()
                .filter(pod -> "Running".equals(pod.getStatus().getPhase()))
                .toList();
        if (!running.isEmpty()) {
            var pod = scenario.client().pods().resource(running.get(random.nextInt(running.size())));
            if (random.nextBoolean()) {
                pod.delete();
            } else {
                pod.withGracePeriod(0).delete();
            }
        }
    }

    private static Map<String, String> expected(List<SoakJob> jobs) {
        var expected = new HashMap<String, String>();
        jobs.forEach(job -> expected.put(job.name(), job.verdict()));
        return expected;
    }

    /** Of each job; empty where it is not in. */
    private static Map<String, String> verdicts(Scenario scenario) {
        var verdicts = new HashMap<String, String>();
        jobs(scenario)
                .forEach(job -> verdicts.put(
                        job.getMetadata().getName(),
                        (Scenario.isTrue(job, "Succeeded") ? "Succeeded" : "")
                                + (Scenario.isTrue(job, "Failed") ? "Failed" : "")));
        return verdicts;
    }

    private static Stream<KubeflowJob> jobs(Scenario scenario) {
        return Stream.concat(
                scenario.client().resources(TFJob.class).list().getItems().stream(),
                scenario.client().resources(PyTorchJob.class).list().getItems().stream());
    }

    private static List<String> runningPods(Scenario scenario) {
        return scenario.client().pods().list().getItems().stream()
                .filter(pod ->
                        !List.of("Succeeded", "Failed").contains(pod.getStatus().getPhase()))
                .map(SoakIT::name)
                .toList();
    }

    private static void delete(Scenario scenario) {
        scenario.client().resources(TFJob.class).delete();
        scenario.client().resources(PyTorchJob.class).delete();
    }

    private static List<String> leftOvers(Scenario scenario) {
        return Stream.<Stream<? extends HasMetadata>>of(
                        jobs(scenario),
                        scenario.client().pods().list().getItems().stream(),
                        scenario.client().services().list().getItems().stream())
                .flatMap(all -> all.map(SoakIT::name))
                .toList();
    }

    private static String name(HasMetadata object) {
        return object.getKind() + " " + object.getMetadata().getName();
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        var deadline = Instant.now().plus(PATIENCE);
        while (!condition.getAsBoolean()) {
            if (Instant.now().isAfter(deadline)) {
                throw new AssertionError("not within " + PATIENCE + ": " + what);
            }
            Thread.sleep(1000);
        }
    }
}
