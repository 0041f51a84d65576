package dev.trainyard.cluster.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.cluster.object.Json;
import dev.trainyard.cluster.registry.ListOptions;
import dev.trainyard.cluster.registry.Listing;
import dev.trainyard.cluster.registry.ObjectWatch;
import dev.trainyard.cluster.registry.Selection;
import dev.trainyard.cluster.status.ApiException;
import dev.trainyard.cluster.status.Reason;
import dev.trainyard.cluster.store.Entry;
import dev.trainyard.cluster.store.Store;
import dev.trainyard.cluster.store.StoreException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/** Streams the changes of objects for as long as the client listens. */
final class WatchEndpoint {
    /** As often as a real API server does, so that a client that reconnects need not list again. */
    private static final Duration BETWEEN_BOOKMARKS = Duration.ofMinutes(1);

    /** A client that does not say how long it wants to listen gets between one and two of these. */
    private static final Duration SHORTEST = Duration.ofMinutes(30);

    private static final String INITIAL_EVENTS_END = "k8s.io/initial-events-end";

    private final Store store;
    private final WriteDeadline deadline;
    private final Set<Thread> listening = ConcurrentHashMap.newKeySet();

    WatchEndpoint(Store store, WriteDeadline deadline) {
        this.store = store;
        this.deadline = deadline;
    }

    /**
     * What a watch request asks for.
     *
     * @param initial whether all objects come first, as if they had been added now
     * @param endOfInitial whether a bookmark says where those end
     * @param after the revision to begin after; with initial objects, that of the listing
     */
    private record Wishes(boolean initial, boolean endOfInitial, boolean bookmarks, long after, Duration time) {

        static Wishes parse(Exchange exchange, long latest) {
            String version = exchange.parameter("resourceVersion");
            boolean fromNow = version.isEmpty() || version.equals("0");
            boolean bookmarks = exchange.flag("allowWatchBookmarks");
            Duration time = time(exchange.parameter("timeoutSeconds"));
            String match = exchange.parameter("resourceVersionMatch");
            if (exchange.has("sendInitialEvents")) {
                if (!match.equals("NotOlderThan")) {
                    throw ApiException.badRequest(
                            "sendInitialEvents needs resourceVersionMatch=NotOlderThan, as a real API server does");
                }
                boolean initial = exchange.flag("sendInitialEvents");
                long after = fromNow ? latest : ListOptions.number("resourceVersion", version);
                if (initial && after > latest) {
                    throw ApiException.tooLargeResourceVersion(after, latest);
                }
                return new Wishes(initial, initial && bookmarks, bookmarks, after, time);
            }
            if (!match.isEmpty()) {
                throw ApiException.badRequest(
                        "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided");
            }
            return fromNow
                    ? new Wishes(true, false, bookmarks, latest, time)
                    : new Wishes(false, false, bookmarks, ListOptions.number("resourceVersion", version), time);
        }

        private static Duration time(String seconds) {
            return seconds.isEmpty() || seconds.equals("0")
                    ? SHORTEST.plusSeconds(ThreadLocalRandom.current().nextLong(SHORTEST.toSeconds()))
                    : Duration.ofSeconds(Math.max(1, ListOptions.number("timeoutSeconds", seconds)));
        }
    }

    void serve(Exchange exchange, String namespace, Selection selection, Answers answers) throws IOException {
        Wishes wishes = Wishes.parse(exchange, store.revision());
        listening.add(Thread.currentThread());
        try (OutputStream out = exchange.stream("application/json")) {
            Stream stream = new Stream(out, answers);
            try {
                long after = wishes.after();
                if (wishes.initial()) {
                    after = initial(namespace, selection, wishes, stream);
                }
                follow(namespace, selection, wishes, after, stream);
            } catch (StoreException.Compacted e) {
                stream.error(
                        ApiException.of(Reason.EXPIRED, "too old resource version: list again, then watch from there"));
            }
        } catch (InterruptedException | StoreException.Closed e) {
            // the server closes, or the client no longer reads: the end of the stream says all there is to say
        } finally {
            listening.remove(Thread.currentThread());
        }
    }

    private long initial(String namespace, Selection selection, Wishes wishes, Stream stream) throws IOException {
        Listing listing = Listing.of(store, namespace, selection, ListOptions.parse("", "", "", ""));
        for (Entry entry : listing.entries()) {
            stream.event("ADDED", entry);
        }
        if (wishes.endOfInitial()) {
            stream.bookmark(listing.revision(), true);
        }
        stream.flush();
        return listing.revision();
    }

    private void follow(String namespace, Selection selection, Wishes wishes, long after, Stream stream)
            throws IOException, InterruptedException {
        Instant end = Instant.now().plus(wishes.time());
        Instant nextBookmark = Instant.now().plus(BETWEEN_BOOKMARKS);
        try (ObjectWatch watch = ObjectWatch.open(store, namespace, selection, after)) {
            for (Instant now = Instant.now(); now.isBefore(end); now = Instant.now()) {
                Instant next = wishes.bookmarks() && nextBookmark.isBefore(end) ? nextBookmark : end;
                ObjectWatch.Changes changes = watch.next(Duration.between(now, next));
                for (ObjectWatch.Change change : changes.changes()) {
                    stream.event(change.kind().name(), change.entry());
                }
                if (wishes.bookmarks() && !Instant.now().isBefore(nextBookmark)) {
                    stream.bookmark(changes.revision(), false);
                    nextBookmark = Instant.now().plus(BETWEEN_BOOKMARKS);
                }
                stream.flush();
            }
        }
    }

    /** Ends all streams. */
    void close() {
        listening.forEach(Thread::interrupt);
    }

    /** The events of one watch on their way out. A client that does not take them is hung up on. */
    private final class Stream {
        private final OutputStream out;
        private final Answers answers;
        private boolean first = true;
        private boolean unflushed;

        Stream(OutputStream out, Answers answers) {
            this.out = out;
            this.answers = answers;
        }

        void event(String type, Entry entry) throws IOException {
            send(type, answers.object(entry, first, Instant.now()));
            first = false;
        }

        void bookmark(long revision, boolean endOfInitial) throws IOException {
            ObjectNode object = answers.bookmark(revision);
            if (endOfInitial) {
                object.withObject("/metadata/annotations").put(INITIAL_EVENTS_END, "true");
            }
            send("BOOKMARK", Json.bytes(object));
        }

        void error(ApiException error) throws IOException {
            send("ERROR", Json.bytes(error.status()));
            flush();
        }

        private void send(String type, byte[] object) throws IOException {
            byte[] head = ("{\"type\":\"" + type + "\",\"object\":").getBytes(StandardCharsets.US_ASCII);
            deadline.run(() -> {
                out.write(head);
                out.write(object);
                out.write('}');
                out.write('\n');
            });
            unflushed = true;
        }

        void flush() throws IOException {
            if (unflushed) {
                deadline.run(out::flush);
                unflushed = false;
            }
        }
    }
}
