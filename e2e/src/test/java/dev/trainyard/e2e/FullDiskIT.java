package dev.trainyard.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The disk that the local cluster lives on is full. */
@Tag("scenario")
@EnabledIfSystemProperty(named = "trainyard.cluster", matches = "local")
class FullDiskIT {
    private static final String FULL = "is full: free some space and try again";
    private static final String LARGE = "x".repeat(900_000);

    @Test
    void whatHasNoRoomIsRefusedAndNothingThatWasAnsweredIsLost() throws IOException {
        try (var machine = machine("48m");
                var cluster = LocalCluster.on(machine);
                var scenario = new Scenario(cluster)) {
            fill(ballast(machine), 32);
            var answered = createUntilRefused(scenario);

            // The next one is refused as the first one was, and what is there can still be read.
            assertThat(refusal(scenario, "one-more")).contains(FULL);
            assertThat(names(scenario)).containsExactlyInAnyOrderElementsOf(answered);

            cluster.kill();
            var full = cluster.tryUp();
            assertThat(full.code()).isEqualTo(1);
            assertThat(full.lines()).singleElement().asString().contains(machine.folder() + "/home/", "No space left");

            Files.delete(ballast(machine));
            cluster.up();
            assertThat(names(scenario)).containsExactlyInAnyOrderElementsOf(answered);
            create(scenario, "one-more");
            assertThat(names(scenario)).contains("one-more").hasSize(answered.size() + 1);
        }
    }

    @Test
    void aTrainerThatFillsTheDiskFailsAndWhatItHadWrittenIsSafe() throws IOException {
        try (var machine = machine("96m");
                var cluster = LocalCluster.on(machine);
                var scenario = new Scenario(cluster)) {
            // Room for the artifacts too, which a store on the same disk holds twice for a moment.
            fill(ballast(machine), 72);
            scenario.createArtifactStore();
            scenario.create(QuickJob.chief("glutton", "Never", """
                    echo half > /output/checkpoint
                    until [ -e /output/go ]; do sleep 0.1; done
                    head -c 100000000 /dev/zero > /output/model
                    """));
            var pod = scenario.awaitContainer("glutton-chief-0", "runs", state -> state.getRunning() != null);

            // From here on nothing that happens can be told: the cluster has no room to write it down.
            Files.createFile(output(machine, pod).resolve("go"));
            HostProcesses.awaitEnd("glutton-chief");

            Files.delete(ballast(machine));

            var job = scenario.awaitCondition("glutton", "Failed");
            scenario.awaitArtifacts("glutton", "Uploaded");
            assertThat(Artifacts.of(cluster.store(), job))
                    .satisfies(artifacts -> assertThat(artifacts.outcome()).isEqualTo("Failed"))
                    .satisfies(artifacts -> assertThat(artifacts.files()).containsKeys("checkpoint", "model"));
        }
    }

    private static Machine machine(String size) {
        return Machine.with("mount -t tmpfs -o size=" + size + " trainyard $0");
    }

    private static Path output(Machine machine, Pod pod) {
        return machine.seen(
                machine.folder().resolve("home/pods/" + pod.getMetadata().getUid() + "/volumes/output"));
    }

    private static Path ballast(Machine machine) {
        return machine.seen(machine.folder().resolve("ballast"));
    }

    private static void fill(Path file, int mebibytes) throws IOException {
        Files.write(file, new byte[mebibytes << 20]);
    }

    private static List<String> createUntilRefused(Scenario scenario) {
        var answered = new ArrayList<String>();
        for (int i = 0; i < 100; i++) {
            var name = "answered-" + i;
            try {
                create(scenario, name);
                answered.add(name);
            } catch (KubernetesClientException refused) {
                assertThat(refused).hasMessageContaining(FULL);
                return answered;
            }
        }
        throw new AssertionError("the disk was never full");
    }

    private static String refusal(Scenario scenario, String name) {
        try {
            create(scenario, name);
            throw new AssertionError(name + " was not refused");
        } catch (KubernetesClientException refused) {
            return String.valueOf(refused.getMessage());
        }
    }

    private static void create(Scenario scenario, String name) {
        scenario.client()
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .addToLabels("large", "true")
                        .endMetadata()
                        .addToData("large", LARGE)
                        .build())
                .create();
    }

    private static List<String> names(Scenario scenario) {
        return scenario.client().configMaps().withLabel("large").list().getItems().stream()
                .map(map -> map.getMetadata().getName())
                .toList();
    }
}
