package dev.trainyard.uploader.store;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Keys for an hour or so, given out for an identity that the pod has, and asked for anew before they expire. */
public final class TemporaryKeys implements CredentialSource {
    /** Longer than one request may take. */
    private static final Duration BEFORE_EXPIRY = Duration.ofMinutes(5);

    /** Between two questions while the key that is there still works. */
    private static final Duration BETWEEN_QUESTIONS = Duration.ofSeconds(10);

    private final Issuer issuer;
    private final Clock clock;
    private @Nullable Issued last;
    private Instant nextQuestion = Instant.MIN;
    private boolean hasWorked;

    public TemporaryKeys(Issuer issuer, Clock clock) {
        this.issuer = issuer;
        this.clock = clock;
    }

    /** Who gives them out. */
    public interface Issuer {
        Issued issue() throws StoreException;

        /** Where a person mends what it needs, as the end of a sentence. */
        String place();
    }

    /** A key and the end of its time. */
    public record Issued(Credentials credentials, Instant expiry) {}

    @Override
    public synchronized Credentials get() throws StoreException {
        var now = clock.instant();
        var issued = last;
        if (issued == null || (now.isAfter(issued.expiry().minus(BEFORE_EXPIRY)) && !now.isBefore(nextQuestion))) {
            issued = renewed(issued, now);
        }
        return issued.credentials();
    }

    private Issued renewed(@Nullable Issued before, Instant now) throws StoreException {
        try {
            var issued = issuer.issue();
            last = issued;
            hasWorked = true;
            return issued;
        } catch (StoreException e) {
            if (before != null && now.isBefore(before.expiry())) {
                nextQuestion = now.plus(BETWEEN_QUESTIONS);
                return before;
            }
            // An identity that had keys once is set up: who gives them out is in trouble.
            throw hasWorked ? new StoreException.Unavailable(String.valueOf(e.getMessage()), e) : e;
        }
    }

    @Override
    public synchronized void discard(Credentials past) {
        if (last != null && last.credentials().equals(past)) {
            last = null;
        }
    }

    @Override
    public boolean renews() {
        return true;
    }

    @Override
    public String place() {
        return issuer.place();
    }
}
