package dev.trainyard.operator.reconcile;

import dev.trainyard.operator.plan.Replica;
import dev.trainyard.operator.plan.TrainingJob;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Hands out a port to each replica, so that no two of unfinished jobs have the same, of whatever kind they are. What
 * was handed out stands in an annotation of the job; this is the memory that keeps two jobs apart that are looked at in
 * the same moment.
 */
public final class ReplicaPorts {
    private final Optional<PortRange> range;
    private final Map<String, Map<String, Integer>> byJob = new HashMap<>();

    /**
     * Knows of no job yet.
     *
     * @param range the ports to hand out; where empty, each replica binds its own role's
     */
    public ReplicaPorts(Optional<PortRange> range) {
        this.range = range;
    }

    /** Takes in what the job's annotation says, or that the job has ended. */
    synchronized void learn(TrainingJob job) {
        if (job.isFinished() || job.deleting()) {
            byJob.remove(job.uid());
        } else if (!job.ports().isEmpty()) {
            byJob.put(job.uid(), job.ports());
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
        var known = job.ports().isEmpty() ? byJob.getOrDefault(job.uid(), Map.of()) : job.ports();
        if (range.isEmpty() || job.isFinished()) {
            return known;
        }
        // A job may have been given more replicas since; what they have stays theirs.
        var lacking = job.replicas()
                .map(Replica::name)
                .filter(name -> !known.containsKey(name))
                .toList();
        var ports = new TreeMap<>(known);
        ports.putAll(free(range.get(), lacking, job));
        byJob.put(job.uid(), ports);
        return ports;
    }

    private Map<String, Integer> free(PortRange from, List<String> replicas, TrainingJob job) {
        var taken = new HashSet<Integer>();
        byJob.values().forEach(ports -> taken.addAll(ports.values()));
        var ports = new HashMap<String, Integer>();
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
}
