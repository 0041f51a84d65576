package dev.trainyard.cluster.controllers;

import dev.trainyard.cluster.view.ClusterView;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts the controllers of a set of duties against any API server. All of them work from watches, say nothing where
 * there is nothing to do, and can be stopped at any point: what they do is found again from the objects.
 */
public final class Controllers implements AutoCloseable {
    private final ClusterView view;
    private final boolean ownsView;
    private final List<Controller> running;

    private Controllers(ClusterView view, boolean ownsView, List<Controller> running) {
        this.view = view;
        this.ownsView = ownsView;
        this.running = running;
    }

    /** Starts controllers with watches of their own; returns at once and begins when the first lists are there. */
    public static Controllers start(KubernetesClient client, ControllersConfig config) {
        return start(client, config, new ClusterView(client), true);
    }

    /** Starts controllers on watches that they share; they do not close them. */
    public static Controllers start(KubernetesClient client, ControllersConfig config, ClusterView shared) {
        return start(client, config, shared, false);
    }

    private static Controllers start(
            KubernetesClient client, ControllersConfig config, ClusterView view, boolean ownsView) {
        var clock = Clock.systemUTC();
        var duties = config.duties();
        var running = new ArrayList<Controller>();
        if (duties.stream().anyMatch(Duty.ON_EVERYTHING::contains)) {
            var everything = new Everything(client);
            running.add(everything);
            if (duties.contains(Duty.OWNERS)) {
                running.add(new OwnerController(client, everything));
            }
            if (duties.contains(Duty.NAMESPACES)) {
                running.add(new NamespaceController(client, everything, clock));
            }
            if (duties.contains(Duty.NAMESPACE_DEFAULTS)) {
                running.add(new NamespaceDefaults(client, everything));
            }
        }
        if (duties.contains(Duty.VOLUME_FOLDERS)) {
            running.add(new FolderProvisioner(client, view, config.volumes(), config.node(), clock));
        }
        if (duties.contains(Duty.VOLUME_BINDING)) {
            running.add(new VolumeBinder(client, view));
        }
        if (duties.contains(Duty.CLAIM_PROTECTION)) {
            running.add(new ClaimProtection(client, view));
        }
        if (duties.contains(Duty.NODE_HEALTH)) {
            running.add(new NodeHealth(client, view, clock, NodeHealth.GRACE));
        }
        if (duties.contains(Duty.LOST_PODS)) {
            running.add(new LostPods(client, view, clock));
        }
        view.start().thenRun(() -> running.forEach(Controller::start));
        return new Controllers(view, ownsView, List.copyOf(running));
    }

    @Override
    public void close() {
        running.forEach(Controller::close);
        if (ownsView) {
            view.close();
        }
    }
}
