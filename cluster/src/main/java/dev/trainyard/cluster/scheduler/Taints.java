package dev.trainyard.cluster.scheduler;

import dev.trainyard.cluster.view.NodeView;
import dev.trainyard.cluster.view.PodView;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which taints keep a pod off a node. */
final class Taints {
    private static final Set<String> REPELLING = Set.of("NoSchedule", "NoExecute");
    private static final Taint CORDON = new Taint("NoSchedule", "node.kubernetes.io/unschedulable", null, "");

    private Taints() {}

    /** The first reason why a pod must not come here: a cordon or a taint that it does not tolerate. */
    static Optional<String> refusal(PodView pod, NodeView node) {
        if (node.unschedulable() && !tolerated(pod.tolerations(), CORDON)) {
            return Optional.of("node(s) were unschedulable");
        }
        return node.taints().stream()
                .filter(taint -> REPELLING.contains(taint.getEffect()))
                .filter(taint -> !tolerated(pod.tolerations(), taint))
                .findFirst()
                .map(taint -> "node(s) had untolerated taint {" + taint.getKey() + ": "
                        + (taint.getValue() == null ? "" : taint.getValue()) + "}");
    }

    /** How many taints would rather not have the pod here. */
    static long reluctance(PodView pod, NodeView node) {
        return node.taints().stream()
                .filter(taint -> "PreferNoSchedule".equals(taint.getEffect()))
                .filter(taint -> !tolerated(pod.tolerations(), taint))
                .count();
    }

    private static boolean tolerated(List<Toleration> tolerations, Taint taint) {
        return tolerations.stream().anyMatch(toleration -> tolerates(toleration, taint));
    }

    private static boolean tolerates(Toleration toleration, Taint taint) {
        var effect = orEmpty(toleration.getEffect());
        var key = orEmpty(toleration.getKey());
        if (!effect.isEmpty() && !effect.equals(taint.getEffect())) {
            return false;
        }
        if (!key.isEmpty() && !key.equals(taint.getKey())) {
            return false;
        }
        return switch (orEmpty(toleration.getOperator())) {
            case "Exists" -> true;
            case "", "Equal" -> !key.isEmpty() && orEmpty(toleration.getValue()).equals(orEmpty(taint.getValue()));
            default -> false;
        };
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
