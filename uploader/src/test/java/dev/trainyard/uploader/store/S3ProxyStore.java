package dev.trainyard.uploader.store;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;

/** S3Proxy, in this process, over a folder. */
public final class S3ProxyStore implements TestStore {
    private final Path folder;
    private final int port;
    private S3Proxy server;

    private S3ProxyStore(Path folder, S3Proxy server) {
        this.folder = folder;
        this.server = server;
        this.port = server.getPort();
    }

    public static S3ProxyStore start(Path folder) throws Exception {
        Files.createDirectories(folder.resolve("artifacts"));
        return new S3ProxyStore(folder, serve(folder, 0));
    }

    private static S3Proxy serve(Path folder, int port) throws Exception {
        var properties = new Properties();
        properties.setProperty("jclouds.filesystem.basedir", folder.toString());
        var server = S3Proxy.builder()
                .blobStore(BlobStores.create("filesystem", properties))
                .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, ACCESS_KEY, SECRET_KEY)
                .endpoint(URI.create("http://127.0.0.1:" + port))
                .stopTimeout(0)
                .build();
        server.start();
        return server;
    }

    @Override
    public S3Location location(String prefix) {
        return TestStore.s3Location(port, prefix);
    }

    @Override
    public Map<String, String> environment(String prefix) {
        return TestStore.s3Environment(location(prefix));
    }

    @Override
    public Optional<byte[]> object(String key) throws IOException {
        return TestStore.s3Object(location(""), key);
    }

    @Override
    public void stop() throws Exception {
        server.stop();
    }

    @Override
    public void startAgain() throws Exception {
        server = serve(folder, port);
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
