package dev.trainyard.cluster.registry;

import dev.trainyard.cluster.store.Store.Usage;
import dev.trainyard.cluster.store.StoreException;
import java.util.List;
import java.util.stream.Collectors;

/** What a person is told whose object finds no room. */
final class Fullness {
    private Fullness() {}

    /** @param usages what takes the most room, the largest first */
    static String say(StoreException.Full full, List<Usage> usages) {
        String most = usages.stream()
                .map(usage -> resource(usage) + " (" + usage.count() + " with " + mebibytes(usage.bytes()) + ")")
                .collect(Collectors.joining(", "));
        String example = usages.isEmpty() ? "" : ", as with: kubectl delete " + resource(usages.getFirst()) + " NAME";
        return full.getMessage() + ". Most is taken by " + most + ". Delete objects that are not needed" + example;
    }

    /** As kubectl takes it: {@code pods}, {@code checkpoints.trainyard.dev}. */
    private static String resource(Usage usage) {
        String[] parts = usage.prefix().split("/", 2);
        return parts.length == 1 ? parts[0] : parts[1] + "." + parts[0];
    }

    private static String mebibytes(long bytes) {
        return bytes < 1 << 20 ? "less than 1 MiB" : (bytes >> 20) + " MiB";
    }
}
