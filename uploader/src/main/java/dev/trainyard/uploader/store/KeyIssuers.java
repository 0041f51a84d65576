package dev.trainyard.uploader.store;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;

/** Small requests to those who give out keys, and how they answer. */
final class KeyIssuers {
    /** They are on the node or nearby. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final int LONGEST_EXCERPT = 200;

    private KeyIssuers() {}

    /** Keys as AWS's own agents write them. */
    static TemporaryKeys.Issued issued(HttpAnswer answer) throws IOException {
        Map<String, Object> fields = JSON.std.mapFrom(answer.text());
        if (fields.get("AccessKeyId") instanceof String key
                && fields.get("SecretAccessKey") instanceof String secret
                && fields.get("Expiration") instanceof String expiry) {
            var token = fields.get("Token") instanceof String given ? Optional.of(given) : Optional.<String>empty();
            return new TemporaryKeys.Issued(new Credentials(key, secret, token), time(expiry));
        }
        throw new IOException("the answer holds no keys");
    }

    static Instant time(String text) throws IOException {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new IOException("the keys expire at no time: " + text, e);
        }
    }

    /**
     * One in trouble is asked again; one that says no is not. STS says both with status 400, and the agent of EKS hands
     * on what AWS said, so the code in the body decides.
     */
    static StoreException refusal(HttpAnswer answer, String what, String place) {
        var text = answer.text();
        var words = answer.xml().text("Message").orElse(text.isBlank() ? "status " + answer.status() : excerpt(text));
        return answer.status() >= 500
                        || answer.status() == 429
                        || RetryableCodes.areIn(text)
                        || isTokenThatIsRenewed(text)
                ? new StoreException.Unavailable("%s (%s)".formatted(what, words))
                : new StoreException.Refused("%s (%s): correct %s".formatted(what, words, place));
    }

    /**
     * The kubelet writes another token before this one expires. STS also calls a token invalid where it could not get
     * the keys of the cluster's identity provider; one of a provider that the account does not know, or for somebody
     * else, is invalid for good.
     */
    private static boolean isTokenThatIsRenewed(String text) {
        return text.contains("ExpiredToken")
                || (text.contains("InvalidIdentityToken")
                        && !text.contains("No OpenIDConnect provider found")
                        && !text.contains("Incorrect token audience"));
    }

    private static String excerpt(String text) {
        var line = text.strip().replaceAll("\\s+", " ");
        return line.length() <= LONGEST_EXCERPT ? line : line.substring(0, LONGEST_EXCERPT) + "…";
    }

    static HttpAnswer send(Network network, String method, URI url, Map<String, String> headers, Optional<byte[]> body)
            throws IOException {
        var connection = network.open(url);
        connection.setRequestMethod(method);
        connection.setConnectTimeout((int) PATIENCE.toMillis());
        connection.setReadTimeout((int) PATIENCE.toMillis());
        connection.setInstanceFollowRedirects(false);
        for (var header : headers.entrySet()) {
            Network.setHeader(connection, header.getKey(), header.getValue());
        }
        if (body.isPresent()) {
            connection.setDoOutput(true);
            connection.setFixedLengthStreamingMode(body.get().length);
            try (var out = connection.getOutputStream()) {
                out.write(body.get());
            }
        }
        return Network.answer(connection, HttpAnswer::of);
    }
}
