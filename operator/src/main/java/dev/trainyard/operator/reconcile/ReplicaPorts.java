package dev.trainyard.operator.reconcile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.trainyard.api.Serialization;
import dev.trainyard.api.trainyard.Names;
import dev.trainyard.operator.plan.Replica;
import dev.trainyard.operator.plan.TrainingJob;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Hands out a port to each replica, so that no two of unfinished jobs have the same. What was handed out stands in an
 * annotation of the job; this is the memory that keeps two jobs apart that are looked at in the same moment.
 */
final class ReplicaPorts {
    private final Optional<PortRange> range;
    private final Map<String, Map<String, Integer>> byJob = new HashMap<>();

    ReplicaPorts(Optional<PortRange> range) {
        this.range = range;
    }

    /** Takes in what the job's annotation says, or that the job has ended. */
    synchronized void learn(TrainingJob job) {
        if (job.isFinished() || job.deleting()) {
            byJob.remove(job.uid());
        } else {
            recorded(job).ifPresent(ports -> byJob.put(job.uid(), ports));
        }
    }

    synchronized void forget(String uid) {
        byJob.remove(uid);
    }

    /**
     * The ports of the job's replicas, by replica name; empty where the operator hands out none.
     *
     * @throws TryAgain where too few are free
     */
    synchronized Map<String, Integer> of(TrainingJob job) {
        var known = recorded(job).orElseGet(() -> byJob.getOrDefault(job.uid(), Map.of()));
        if (!known.isEmpty() || range.isEmpty() || job.isFinished()) {
            return known;
        }
        var replicas = job.replicas().map(Replica::name).toList();
        var ports = free(range.get(), replicas, job);
        byJob.put(job.uid(), ports);
        return ports;
    }

    private Map<String, Integer> free(PortRange from, List<String> replicas, TrainingJob job) {
        var taken = new HashSet<Integer>();
        byJob.values().forEach(ports -> taken.addAll(ports.values()));
        var ports = new TreeMap<String, Integer>();
        int port = from.first();
        for (var replica : replicas) {
            while (taken.contains(port)) {
                port++;
            }
            if (port > from.last()) {
                throw new TryAgain("%s needs %d ports, and of %s only %d are free: it waits for another job to end"
                        .formatted(job.name(), replicas.size(), from, ports.size()));
            }
            ports.put(replica, port++);
        }
        return ports;
    }

    private static Optional<Map<String, Integer>> recorded(TrainingJob job) {
        return Optional.ofNullable(job.annotations().get(Names.PORTS)).flatMap(ReplicaPorts::parse);
    }

    private static Optional<Map<String, Integer>> parse(String json) {
        try {
            return Optional.of(
                    Serialization.mapper().readValue(json, new TypeReference<TreeMap<String, Integer>>() {}));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
