package dev.trainyard.operator;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One of several replicas of the operator leads, and holds a Lease as long as it does; the times are client-go's. Who
 * loses it must end its process: what it has begun cannot be called back.
 */
final class Leadership implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);
    private static final Duration LEASE = Duration.ofSeconds(15);
    private static final Duration RENEW_DEADLINE = Duration.ofSeconds(10);
    private static final Duration RETRY = Duration.ofSeconds(2);

    private final CompletableFuture<?> election;

    private Leadership(CompletableFuture<?> election) {
        this.election = election;
    }

    /**
     * Stands for election, and returns at once.
     *
     * @param identity who this is: the pod's name
     * @param leads called when it has been elected, on a thread of its own; works as long as the process does
     * @param lost called when it leads no more
     */
    static Leadership seek(
            KubernetesClient client, String namespace, String lease, String identity, Runnable leads, Runnable lost) {
        var callbacks = new LeaderCallbacks(
                () -> Thread.ofVirtual().name("operator-leads").start(leads),
                lost,
                leader -> LOG.info("{} leads", leader));
        var config = new LeaderElectionConfigBuilder()
                .withName(lease)
                .withLock(new LeaseLock(namespace, lease, identity))
                .withLeaseDuration(LEASE)
                .withRenewDeadline(RENEW_DEADLINE)
                .withRetryPeriod(RETRY)
                .withReleaseOnCancel(true)
                .withLeaderCallbacks(callbacks)
                .build();
        return new Leadership(client.leaderElector().withConfig(config).build().start());
    }

    /** Gives the lease back, so that the next one need not wait for it to run out. */
    @Override
    public void close() {
        election.cancel(true);
    }
}
