package dev.trainyard.cli.artifacts;

import dev.trainyard.cli.failure.Failure;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** A bucket and a prefix in it. */
final class S3 implements RunStore {
    private final StoreLocation at;
    private final S3Client client;

    S3(StoreLocation at) {
        this.at = at;
        var http = UrlConnectionHttpClient.builder().connectionTimeout(Duration.ofSeconds(5));
        at.caBundle().ifPresent(pem -> http.tlsTrustManagersProvider(() -> Trust.in(pem)));
        var builder = S3Client.builder()
                .httpClientBuilder(http)
                .region(Region.of(at.region()))
                .forcePathStyle(at.pathStyle())
                // The manifest's own checksums are proved, and some stores send none.
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
        at.credentials().ifPresent(keys -> builder.credentialsProvider(StaticCredentialsProvider.create(of(keys))));
        at.endpoint().map(URI::create).ifPresent(builder::endpointOverride);
        this.client = builder.build();
    }

    private static AwsCredentials of(StoreLocation.Credentials keys) {
        return keys.sessionToken()
                .<AwsCredentials>map(token -> AwsSessionCredentials.create(keys.accessKey(), keys.secretKey(), token))
                .orElseGet(() -> AwsBasicCredentials.create(keys.accessKey(), keys.secretKey()));
    }

    @Override
    public Optional<InputStream> open(String key, long from) {
        return ask(() -> {
            try {
                return Optional.of(client.getObject(get -> {
                    get.bucket(at.bucket()).key(at.prefix() + key);
                    if (from > 0) {
                        get.range("bytes=" + from + "-");
                    }
                }));
            } catch (NoSuchKeyException none) {
                return Optional.empty();
            }
        });
    }

    @Override
    public List<String> keys(String folder) {
        var prefix = at.prefix() + folder;
        return ask(() ->
                client.listObjectsV2Paginator(list -> list.bucket(at.bucket()).prefix(prefix)).contents().stream()
                        .map(object -> object.key().substring(at.prefix().length()))
                        .toList());
    }

    @Override
    public void delete(List<String> keys) {
        // One by one: not every server knows how to delete many at once.
        Parallel.forEach(
                keys,
                key -> ask(() ->
                        client.deleteObject(delete -> delete.bucket(at.bucket()).key(at.prefix() + key))),
                _ -> {});
    }

    @Override
    public int deleteUnfinished(String folder) {
        var prefix = at.prefix() + folder;
        var uploads = ask(() ->
                client
                        .listMultipartUploadsPaginator(
                                list -> list.bucket(at.bucket()).prefix(prefix))
                        .uploads()
                        .stream()
                        .filter(upload -> upload.key().startsWith(prefix))
                        .toList());
        uploads.forEach(upload -> ask(() -> client.abortMultipartUpload(
                abort -> abort.bucket(at.bucket()).key(upload.key()).uploadId(upload.uploadId()))));
        return uploads.size();
    }

    @Override
    public List<String> folders(String folder) {
        var prefix = at.prefix() + folder;
        return ask(() -> client
                .listObjectsV2Paginator(
                        list -> list.bucket(at.bucket()).prefix(prefix).delimiter("/"))
                .commonPrefixes()
                .stream()
                .map(CommonPrefix::prefix)
                .map(found -> found.substring(prefix.length(), found.length() - 1))
                .toList());
    }

    @Override
    public String url(String key) {
        return "s3://" + at.bucket() + "/" + at.prefix() + key;
    }

    private <T> T ask(Supplier<T> question) {
        var server = at.endpoint().orElse("AWS S3");
        try {
            return question.get();
        } catch (NoSuchBucketException none) {
            throw new Failure(
                    "The bucket " + at.bucket() + " does not exist at " + server
                            + ": correct spec.url of the ArtifactStore, or create it.",
                    none);
        } catch (S3Exception refused) {
            throw new Failure("The store at " + server + " refuses: " + refused.getMessage(), refused);
        } catch (SdkClientException unreachable) {
            throw new Failure(
                    "The store at " + server + " cannot be reached: " + unreachable.getMessage()
                            + ". Is its address one that this machine can use?",
                    unreachable);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
