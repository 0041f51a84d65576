package dev.trainyard.uploader.store;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks a store again while it is {@linkplain StoreException.Unavailable unavailable}: after a random part of 0.2 s,
 * then of twice as much, up to 20 s, until a request has failed for {@code limit}. Many threads may share one.
 */
public final class Retry {
    private static final Duration FIRST = Duration.ofMillis(200);
    private static final Duration LONGEST = Duration.ofSeconds(20);
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);

    private final Duration limit;
    private final Consumer<String> log;
    private final AtomicLong nextLine = new AtomicLong(System.nanoTime());

    /** When the first of the requests failed that have failed since the last good answer. */
    private final AtomicReference<@Nullable Instant> failingSince = new AtomicReference<>();

    public Retry(Duration limit, Consumer<String> log) {
        this.limit = limit;
        this.log = log;
    }

    /** One request to a store. */
    @FunctionalInterface
    public interface Request<T> {
        T send() throws StoreException;
    }

    /** A request that answers nothing. */
    @FunctionalInterface
    public interface Command {
        void send() throws StoreException;
    }

    public void run(Command command) throws StoreException, InterruptedException {
        call(() -> {
            command.send();
            return true;
        });
    }

    public <T> T call(Request<T> request) throws StoreException, InterruptedException {
        var start = System.nanoTime();
        for (int attempt = 0; ; attempt++) {
            try {
                var answer = request.send();
                answered();
                return answer;
            } catch (StoreException.Unavailable e) {
                var failing = Duration.ofNanos(System.nanoTime() - start);
                if (failing.compareTo(limit) >= 0) {
                    throw e;
                }
                var pause = pause(attempt, ThreadLocalRandom.current().nextDouble());
                say(e, pause, limit.minus(failing));
                Thread.sleep(pause);
            }
        }
    }

    /** @param random from 0 to 1 */
    static Duration pause(int attempt, double random) {
        var longest = Math.min(LONGEST.toNanos(), FIRST.toNanos() << Math.min(attempt, 10));
        return Duration.ofNanos((long) (longest * (0.5 + random / 2)));
    }

    /** However many requests fail at once, a line every ten seconds is enough. */
    private void say(StoreException e, Duration pause, Duration left) {
        var now = System.nanoTime();
        var began = failingSince.updateAndGet(since -> since == null ? Instant.now() : since);
        var next = nextLine.get();
        if (now - next >= 0 && nextLine.compareAndSet(next, now + BETWEEN_LINES.toNanos())) {
            log.accept("%s (since %s; next try in %.1f s, giving up in %d s)"
                    .formatted(
                            e.getMessage(),
                            began.truncatedTo(ChronoUnit.SECONDS),
                            pause.toMillis() / 1000.0,
                            left.toSeconds()));
        }
    }

    private void answered() {
        if (failingSince.get() == null) {
            return;
        }
        var since = failingSince.getAndSet(null);
        if (since != null) {
            log.accept("the store answers again, after %d s"
                    .formatted(Duration.between(since, Instant.now()).toSeconds()));
        }
    }
}
