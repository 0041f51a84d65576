package dev.trainyard.uploader.store;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Keys for an hour or so, given out for an identity that the pod has, and asked for anew before they expire. */
public final class TemporaryKeys implements CredentialSource {
    /** Longer than one request may take. */
    private static final Duration BEFORE_EXPIRY = Duration.ofMinutes(5);

    private final Issuer issuer;
    private final Clock clock;
    private @Nullable Issued last;

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
        var issued = last;
        if (issued == null || clock.instant().isAfter(issued.expiry().minus(BEFORE_EXPIRY))) {
            issued = issuer.issue();
            last = issued;
        }
        return issued.credentials();
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
