package dev.trainyard.uploader.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * AWS Signature Version 4, as the S3 API reference has it ("Authenticating Requests: Using the Authorization Header").
 *
 * @param now to the second
 */
record Signature(Credentials credentials, String region, Instant now) {
    /** The hash of a payload that is not signed; its checksum is, in a header of its own. */
    static final String UNSIGNED = "UNSIGNED-PAYLOAD";

    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final int BLOCK = 64;

    /**
     * The headers with those that authenticate the request.
     *
     * @param path percent-encoded
     * @param query not encoded
     * @param headers all that is to be signed, {@code host} among them; names in lower case
     * @param payloadHash hexadecimal SHA-256 of the body, or {@link #UNSIGNED}
     */
    SortedMap<String, String> sign(
            String method,
            String path,
            SortedMap<String, String> query,
            Map<String, String> headers,
            String payloadHash) {
        var time = now.truncatedTo(ChronoUnit.SECONDS).toString().replaceAll("[-:]", "");
        var day = time.substring(0, 8);
        var all = new TreeMap<>(headers);
        all.put("x-amz-date", time);
        all.put("x-amz-content-sha256", payloadHash);
        credentials.sessionToken().ifPresent(token -> all.put("x-amz-security-token", token));

        var signed = String.join(";", all.keySet());
        var canonical = new StringBuilder()
                .append(method)
                .append('\n')
                .append(path)
                .append('\n')
                .append(query(query))
                .append('\n');
        all.forEach((name, value) ->
                canonical.append(name).append(':').append(value.strip()).append('\n'));
        canonical.append('\n').append(signed).append('\n').append(payloadHash);

        var scope = day + "/" + region + "/s3/aws4_request";
        var toSign = ALGORITHM + "\n" + time + "\n" + scope + "\n" + hex(sha256(bytes(canonical.toString())));
        all.put(
                "authorization",
                ALGORITHM + " Credential=" + credentials.accessKeyId() + "/" + scope + ",SignedHeaders=" + signed
                        + ",Signature=" + hex(hmac(key(day), bytes(toSign))));
        return all;
    }

    private byte[] key(String day) {
        var key = hmac(bytes("AWS4" + credentials.secretAccessKey()), bytes(day));
        for (var part : new String[] {region, "s3", "aws4_request"}) {
            key = hmac(key, bytes(part));
        }
        return key;
    }

    /** A query as it is signed and sent. */
    static String query(SortedMap<String, String> query) {
        return query.entrySet().stream()
                .map(entry -> encode(entry.getKey(), false) + "=" + encode(entry.getValue(), false))
                .collect(Collectors.joining("&"));
    }

    /** Percent-encodes all but what RFC 3986 calls unreserved. */
    static String encode(String text, boolean isPath) {
        var encoded = new StringBuilder();
        for (var b : text.getBytes(StandardCharsets.UTF_8)) {
            var c = (char) (b & 0xff);
            var plain = (c >= 'A' && c <= 'Z')
                    || (c >= 'a' && c <= 'z')
                    || (c >= '0' && c <= '9')
                    || "-._~".indexOf(c) >= 0;
            if (plain || (isPath && c == '/')) {
                encoded.append(c);
            } else {
                encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
            }
        }
        return encoded.toString();
    }

    /** RFC 2104; {@code javax.crypto} has it too, at the price of starting its providers. */
    static byte[] hmac(byte[] key, byte[] message) {
        var block = Arrays.copyOf(key.length > BLOCK ? sha256(key) : key, BLOCK);
        var inner = newSha256();
        inner.update(xor(block, 0x36));
        var outer = newSha256();
        outer.update(xor(block, 0x5c));
        return outer.digest(inner.digest(message));
    }

    private static byte[] xor(byte[] block, int mask) {
        var result = new byte[block.length];
        for (int i = 0; i < block.length; i++) {
            result[i] = (byte) (block[i] ^ mask);
        }
        return result;
    }

    static byte[] sha256(byte[] content) {
        return newSha256().digest(content);
    }

    private static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
