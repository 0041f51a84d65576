package dev.trainyard.operator.plan;

import java.util.Map;
import java.util.Objects;

/**
 * Where the replicas of a job find each other.
 *
 * @param job the job
 * @param clusterDomain what follows {@code .svc} in their names, {@code cluster.local}; empty for nothing, as v1 has it
 * @param ports the ports handed out by replica name; empty where every replica binds its own role's
 */
public record Addresses(TrainingJob job, String clusterDomain, Map<String, Integer> ports) {
    /** The replica's host name and port: {@code digits-worker-0.digits-pods.default.svc:2222}. */
    public String endpoint(Replica replica) {
        var domain = clusterDomain.isEmpty() ? "" : "." + clusterDomain;
        return "%s.%s.%s.svc%s:%d"
                .formatted(replica.podName(job), job.serviceName(), job.namespace(), domain, port(replica));
    }

    /** The port that the replica binds. */
    public int port(Replica replica) {
        return Objects.requireNonNullElse(
                ports.get(replica.name()), replica.role().port());
    }
}
