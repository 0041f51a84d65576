package dev.trainyard.uploader.store;

import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * Where an S3 store is and how to speak to it.
 *
 * @param prefix what every key begins with: empty, or ending in {@code /}
 * @param endpoint the server's URL; empty for AWS
 * @param pathStyle whether the bucket stands in the path rather than the host name
 * @param checksums whether the store takes {@code x-amz-checksum-*}; else it gets {@code Content-MD5}, which every one
 *     knows
 * @param keys where the access key comes from
 * @param objectHeaders what every object is stored with, such as its encryption and tags; in lower case
 * @param storageClass of the files; what describes them can always be read at once
 */
public record S3Location(
        String bucket,
        String prefix,
        Optional<URI> endpoint,
        String region,
        boolean pathStyle,
        boolean checksums,
        CredentialSource keys,
        Map<String, String> objectHeaders,
        Optional<String> storageClass)
        implements Location {

    @Override
    public String url(String key) {
        return "s3://" + bucket + "/" + prefix + key;
    }

    @Override
    public String server() {
        return endpoint.map(URI::toString).orElse("AWS (" + region + ")");
    }

    /** The URL that the bucket's keys are under, without a slash at its end. */
    URI bucketUrl() {
        var server = endpoint.orElseGet(() -> URI.create("https://" + awsHost("s3", region)));
        // A certificate for *.s3.amazonaws.com is none for a bucket with a dot in its name.
        if (pathStyle || bucket.indexOf('.') >= 0) {
            return URI.create(server.getScheme() + "://" + server.getRawAuthority() + "/" + bucket);
        }
        return URI.create(server.getScheme() + "://" + bucket + "." + server.getRawAuthority());
    }

    /** The host of one of AWS's regional services. */
    static String awsHost(String service, String region) {
        return service + "." + region + (region.startsWith("cn-") ? ".amazonaws.com.cn" : ".amazonaws.com");
    }
}
