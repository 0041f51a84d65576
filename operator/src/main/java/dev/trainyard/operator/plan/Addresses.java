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

    /**
     * The replica's host name: {@code digits-worker-0.digits-pods.default.svc}, or {@code digits-worker-0.default.svc}
     * where it has a Service of its own.
     */
    public String host(Replica replica) {
        var domain = clusterDomain.isEmpty() ? "" : "." + clusterDomain;
        var pod = replica.podName(job);
        var name = job.hasServicePerReplica() ? pod : pod + "." + job.serviceName();
        return "%s.%s.svc%s".formatted(name, job.namespace(), domain);
    }

    /** The same where v1 writes a Service's name alone, as in PyTorchJobs: {@code digits-master-0}. */
    public String briefHost(Replica replica) {
        return job.hasServicePerReplica() ? replica.podName(job) : host(replica);
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
