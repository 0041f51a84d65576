package dev.trainyard.operator.plan;

import java.util.Map;
import java.util.Optional;

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
        return host(replica) + ":" + port(replica);
    }

    /** The replica's host name: {@code digits-worker-0.digits-pods.default.svc}. */
    public String host(Replica replica) {
        var domain = clusterDomain.isEmpty() ? "" : "." + clusterDomain;
        return "%s.%s.%s.svc%s".formatted(replica.podName(job), job.serviceName(), job.namespace(), domain);
    }

    /** The port that the replica binds. */
    public int port(Replica replica) {
        return handedOut(replica).orElse(replica.role().port());
    }

    /** The port that the operator has handed out to the replica; absent where it hands out none. */
    public Optional<Integer> handedOut(Replica replica) {
        return Optional.ofNullable(ports.get(replica.name()));
    }
}
