package dev.trainyard.cluster.scheduler;

import dev.trainyard.cluster.view.ClaimView;
import java.util.List;

/** What to do with a pod that has no node. */
public sealed interface Decision {
    /** It goes to this node. */
    record Bind(String node) implements Decision {}

    /** It will go to this node once these claims, which have waited for the choice, have their volumes there. */
    record SelectNode(String node, List<ClaimView> claims) implements Decision {}

    /** Nowhere as things are; the message says why, in Kubernetes' words, and what to do where that can be known. */
    record NoFit(String message) implements Decision {}
}
