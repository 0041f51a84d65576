package dev.trainyard.cli.artifacts;

import dev.trainyard.cli.failure.Failure;
import java.io.IOException;
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

/** What we read of a store. Keys are relative to the location's prefix. */
final class S3 implements AutoCloseable {
    private final StoreLocation at;
    private final S3Client client;

    S3(StoreLocation at) {
        this.at = at;
        var builder = S3Client.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder().connectionTimeout(Duration.ofSeconds(5)))
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

    /** The whole of a small object; empty when there is none. */
    Optional<byte[]> read(String key) {
        return ask(() -> {
            try (var object = client.getObject(get -> get.bucket(at.bucket()).key(at.prefix() + key))) {
                return Optional.of(object.readAllBytes());
            } catch (NoSuchKeyException none) {
                return Optional.empty();
            } catch (IOException broken) {
                throw new Failure("Reading " + url(key) + " broke off: " + broken.getMessage(), broken);
            }
        });
    }

    /** The contents of an object from this byte on. */
    InputStream open(String key, long from) {
        return ask(() -> client.getObject(get -> {
            get.bucket(at.bucket()).key(at.prefix() + key);
            if (from > 0) {
                get.range("bytes=" + from + "-");
            }
        }));
    }

    /** The names of the folders directly under this one, which ends in {@code /}. */
    List<String> folders(String folder) {
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

    String url(String key) {
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
