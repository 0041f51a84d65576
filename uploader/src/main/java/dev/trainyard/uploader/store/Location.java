package dev.trainyard.uploader.store;

import java.net.URI;
import java.util.Optional;

/**
 * Where an S3 store is and how to speak to it.
 *
 * @param prefix what every key begins with: empty, or ending in {@code /}
 * @param endpoint the server's URL; empty for AWS
 * @param pathStyle whether the bucket stands in the path rather than the host name
 * @param checksums whether the store takes {@code x-amz-checksum-*}; else it gets {@code Content-MD5}, which every one
 *     knows
 */
public record Location(
        String bucket,
        String prefix,
        Optional<URI> endpoint,
        String region,
        boolean pathStyle,
        boolean checksums,
        Credentials credentials) {

    /** The URL of a key under the prefix, as people write it. */
    public String url(String key) {
        return "s3://" + bucket + "/" + prefix + key;
    }

    /** The server, for messages. */
    public String server() {
        return endpoint.map(URI::toString).orElse("AWS (" + region + ")");
    }

    /** An access key; never shown. */
    public record Credentials(String accessKeyId, String secretAccessKey, Optional<String> sessionToken) {
        @Override
        public String toString() {
            return "Credentials[" + accessKeyId + "]";
        }
    }
}
