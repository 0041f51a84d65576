package dev.trainyard.uploader.store;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

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
 * @param network the way to the server
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
        Optional<String> storageClass,
        Network network)
        implements Location {
    private static final Pattern HOST_LABEL = Pattern.compile("[a-z0-9][a-z0-9-]*[a-z0-9]");

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
        var path = server.getRawPath().replaceFirst("/+$", "");
        return isInPath(server)
                ? URI.create(server.getScheme() + "://" + server.getRawAuthority() + path + "/" + bucket)
                : URI.create(server.getScheme() + "://" + bucket + "." + server.getRawAuthority() + path);
    }

    /**
     * Whether the bucket stands in the path. It has to where its name is none for a host: a certificate for
     * {@code *.s3.amazonaws.com} is none for a bucket with a dot, no host has an underscore, and no address has names
     * under it.
     */
    private boolean isInPath(URI server) {
        return pathStyle || !HOST_LABEL.matcher(bucket).matches() || Subnet.isAddress(server.getHost());
    }

    /** The host of one of AWS's regional services. */
    static String awsHost(String service, String region) {
        return service + "." + region + (region.startsWith("cn-") ? ".amazonaws.com.cn" : ".amazonaws.com");
    }
}
