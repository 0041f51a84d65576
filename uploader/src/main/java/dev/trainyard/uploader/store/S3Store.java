package dev.trainyard.uploader.store;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/**
 * S3, as AWS and all who imitate it speak it. The SDK's own retries are off ({@link Retry} has the patience that a
 * training run deserves), and it reads no profile files: what counts is the environment that the operator set.
 */
public final class S3Store implements Store {
    private static final String CONTENT_TYPE = "application/octet-stream";
    /** The key of an object that need not be there. */
    private static final String PROBE = "trainyard-probe";

    private static final String JSON = "application/json";

    private final Location at;
    private final S3Client client;

    public S3Store(Location at) {
        this.at = at;
        var builder = S3Client.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(Duration.ofSeconds(10))
                        .socketTimeout(Duration.ofMinutes(2)))
                .region(Region.of(at.region()))
                .credentialsProvider(StaticCredentialsProvider.create(credentials(at.credentials())))
                .forcePathStyle(at.pathStyle())
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .overrideConfiguration(o -> o.retryStrategy(AwsRetryStrategy.doNotRetry())
                        .defaultProfileFileSupplier(
                                () -> ProfileFile.aggregator().build()));
        at.endpoint().ifPresent(builder::endpointOverride);
        this.client = builder.build();
    }

    private static AwsCredentials credentials(Location.Credentials keys) {
        return keys.sessionToken()
                .<AwsCredentials>map(
                        token -> AwsSessionCredentials.create(keys.accessKeyId(), keys.secretAccessKey(), token))
                .orElseGet(() -> AwsBasicCredentials.create(keys.accessKeyId(), keys.secretAccessKey()));
    }

    @Override
    public void put(String key, Slice content, byte[] sha256) throws StoreException {
        ask(() -> client.putObject(
                put -> {
                    put.bucket(at.bucket()).key(at.prefix() + key);
                    if (at.checksums()) {
                        put.checksumSHA256(base64(sha256));
                    } else {
                        put.contentMD5(md5(content));
                    }
                },
                body(content)));
    }

    @Override
    public String begin(String key) throws StoreException {
        return ask(() -> client.createMultipartUpload(create -> {
                    create.bucket(at.bucket()).key(at.prefix() + key).contentType(CONTENT_TYPE);
                    if (at.checksums()) {
                        create.checksumAlgorithm(ChecksumAlgorithm.CRC32_C);
                    }
                })
                .uploadId());
    }

    @Override
    public Part putPart(String key, String upload, int number, Slice content, int crc32c) throws StoreException {
        var answer = ask(() -> client.uploadPart(
                put -> {
                    put.bucket(at.bucket())
                            .key(at.prefix() + key)
                            .uploadId(upload)
                            .partNumber(number)
                            .contentLength(content.length());
                    if (at.checksums()) {
                        put.checksumCRC32C(base64(crc32c));
                    } else {
                        put.contentMD5(md5(content));
                    }
                },
                body(content)));
        return new Part(number, answer.eTag(), crc32c);
    }

    @Override
    public void complete(String key, String upload, List<Part> parts) throws StoreException {
        var completed = parts.stream().map(this::completed).toList();
        ask(() -> client.completeMultipartUpload(complete -> complete.bucket(at.bucket())
                .key(at.prefix() + key)
                .uploadId(upload)
                .multipartUpload(all -> all.parts(completed))));
    }

    private CompletedPart completed(Part part) {
        var completed = CompletedPart.builder().partNumber(part.number()).eTag(part.receipt());
        return (at.checksums() ? completed.checksumCRC32C(base64(part.crc32c())) : completed).build();
    }

    @Override
    public void abort(String key, String upload) throws StoreException {
        try {
            ask(() -> client.abortMultipartUpload(
                    abort -> abort.bucket(at.bucket()).key(at.prefix() + key).uploadId(upload)));
        } catch (StoreException.UnknownUpload e) {
            // That is what was wanted.
        }
    }

    @Override
    public Optional<Versioned> read(String key) throws StoreException {
        return ask(() -> {
            try {
                var answer =
                        client.getObjectAsBytes(get -> get.bucket(at.bucket()).key(at.prefix() + key));
                return Optional.of(
                        new Versioned(answer.asUtf8String(), answer.response().eTag()));
            } catch (NoSuchKeyException e) {
                return Optional.empty();
            }
        });
    }

    @Override
    public boolean create(String key, byte[] content) throws StoreException {
        return putIf(key, content, put -> put.ifNoneMatch("*"));
    }

    @Override
    public boolean replace(String key, byte[] content, String version) throws StoreException {
        return putIf(key, content, put -> put.ifMatch(version));
    }

    private boolean putIf(String key, byte[] content, Consumer<PutObjectRequest.Builder> condition)
            throws StoreException {
        return ask(() -> {
            try {
                client.putObject(
                        put -> {
                            put.bucket(at.bucket()).key(at.prefix() + key).contentType(JSON);
                            if (at.checksums()) {
                                put.checksumSHA256(base64(digest("SHA-256").digest(content)));
                            } else {
                                put.contentMD5(base64(digest("MD5").digest(content)));
                            }
                            condition.accept(put);
                        },
                        RequestBody.fromContentProvider(() -> new ByteArrayInputStream(content), content.length, JSON));
                return true;
            } catch (AwsServiceException e) {
                if (e.statusCode() == 412) {
                    return false;
                }
                throw e;
            }
        });
    }

    @Override
    public void close() {
        client.close();
    }

    private static RequestBody body(Slice content) {
        return RequestBody.fromContentProvider(() -> open(content), content.length(), CONTENT_TYPE);
    }

    private static InputStream open(Slice content) {
        try {
            return content.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @FunctionalInterface
    private interface Call<T> {
        T send();
    }

    private <T> T ask(Call<T> call) throws StoreException {
        try {
            return call.send();
        } catch (AwsServiceException e) {
            throw answer(e).toException(at, e);
        } catch (SdkException | UncheckedIOException e) {
            throw unanswered(e);
        }
    }

    private static S3Answer answer(AwsServiceException e) {
        var details = Optional.ofNullable(e.awsErrorDetails());
        return new S3Answer(
                e.statusCode(),
                details.map(AwsErrorDetails::errorCode).orElse(""),
                details.map(AwsErrorDetails::errorMessage).orElse(""));
    }

    private StoreException unanswered(RuntimeException e) {
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
                            "the certificate of %s is not trusted: %s".formatted(at.server(), untrusted.getMessage()),
                            e);
                }
                case UnknownHostException unknown -> {
                    return new StoreException.Unavailable(
                            "the store at %s cannot be reached: no such host \"%s\"; if it is misspelt, correct spec.endpoint of the ArtifactStore"
                                    .formatted(at.server(), unknown.getMessage()),
                            e);
                }
                case ConnectException refused -> {
                    return new StoreException.Unavailable(
                            "the store at %s cannot be reached: %s".formatted(at.server(), refused.getMessage()), e);
                }
                case SSLException tls
                when "Unsupported or unrecognized SSL message".equals(tls.getMessage()) -> {
                    return new StoreException.Refused(
                            "%s speaks no TLS: correct spec.endpoint of the ArtifactStore".formatted(at.server()), e);
                }
                default -> {}
            }
        }
        return probe().orElseGet(() -> new StoreException.Unavailable(
                "the store at %s does not answer: %s".formatted(at.server(), e.getMessage()), e));
    }

    /**
     * A server that says no before it has read what it is sent may close the connection, and its answer is lost. Asked
     * for something small, it says it again.
     */
    private Optional<StoreException> probe() {
        try {
            client.getObject(get -> get.bucket(at.bucket()).key(at.prefix() + PROBE))
                    .abort();
        } catch (AwsServiceException e) {
            return answer(e).fix(at).map(fix -> new StoreException.Refused(fix, e));
        } catch (SdkException e) {
            // As silent as before.
        }
        return Optional.empty();
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static String base64(int crc) {
        return base64(ByteBuffer.allocate(Integer.BYTES).putInt(crc).array());
    }

    private static String md5(Slice content) {
        var md5 = digest("MD5");
        try {
            content.digest(md5::update);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return base64(md5.digest());
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has " + algorithm, e);
        }
    }
}
