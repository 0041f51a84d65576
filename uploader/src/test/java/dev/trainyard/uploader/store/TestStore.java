package dev.trainyard.uploader.store;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A real store, of a kind that users have, with one bucket or folder, "artifacts". */
public sealed interface TestStore extends AutoCloseable permits S3ProxyStore, ServerStore, FolderTestStore {
    String ACCESS_KEY = "local-access";
    String SECRET_KEY = "local-secret";

    /** The kinds; those that are programs of their own are there where {@code uploader/stores/install} was told of. */
    enum Kind {
        S3PROXY,
        FOLDER,
        VERSITYGW,
        MOTO;

        static final Optional<Path> PROGRAMS = Optional.ofNullable(System.getProperty("stores"))
                .filter(path -> !path.isEmpty())
                .map(Path::of);

        /**
         * Moto takes any content for any checksum, and any key; it gives parts names of its own, and it keeps to
         * memory.
         */
        public boolean isStrict() {
            return this != MOTO;
        }

        public TestStore start(Path folder) throws Exception {
            return switch (this) {
                case S3PROXY -> S3ProxyStore.start(folder);
                case FOLDER -> FolderTestStore.start(folder);
                case VERSITYGW -> ServerStore.versitygw(PROGRAMS.orElseThrow(), folder);
                case MOTO -> ServerStore.moto(PROGRAMS.orElseThrow(), folder);
            };
        }

        /** Those that can be started here. */
        public static Stream<Kind> here() {
            return (PROGRAMS.isPresent() ? Stream.of(values()) : Stream.of(S3PROXY, FOLDER));
        }
    }

    /** Where objects are under this prefix, which is empty or ends in a slash. */
    Location location(String prefix);

    /** What the uploader is told of this store. */
    Map<String, String> environment(String prefix);

    /** Opened as the uploader does. */
    default Store open(String prefix) {
        return new PatientStore(location(prefix));
    }

    /** The content of an object, as any reader gets it. */
    Optional<byte[]> object(String key) throws Exception;

    /** The store goes away, until it is started again with what it held. */
    void stop() throws Exception;

    void startAgain() throws Exception;

    @Override
    void close() throws IOException;

    /** All that an S3 server is told and asked in the same way. */
    static Map<String, String> s3Environment(S3Location at) {
        return Map.of(
                "TRAINYARD_STORE",
                "s3://" + at.bucket() + "/" + at.prefix(),
                "TRAINYARD_STORE_ENDPOINT",
                at.endpoint().orElseThrow().toString(),
                "TRAINYARD_STORE_PATH_STYLE",
                "true",
                "AWS_REGION",
                at.region(),
                "AWS_ACCESS_KEY_ID",
                ACCESS_KEY,
                "AWS_SECRET_ACCESS_KEY",
                SECRET_KEY);
    }

    static S3Location s3Location(int port, String prefix) {
        return new S3Location(
                "artifacts",
                prefix,
                Optional.of(URI.create("http://127.0.0.1:" + port)),
                "us-east-1",
                true,
                true,
                new FixedKeys(new Credentials(ACCESS_KEY, SECRET_KEY, Optional.empty())),
                Map.of(),
                Optional.empty(),
                Network.DIRECT);
    }

    static Optional<byte[]> s3Object(S3Location at, String key) throws IOException {
        var exchange = new S3Exchange(at, Clock.systemUTC(), Bandwidth.unlimited());
        var answer = exchange.send(
                new S3Exchange.Request("GET", at.prefix() + key, new TreeMap<>(), Map.of(), S3Exchange.Body.NONE),
                new Credentials(ACCESS_KEY, SECRET_KEY, Optional.empty()));
        return answer.isGood() ? Optional.of(answer.bytes()) : Optional.empty();
    }
}
