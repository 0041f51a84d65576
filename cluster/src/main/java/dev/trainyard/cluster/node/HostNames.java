package dev.trainyard.cluster.node;

import io.fabric8.kubernetes.api.model.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the {@code /etc/hosts} of all pods up to date. */
final class HostNames {
    private static final Logger LOG = LoggerFactory.getLogger(HostNames.class);
    private static final Path HOST = Path.of("/etc/hosts");

    private final String address;

    /** @param address where they all are */
    HostNames(String address) {
        this.address = address;
    }

    synchronized void refresh(Collection<PodWorker> workers, List<Service> services) {
        var pods = workers.stream().map(PodWorker::pod).toList();
        try {
            var host = Files.exists(HOST) ? Files.readString(HOST) : "127.0.0.1\tlocalhost";
            for (var worker : workers) {
                Files.createDirectories(worker.hosts().getParent());
                HostsFile.write(worker.hosts(), HostsFile.contents(host, worker.pod(), address, pods, services));
            }
        } catch (IOException e) {
            LOG.warn("The names of pods and services could not be written: {}", e.toString());
        }
    }
}
