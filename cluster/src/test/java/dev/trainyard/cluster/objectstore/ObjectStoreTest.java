package dev.trainyard.cluster.objectstore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Bucket;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/** What the uploader and the AWS tools need of the object store, asked with the SDK that the uploader has. */
final class ObjectStoreTest {
    private static final String BUCKET = ObjectStoreConfig.ARTIFACTS;
    private static final int PART = 5 << 20;

    @TempDir
    static Path home;

    static ObjectStore store;
    static S3Client s3;

    @BeforeAll
    static void start() throws IOException {
        store = ObjectStore.start(ObjectStoreConfig.in(home, 0));
        s3 = client(store.credentials());
    }

    @AfterAll
    static void stop() throws IOException {
        s3.close();
        store.close();
    }

    private static S3Client client(Credentials credentials) {
        return S3Client.builder()
                .endpointOverride(store.endpoint())
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(credentials.accessKey(), credentials.secretKey())))
                .build();
    }

    @Test
    void theFirstBucketIsThereAndOthersAreMade() {
        s3.createBucket(r -> r.bucket("datasets"));

        assertThat(s3.listBuckets().buckets()).extracting(Bucket::name).contains(BUCKET, "datasets");
        assertThat(s3.listBuckets().buckets()).extracting(Bucket::name).doesNotContain(DurableBlobStore.INCOMING);
    }

    @Test
    void nothingIsShownToAnybody() throws Exception {
        s3.createBucket(r -> r.bucket("made"));
        s3.putObject(r -> r.bucket("made").key("secret"), RequestBody.fromString("weights"));
        s3.putObject(r -> r.bucket(BUCKET).key("secret"), RequestBody.fromString("weights"));

        try (var http = HttpClient.newHttpClient()) {
            for (var path : List.of("", BUCKET, BUCKET + "?list-type=2", BUCKET + "/secret", "made", "made/secret")) {
                var request = HttpRequest.newBuilder(store.endpoint().resolve("/" + path));
                assertThat(http.send(request.build(), BodyHandlers.ofString()).statusCode())
                        .as(path)
                        .isEqualTo(403);
            }
        }
    }

    @Test
    void anObjectComesBackWithItsChecksumAndLiesInTheFolder() throws IOException {
        s3.putObject(r -> r.bucket(BUCKET).key("a/model.bin"), RequestBody.fromString("weights"));

        var answer =
                s3.getObjectAsBytes(r -> r.bucket(BUCKET).key("a/model.bin").checksumMode(ChecksumMode.ENABLED));
        assertThat(answer.asUtf8String()).isEqualTo("weights");
        assertThat(home.resolve("objects/artifacts/a/model.bin")).hasContent("weights");
        assertThat(home.resolve("objects/.incoming/put")).isEmptyDirectory();
    }

    @Test
    void aBodyThatDoesNotMatchItsChecksumIsRefused() {
        assertThatThrownBy(() -> s3.putObject(
                        r -> r.bucket(BUCKET)
                                .key("bad")
                                .checksumAlgorithm(ChecksumAlgorithm.SHA256)
                                .checksumSHA256("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="),
                        RequestBody.fromString("not empty")))
                .isInstanceOf(S3Exception.class);
        assertThat(home.resolve("objects/artifacts/bad")).doesNotExist();
    }

    @Test
    void onlyOneOfManyWritersTakesAKeyThatMustBeNew() throws Exception {
        Callable<Integer> put = () -> {
            try {
                s3.putObject(
                        r -> r.bucket(BUCKET).key("run/manifest.json").ifNoneMatch("*"), RequestBody.fromString("{}"));
                return 200;
            } catch (S3Exception e) {
                return e.statusCode();
            }
        };
        try (var writers = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = writers.invokeAll(List.of(put, put, put, put, put, put));
            assertThat(answers).extracting(f -> f.get()).containsOnly(200, 412).containsOnlyOnce(200);
        }
    }

    @Test
    void partsBecomeOneObjectAndRangesOfItCanBeRead() {
        var content = new byte[PART + 1000];
        new Random(1).nextBytes(content);
        var upload =
                s3.createMultipartUpload(r -> r.bucket(BUCKET).key("deep/big")).uploadId();
        var first = s3.uploadPart(
                r -> r.bucket(BUCKET).key("deep/big").uploadId(upload).partNumber(1),
                RequestBody.fromBytes(Arrays.copyOf(content, PART)));
        var second = s3.uploadPart(
                r -> r.bucket(BUCKET).key("deep/big").uploadId(upload).partNumber(2),
                RequestBody.fromBytes(Arrays.copyOfRange(content, PART, content.length)));
        assertThat(s3.listParts(r -> r.bucket(BUCKET).key("deep/big").uploadId(upload))
                        .parts())
                .hasSize(2);

        s3.completeMultipartUpload(r -> r.bucket(BUCKET)
                .key("deep/big")
                .uploadId(upload)
                .multipartUpload(m -> m.parts(
                        CompletedPart.builder()
                                .partNumber(1)
                                .eTag(first.eTag())
                                .checksumCRC32(first.checksumCRC32())
                                .build(),
                        CompletedPart.builder()
                                .partNumber(2)
                                .eTag(second.eTag())
                                .checksumCRC32(second.checksumCRC32())
                                .build())));

        assertThat(s3.getObjectAsBytes(r -> r.bucket(BUCKET).key("deep/big")).asByteArray())
                .isEqualTo(content);
        assertThat(s3.getObjectAsBytes(r -> r.bucket(BUCKET).key("deep/big").range("bytes=10-19"))
                        .asByteArray())
                .isEqualTo(Arrays.copyOfRange(content, 10, 20));
        assertThat(home.resolve("objects/artifacts/deep").toFile().list()).containsExactly("big");
    }

    @Test
    void objectsAreListedByPrefixAndPageAndCopiedAndDeleted() {
        for (var key : List.of("l/1", "l/2", "l/sub/3")) {
            s3.putObject(r -> r.bucket(BUCKET).key(key), RequestBody.fromString(key));
        }
        s3.copyObject(r -> r.sourceBucket(BUCKET)
                .sourceKey("l/1")
                .destinationBucket(BUCKET)
                .destinationKey("l/4"));
        s3.deleteObject(r -> r.bucket(BUCKET).key("l/2"));

        var top = s3.listObjectsV2(r -> r.bucket(BUCKET).prefix("l/").delimiter("/"));
        assertThat(top.contents()).extracting(S3Object::key).containsExactly("l/1", "l/4");
        assertThat(top.commonPrefixes()).extracting(p -> p.prefix()).containsExactly("l/sub/");
        assertThat(s3.listObjectsV2Paginator(r -> r.bucket(BUCKET).prefix("l/").maxKeys(1))
                        .contents())
                .extracting(S3Object::key)
                .containsExactly("l/1", "l/4", "l/sub/3");
    }

    @Test
    void aBucketThatIsNotThereIsNotMade() {
        assertThatThrownBy(() -> s3.putObject(r -> r.bucket("artifcts").key("k"), RequestBody.fromString("x")))
                .isInstanceOf(NoSuchBucketException.class);
        assertThat(home.resolve("objects/artifcts")).doesNotExist();
    }

    @Test
    void aKeyThatClimbsOutOfItsBucketIsRefused() {
        assertThatThrownBy(() -> s3.putObject(r -> r.bucket(BUCKET).key("x/../../../out"), RequestBody.fromString("x")))
                .isInstanceOf(S3Exception.class);
        assertThat(home.resolve("out")).doesNotExist();
    }

    /** Answered once: an SDK asks again after a 500, and after a 409 too. */
    @Test
    void aKeyInThePlaceOfAFolderIsRefused() {
        s3.putObject(r -> r.bucket(BUCKET).key("place/file"), RequestBody.fromString("x"));
        for (var key : List.of("place/file/below", "place")) {
            assertThatThrownBy(() -> s3.putObject(r -> r.bucket(BUCKET).key(key), RequestBody.fromString("x")))
                    .isInstanceOf(S3Exception.class)
                    .hasMessageContaining("delete")
                    .extracting(e -> ((S3Exception) e).statusCode())
                    .isEqualTo(400);
            assertThatThrownBy(() -> s3.copyObject(r -> r.sourceBucket(BUCKET)
                            .sourceKey("place/file")
                            .destinationBucket(BUCKET)
                            .destinationKey(key)))
                    .isInstanceOf(S3Exception.class)
                    .extracting(e -> ((S3Exception) e).statusCode())
                    .isEqualTo(400);
            assertThatThrownBy(
                            () -> s3.createMultipartUpload(r -> r.bucket(BUCKET).key(key)))
                    .isInstanceOf(S3Exception.class)
                    .extracting(e -> ((S3Exception) e).statusCode())
                    .isEqualTo(400);
        }
        s3.deleteObject(r -> r.bucket(BUCKET).key("place/file"));
        s3.putObject(r -> r.bucket(BUCKET).key("place"), RequestBody.fromString("x"));
        s3.deleteObject(r -> r.bucket(BUCKET).key("place"));
        s3.putObject(r -> r.bucket(BUCKET).key("place/file/below"), RequestBody.fromString("x"));
    }

    @Test
    void aStrangerIsRefused() {
        try (var stranger = client(new Credentials("TYNOBODY", "wrong"))) {
            assertThatThrownBy(() -> stranger.listObjectsV2(r -> r.bucket(BUCKET)))
                    .isInstanceOf(S3Exception.class)
                    .extracting(e -> ((S3Exception) e).statusCode())
                    .isEqualTo(403);
        }
    }

    @Test
    void aTakenPortIsSaidClearly() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            var config = ObjectStoreConfig.in(home, taken.getLocalPort());
            assertThatThrownBy(() -> ObjectStore.start(config))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("127.0.0.1:" + taken.getLocalPort())
                    .hasMessageContaining("another one");
        }
    }

    @Test
    void aStoreThatNobodyEverUsedCloses(@TempDir Path other) throws IOException {
        var unused = ObjectStore.start(ObjectStoreConfig.in(other, 0));
        assertThat(unused.port()).isPositive();

        unused.close();

        assertThat(other.resolve("objects").toFile().list()).containsExactly(BUCKET);
    }

    @Test
    void whatACrashLeftUnfinishedIsDropped(@TempDir Path folder) throws IOException {
        var staged = Files.createDirectories(folder.resolve(".incoming/put")).resolve("half");
        Files.write(staged, "half".getBytes(UTF_8));

        DurableBlobStore.open(folder);

        assertThat(staged).doesNotExist();
    }
}
