package dev.trainyard.uploader.store;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;

/** A real S3 server on loopback that keeps its objects in a folder, with one bucket, "artifacts". */
public final class S3Server implements AutoCloseable {
    public static final String ACCESS_KEY = "local-access";
    public static final String SECRET_KEY = "local-secret";

    private final S3Proxy server;

    private S3Server(S3Proxy server) {
        this.server = server;
    }

    public static S3Server start(Path folder) throws Exception {
        return start(folder, 0);
    }

    /** Starts on a port; 0 takes any that is free. */
    public static S3Server start(Path folder, int port) throws Exception {
        Files.createDirectories(folder.resolve("artifacts"));
        var properties = new Properties();
        properties.setProperty("jclouds.filesystem.basedir", folder.toString());
        var server = S3Proxy.builder()
                .blobStore(BlobStores.create("filesystem", properties))
                .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, ACCESS_KEY, SECRET_KEY)
                .endpoint(URI.create("http://127.0.0.1:" + port))
                .stopTimeout(0)
                .build();
        server.start();
        return new S3Server(server);
    }

    public int port() {
        return server.getPort();
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + port());
    }

    public Location location() {
        return new Location(
                "artifacts",
                "models/",
                Optional.of(endpoint()),
                "us-east-1",
                true,
                true,
                new Location.Credentials(ACCESS_KEY, SECRET_KEY, Optional.empty()));
    }

    @Override
    public void close() throws IOException {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IOException("the S3 server does not stop", e);
        }
    }
}
