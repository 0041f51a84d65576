package dev.trainyard.cluster.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostsFileTest {
    @Test
    void knowsPodsAndServicesByTheNamesOfClusterDns() {
        var chief = pod("default", "digits-chief-0", "digits-pods");
        var worker = pod("default", "digits-worker-0", "digits-pods");
        var other = pod("other", "far", "away");

        var contents = HostsFile.contents(
                "10.0.0.1 host\n",
                chief,
                "192.0.2.7",
                List.of(chief, worker, other),
                List.of(service("default", "digits-pods")));

        assertThat(contents.lines())
                .contains(
                        "10.0.0.1 host",
                        "192.0.2.7\tdigits-chief-0.digits-pods.default.svc.cluster.local\tdigits-chief-0",
                        "192.0.2.7\tdigits-worker-0.digits-pods.default.svc.cluster.local\tdigits-worker-0.digits-pods.default.svc\tdigits-worker-0.digits-pods.default\tdigits-worker-0.digits-pods",
                        "192.0.2.7\tfar.away.other.svc.cluster.local\tfar.away.other.svc\tfar.away.other",
                        "192.0.2.7\tdigits-pods.default.svc.cluster.local\tdigits-pods.default.svc\tdigits-pods.default\tdigits-pods");
    }

    @Test
    void anAddressIsFirstOfAllThePodsOwn() {
        var worker = pod("default", "digits-worker-0", "digits-pods");

        var contents = HostsFile.contents("127.0.0.1\tlocalhost\n", worker, "127.0.0.1", List.of(worker), List.of());

        assertThat(contents.lines().filter(line -> line.startsWith("127.0.0.1")))
                .startsWith(
                        "127.0.0.1\tdigits-worker-0.digits-pods.default.svc.cluster.local\tdigits-worker-0",
                        "127.0.0.1\tlocalhost");
    }

    @Test
    void whatAContainerWroteIntoItIsReplaced(@TempDir Path folder) throws IOException {
        var file = folder.resolve("hosts");
        HostsFile.write(file, "names\n");
        try (var grown = new RandomAccessFile(file.toFile(), "rw")) {
            grown.setLength(4L << 30); // More than a String can hold; the file has holes only.
        }

        HostsFile.write(file, "names\n");

        assertThat(file).hasContent("names\n");
    }

    @Test
    void isChangedInPlace(@TempDir Path folder) throws IOException {
        var file = folder.resolve("hosts");
        HostsFile.write(file, "a long text\n");
        var before = Files.getAttribute(file, "unix:ino");

        HostsFile.write(file, "short\n");

        assertThat(file).hasContent("short\n");
        assertThat(Files.getAttribute(file, "unix:ino")).isEqualTo(before);
    }

    private static Pod pod(String namespace, String hostname, String subdomain) {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(hostname + "-pod")
                .endMetadata()
                .withNewSpec()
                .withHostname(hostname)
                .withSubdomain(subdomain)
                .endSpec()
                .build();
    }

    private static Service service(String namespace, String name) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .endMetadata()
                .build();
    }
}
