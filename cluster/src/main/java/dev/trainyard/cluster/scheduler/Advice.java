package dev.trainyard.cluster.scheduler;

import dev.trainyard.cluster.view.PodView;
import dev.trainyard.cluster.view.Resources;
import dev.trainyard.cluster.view.StorageClassView;
import dev.trainyard.cluster.view.Watched;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a person can do about a pod that fits nowhere; a sentence with a space before it, or nothing where it is not
 * known.
 */
final class Advice {
    private static final int NAMED_HOLDERS = 4;

    private Advice() {}

    static String forClaims(PodView pod, Snapshot snapshot) {
        for (var name : pod.claims()) {
            var claim = snapshot.claims().get(Watched.key(pod.namespace(), name));
            if (claim == null) {
                return " Create the PersistentVolumeClaim \"" + name + "\" in namespace \"" + pod.namespace()
                        + "\", or correct spec.volumes; the pod starts then.";
            }
            if (!claim.bound() && !claim.deleting()) {
                return claim.storageClass()
                        .map(wanted -> forClass(name, wanted, snapshot))
                        .orElse("");
            }
        }
        return "";
    }

    private static String forClass(String claim, String wanted, Snapshot snapshot) {
        if (wanted.isEmpty() || snapshot.storageClasses().containsKey(wanted)) {
            return "";
        }
        var known = snapshot.storageClasses().values().stream()
                .map(StorageClassView::name)
                .sorted()
                .collect(Collectors.joining(", "));
        return " PersistentVolumeClaim \"" + claim + "\" asks for StorageClass \"" + wanted + "\", which does not exist"
                + (known.isEmpty() ? "." : "; there is: " + known + ".");
    }

    static String forNodes(PodView pod, Snapshot snapshot) {
        var sentences = new ArrayList<String>();
        new TreeMap<>(pod.requests()).forEach((resource, amount) -> {
            if (snapshot.nodes().stream().allMatch(node -> amount > 0 && amount > node.free(resource))) {
                sentences.add(forResource(resource, amount, snapshot.nodes()));
            }
        });
        new TreeMap<>(pod.nodeSelector()).forEach((label, value) -> {
            if (snapshot.nodes().stream()
                    .noneMatch(node -> value.equals(node.node().labels().get(label)))) {
                sentences.add("No node has the label " + label + "=" + value + " of its nodeSelector.");
            }
        });
        return sentences.stream().map(sentence -> " " + sentence).collect(Collectors.joining());
    }

    private static String forResource(String resource, long amount, List<NodeState> nodes) {
        var most = nodes.stream()
                .mapToLong(node -> node.allocatable(resource))
                .max()
                .orElse(0);
        if (most == 0) {
            return "No node has " + resource
                    + ", so waiting will not help: remove the request, or add a node that has it.";
        }
        if (amount > most) {
            return "It requests " + show(resource, amount) + " " + resource + " and the largest node has "
                    + show(resource, most) + ", so waiting will not help: request less, or add a larger node.";
        }
        var holders = nodes.stream()
                .flatMap(node -> node.pods().stream())
                .filter(pod -> held(pod, resource) > 0)
                .map(pod -> pod.key() + " (" + show(resource, held(pod, resource)) + ")")
                .sorted()
                .toList();
        var named = holders.stream().limit(NAMED_HOLDERS).collect(Collectors.joining(", "));
        var more = holders.size() > NAMED_HOLDERS ? " and " + (holders.size() - NAMED_HOLDERS) + " more" : "";
        return "It starts when " + resource + " is given back by " + named + more + ".";
    }

    private static long held(PodView pod, String resource) {
        return pod.requests().getOrDefault(resource, 0L);
    }

    /** As people write it in a manifest: cores, GiB or MiB of memory, a count of devices. */
    private static String show(String resource, long amount) {
        return switch (resource) {
            case Resources.CPU ->
                BigDecimal.valueOf(amount, 3).stripTrailingZeros().toPlainString();
            case Resources.MEMORY, Resources.EPHEMERAL_STORAGE ->
                amount % (1L << 30) == 0 ? (amount >> 30) + "Gi" : (amount >> 20) + "Mi";
            default -> Long.toString(amount);
        };
    }
}
