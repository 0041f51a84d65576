package dev.trainyard.cluster.registry;

import dev.trainyard.cluster.resource.ResourceType;
import dev.trainyard.cluster.status.ApiException;
import dev.trainyard.cluster.status.Reason;
import dev.trainyard.cluster.store.Entry;
import dev.trainyard.cluster.store.ListQuery;
import dev.trainyard.cluster.store.Page;
import dev.trainyard.cluster.store.Store;
import dev.trainyard.cluster.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A page of the objects of a type.
 *
 * @param revision the snapshot that the whole listing shows
 * @param next where the next page begins; absent on the last one
 * @param remaining how many objects follow; absent when that is not known
 */
public record Listing(List<Entry> entries, long revision, Optional<ContinueToken> next, OptionalLong remaining) {
    /** A client that asks for pages gets one that it has memory for: fewer objects where they are large. */
    private static final int LARGEST_PAGE = 4 << 20;

    /**
     * Lists.
     *
     * @param namespace empty for all namespaces
     * @throws ApiException Expired when a continued listing began too long ago
     */
    public static Listing of(Store store, String namespace, Selection selection, ListOptions options) {
        ResourceType type = selection.type();
        requireSeen(store, options);
        String prefix = type.prefix(namespace);
        String typePrefix = type.prefix("");
        OptionalLong snapshot =
                options.start().map(token -> OptionalLong.of(token.revision())).orElse(options.exactly());
        Optional<String> after = options.start().map(token -> typePrefix + token.after());
        List<Entry> matching = new ArrayList<>();
        long bytes = 0;
        try {
            while (true) {
                int wanted = options.limit() == 0 ? 0 : options.limit() - matching.size();
                Page page = store.list(prefix, new ListQuery(after, wanted, snapshot));
                int left = page.entries().size() + page.remaining();
                for (Entry entry : page.entries()) {
                    left--;
                    if (!selection.matches(entry)) {
                        continue;
                    }
                    matching.add(entry);
                    bytes += entry.value().length;
                    boolean full = matching.size() == options.limit() || bytes > LARGEST_PAGE;
                    if (options.limit() > 0 && full && left > 0) {
                        String token = entry.key().substring(typePrefix.length());
                        return new Listing(
                                matching,
                                page.revision(),
                                Optional.of(new ContinueToken(page.revision(), token)),
                                selection.isEverything() ? OptionalLong.of(left) : OptionalLong.empty());
                    }
                }
                if (page.remaining() == 0) {
                    return new Listing(matching, page.revision(), Optional.empty(), OptionalLong.empty());
                }
                String last = page.entries().getLast().key();
                after = Optional.of(last);
                snapshot = OptionalLong.of(page.revision());
            }
        } catch (StoreException.Compacted e) {
            throw ApiException.of(
                    Reason.EXPIRED,
                    "The provided continue parameter or resource version is too old to display a consistent list."
                            + " Start a new list without it.");
        }
    }

    /** All objects of a type, as they are now. */
    static Listing everything(Store store, ResourceType type) {
        Page page = store.list(type.prefix(""), ListQuery.ALL);
        return new Listing(page.entries(), page.revision(), Optional.empty(), OptionalLong.empty());
    }

    private static void requireSeen(Store store, ListOptions options) {
        long wanted = Math.max(options.notBefore().orElse(0), options.exactly().orElse(0));
        long latest = store.revision();
        if (wanted > latest) {
            throw ApiException.tooLargeResourceVersion(wanted, latest);
        }
    }
}
