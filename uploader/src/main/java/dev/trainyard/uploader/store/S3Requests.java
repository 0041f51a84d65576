package dev.trainyard.uploader.store;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import javax.net.ssl.SSLException;

/** Asks one bucket, once, and says what a refusal or a silence means. */
final class S3Requests {
    private static final SortedMap<String, String> NO_QUERY = Collections.emptySortedMap();

    /** The key of an object that is never there. */
    private static final String PROBE = "trainyard-probe";

    /** Who has waited in vain for an answer is not to wait as long again before it says so. */
    private static final Duration PROBE_PATIENCE = Duration.ofSeconds(10);

    private static final int NOT_FOUND = 404;

    private final S3Location at;
    private final S3Exchange exchange;
    private volatile boolean hasWorked;

    S3Requests(S3Location at, Bandwidth bandwidth) {
        this.at = at;
        this.exchange = new S3Exchange(at, Clock.systemUTC(), bandwidth);
    }

    HttpAnswer send(
            String method,
            String key,
            SortedMap<String, String> query,
            Map<String, String> headers,
            S3Exchange.Body body)
            throws StoreException {
        return ask(new S3Exchange.Request(method, at.prefix() + key, query, headers, body));
    }

    HttpAnswer ask(S3Exchange.Request request) throws StoreException {
        return ask(request, HttpAnswer::of);
    }

    HttpAnswer get(String key, Map<String, String> headers, S3Exchange.Reader reader) throws StoreException {
        return ask(new S3Exchange.Request("GET", at.prefix() + key, NO_QUERY, headers, S3Exchange.Body.NONE), reader);
    }

    /** What there is of an object; a refusal with its reason, which an answer to {@code HEAD} has no room for. */
    HttpAnswer head(String key) throws StoreException {
        var answer = send("HEAD", key, NO_QUERY, Map.of("x-amz-checksum-mode", "ENABLED"), S3Exchange.Body.NONE);
        if (answer.isGood() || answer.status() == NOT_FOUND) {
            return answer;
        }
        var why = get(key, Map.of("range", "bytes=0-0"), HttpAnswer::of);
        if (why.isGood()) {
            throw new StoreException.Unavailable("the store at %s answered %d to a question about \"%s\""
                    .formatted(at.server(), answer.status(), key));
        }
        return why;
    }

    private HttpAnswer ask(S3Exchange.Request request, S3Exchange.Reader reader) throws StoreException {
        var keys = at.keys().get();
        try {
            var answer = exchange.send(request, keys, reader);
            if (!answer.isGood() && S3Answer.of(answer).isKeyPast()) {
                at.keys().discard(keys);
            }
            return answer;
        } catch (IOException e) {
            throw unanswered(e);
        }
    }

    HttpAnswer good(HttpAnswer answer) throws StoreException {
        return good(answer, Optional.empty());
    }

    /** @param object what was to be stored, if anything was */
    HttpAnswer good(HttpAnswer answer, Optional<String> object) throws StoreException {
        if (!answer.isGood()) {
            throw refusal(answer, object);
        }
        hasWorked = true;
        return answer;
    }

    /** Every S3 server names what it has by a tag: an answer without one is not of the store, or not all of it. */
    HttpAnswer tagged(HttpAnswer answer) throws StoreException {
        if (answer.etag().isEmpty()) {
            throw new StoreException.Unavailable(
                    "the store at %s answered %d without an ETag, which proves nothing: is there a proxy that answers in its place?"
                            .formatted(at.server(), answer.status()));
        }
        return answer;
    }

    StoreException refusal(HttpAnswer answer, Optional<String> object) throws StoreException {
        return S3Answer.of(answer).toException(at, asker(), object);
    }

    private S3Answer.Asker asker() throws StoreException {
        return new S3Answer.Asker(
                at.keys().get().accessKeyId(), at.keys().place(), at.keys().renews(), hasWorked);
    }

    /**
     * Whether a key that is not there is said not to be there. To who may not list the bucket, AWS says "access
     * denied".
     */
    boolean tellsWhatIsMissing() throws StoreException {
        return get(PROBE, Map.of(), HttpAnswer::of).status() == NOT_FOUND;
    }

    private StoreException unanswered(IOException e) throws StoreException {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case Slice.TruncatedException truncated -> {
                    return new StoreException.ContentChanged(
                            "the file became shorter while it was read: " + truncated.getMessage(), e);
                }
                case java.nio.file.FileSystemException file -> {
                    return new StoreException.ContentChanged("the file went away while it was read: " + file, e);
                }
                case CertificateException untrusted -> {
                    return new StoreException.Refused(
                            "the certificate of %s is not trusted: %s; if a CA of your own has signed it, name that in spec.caBundle of the ArtifactStore"
                                    .formatted(at.server(), untrusted.getMessage()),
                            e);
                }
                case UnknownHostException unknown -> {
                    return new StoreException.Unavailable(
                            "the store at %s cannot be reached%s: no such host \"%s\"; if it is misspelt, correct the ArtifactStore"
                                    .formatted(at.server(), at.network().by(at.bucketUrl()), unknown.getMessage()),
                            e);
                }
                case ConnectException refused -> {
                    return new StoreException.Unavailable(
                            "the store at %s cannot be reached%s: %s"
                                    .formatted(at.server(), at.network().by(at.bucketUrl()), refused.getMessage()),
                            e);
                }
                case SSLException tls
                when "Unsupported or unrecognized SSL message".equals(tls.getMessage()) -> {
                    return new StoreException.Refused(
                            "%s speaks no TLS: correct spec.endpoint of the ArtifactStore".formatted(at.server()), e);
                }
                default -> {}
            }
        }
        // So the JDK says what a proxy answered to CONNECT.
        if (String.valueOf(e.getMessage()).contains("Unable to tunnel through proxy")
                && String.valueOf(e.getMessage()).contains(" 407")) {
            return new StoreException.Refused(S3Answer.needsPassword(at), e);
        }
        return probe().orElseGet(() -> new StoreException.Unavailable(
                "the store at %s does not answer%s: %s"
                        .formatted(at.server(), at.network().by(at.bucketUrl()), e.getMessage()),
                e));
    }

    /**
     * A server that says no before it has read what it is sent may close the connection, and its answer is lost. Asked
     * for something small, it says it again.
     */
    private Optional<StoreException> probe() throws StoreException {
        try {
            var answer = exchange.send(
                    new S3Exchange.Request("GET", at.prefix() + PROBE, NO_QUERY, Map.of(), S3Exchange.Body.NONE),
                    at.keys().get(),
                    PROBE_PATIENCE);
            return answer.isGood() ? Optional.empty() : S3Answer.of(answer).certain(at, asker());
        } catch (IOException e) {
            // As silent as before.
            return Optional.empty();
        }
    }
}
