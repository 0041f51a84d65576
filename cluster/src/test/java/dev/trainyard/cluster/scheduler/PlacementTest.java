package dev.trainyard.cluster.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.cluster.view.ClaimView;
import dev.trainyard.cluster.view.NodeView;
import dev.trainyard.cluster.view.PodView;
import dev.trainyard.cluster.view.StorageClassView;
import dev.trainyard.cluster.view.VolumeView;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Golden cases: {@code placement/<case>/} has the cluster, the pod and the decision, all as a person would write them.
 */
final class PlacementTest {
    private static final KubernetesSerialization YAML = new KubernetesSerialization();

    static Stream<String> cases() throws URISyntaxException {
        return Arrays.stream(Objects.requireNonNull(folder().toFile().list())).sorted();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void decides(String name) throws IOException, URISyntaxException {
        var folder = folder().resolve(name);
        var cluster = Files.readString(folder.resolve("cluster.yaml"));
        var pod = YAML.unmarshal(Files.readString(folder.resolve("pod.yaml")), Pod.class);

        var decision = Placement.decide(snapshot(cluster), PodView.of(pod));

        assertThat(text(decision))
                .isEqualTo(Files.readString(folder.resolve("decision.txt")).strip());
    }

    private static Path folder() throws URISyntaxException {
        return Path.of(Objects.requireNonNull(PlacementTest.class.getResource("placement"))
                .toURI());
    }

    private static String text(Decision decision) {
        return switch (decision) {
            case Decision.Bind(var node) -> "bind " + node;
            case Decision.SelectNode(var node, var claims) ->
                "select " + node + " for "
                        + claims.stream().map(ClaimView::name).collect(Collectors.joining(", "));
            case Decision.NoFit(var message) -> message;
        };
    }

    private static Snapshot snapshot(String yaml) {
        var nodes = new ArrayList<NodeView>();
        var pods = new ArrayList<PodView>();
        var claims = new HashMap<String, ClaimView>();
        var volumes = new HashMap<String, VolumeView>();
        var classes = new HashMap<String, StorageClassView>();
        for (var document : yaml.split("(?m)^---$", -1)) {
            if (!document.isBlank()) {
                switch (YAML.<HasMetadata>unmarshal(document)) {
                    case Node node -> nodes.add(NodeView.of(node));
                    case Pod pod -> pods.add(PodView.of(pod));
                    case PersistentVolumeClaim claim ->
                        claims.put("default/" + claim.getMetadata().getName(), ClaimView.of(claim));
                    case PersistentVolume volume ->
                        volumes.put(volume.getMetadata().getName(), VolumeView.of(volume));
                    case StorageClass storageClass ->
                        classes.put(storageClass.getMetadata().getName(), StorageClassView.of(storageClass));
                    case HasMetadata other -> throw new IllegalArgumentException("no place for a " + other.getKind());
                }
            }
        }
        return Snapshot.of(nodes, pods, claims, volumes, classes);
    }
}
