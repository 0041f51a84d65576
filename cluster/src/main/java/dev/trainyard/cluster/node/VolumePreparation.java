package dev.trainyard.cluster.node;

import dev.trainyard.cluster.node.lifecycle.PodObservation.Preparation;
import dev.trainyard.cluster.node.volume.PodVolumes;
import dev.trainyard.cluster.node.volume.VolumeProblem;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The volumes of a pod: made ready beside the caller before its containers start, again and again until all are there;
 * and brought up to date when the objects change that some of them are made of.
 */
final class VolumePreparation {
    private static final Logger LOG = LoggerFactory.getLogger(VolumePreparation.class);
    private static final Duration RETRY = Duration.ofSeconds(20);

    private final NodeTools tools;
    private final PodVolumes volumes;
    private final Runnable changed;
    private Preparation state = Preparation.TO_DO;

    /** The newest object that the contents are still to be made from. */
    private Optional<Pod> newest = Optional.empty();

    private boolean refreshing;
    private Instant notBefore = Instant.MIN;
    private Map<String, PodVolumes.Ready> ready = Map.of();

    /** @param changed called when the volumes are ready, or could not be made so */
    VolumePreparation(NodeTools tools, PodVolumes volumes, Runnable changed) {
        this.tools = tools;
        this.volumes = volumes;
        this.changed = changed;
    }

    synchronized Preparation state() {
        return state;
    }

    /** By name; none until all are ready. */
    synchronized Map<String, PodVolumes.Ready> ready() {
        return ready;
    }

    /** When to begin again after a failure. */
    synchronized Optional<Instant> retryAt() {
        return Optional.of(notBefore).filter(time -> state == Preparation.TO_DO && time.isAfter(Instant.now()));
    }

    /** Something that it may have been waiting for has appeared. */
    synchronized void retryNow() {
        notBefore = Instant.MIN;
    }

    /** Begins, unless it has failed a moment ago. */
    synchronized void begin(Pod pod) {
        if (retryAt().isPresent()) {
            return;
        }
        state = Preparation.UNDER_WAY;
        newest = Optional.empty();
        Thread.ofVirtual().name("volumes-" + pod.getMetadata().getName()).start(() -> {
            try {
                succeeded(prepare(pod));
            } catch (VolumeProblem problem) {
                tools.events().pod(pod).warning("FailedMount", "MountVolume.SetUp failed for " + problem.getMessage());
                failed();
            }
            changed.run();
        });
    }

    private synchronized void succeeded(Map<String, PodVolumes.Ready> found) {
        state = Preparation.DONE;
        ready = found;
        // What has changed meanwhile.
        newest.ifPresent(this::refresh);
    }

    private synchronized void failed() {
        state = Preparation.TO_DO;
        notBefore = Instant.now().plus(RETRY);
    }

    /**
     * Brings the contents up to date; those that cannot be had any more stay as they are. One thread at a time does,
     * with the newest of the objects: two would overtake each other, and the older one's annotations would stay.
     */
    synchronized void refresh(Pod pod) {
        if (pod.getSpec().getVolumes().isEmpty()) {
            return;
        }
        newest = Optional.of(pod);
        if (state == Preparation.DONE && !refreshing) {
            refreshing = true;
            Thread.ofVirtual().name("refresh-" + pod.getMetadata().getName()).start(this::refreshAll);
        }
    }

    private void refreshAll() {
        for (var next = newest(); next.isPresent(); next = newest()) {
            refreshNow(next.get());
        }
    }

    private synchronized Optional<Pod> newest() {
        var taken = newest;
        newest = Optional.empty();
        refreshing = taken.isPresent();
        return taken;
    }

    private void refreshNow(Pod pod) {
        try {
            prepare(pod);
        } catch (VolumeProblem e) {
            LOG.debug("Volumes of {} keep their contents: {}", pod.getMetadata().getName(), e.getMessage());
        } catch (RuntimeException e) {
            // The next change must find a thread again.
            LOG.warn("Volumes of {} keep their contents", pod.getMetadata().getName(), e);
        }
    }

    private Map<String, PodVolumes.Ready> prepare(Pod pod) throws VolumeProblem {
        return volumes.prepare(
                pod,
                tools.downwardApi(pod),
                tools.references().of(pod.getMetadata().getNamespace()));
    }

    void remove() throws IOException {
        volumes.remove();
    }
}
