package dev.trainyard.cluster.objectstore;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.shaded.org.eclipse.jetty.server.Server;
import org.gaul.shaded.org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits until a connection stands at the bound port, then builds s3proxy's server and hands it the port. */
final class S3OnFirstConnection implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(S3OnFirstConnection.class);

    /** Jetty's own three plus a dozen uploads at once; more wait. Its default of 200 would only cost memory. */
    private static final int THREADS = 16;

    private final ServerSocketChannel channel;
    private final Path folder;
    private final Credentials credentials;
    private final Selector selector;
    private final Thread waiting;
    private volatile @Nullable S3Proxy proxy;

    private S3OnFirstConnection(ServerSocketChannel channel, Path folder, Credentials credentials, Selector selector) {
        this.channel = channel;
        this.folder = folder;
        this.credentials = credentials;
        this.selector = selector;
        // A platform thread: a selector would pin the carrier of a virtual one.
        this.waiting = Thread.ofPlatform().daemon().name("object-store").unstarted(this::await);
    }

    static S3OnFirstConnection start(ServerSocketChannel channel, Path folder, Credentials credentials)
            throws IOException {
        var server = new S3OnFirstConnection(channel, folder, credentials, Selector.open());
        channel.configureBlocking(false);
        channel.register(server.selector, SelectionKey.OP_ACCEPT);
        server.waiting.start();
        return server;
    }

    private void await() {
        try {
            while (selector.select() == 0) {
                if (Thread.interrupted()) {
                    selector.close();
                    return;
                }
            }
            selector.close();
            channel.configureBlocking(true);
            var began = System.nanoTime();
            proxy = serve();
            LOG.info("The object store was built in {} ms", (System.nanoTime() - began) / 1_000_000);
        } catch (Exception | LinkageError e) {
            LOG.error("The object store over {} cannot start, its port answers no more: {}", folder, e.getMessage(), e);
            closeQuietly();
        }
    }

    private S3Proxy serve() throws Exception {
        var built = S3Proxy.builder()
                .blobStore(DurableBlobStore.open(folder))
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, credentials.accessKey(), credentials.secretKey())
                .ignoreUnknownHeaders(true)
                .jettyMaxThreads(THREADS)
                .stopTimeout(0)
                .build();
        listenOn(built, channel);
        built.start();
        return built;
    }

    /** Jetty can take over a bound port, but s3proxy's builder has no word for it: so by way of its private field. */
    private static void listenOn(S3Proxy built, ServerSocketChannel channel) throws Exception {
        var field = S3Proxy.class.getDeclaredField("server");
        field.setAccessible(true);
        var server = (Server) field.get(built);
        var connector = (ServerConnector) server.getConnectors()[0];
        connector.open(channel);
    }

    private void closeQuietly() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("closing the object store's port", e);
        }
    }

    /** Ends the server, or the wait for its first connection. Requests under way are cut off, as by a crash. */
    @Override
    public void close() throws IOException {
        waiting.interrupt();
        selector.wakeup();
        try {
            waiting.join();
            var running = proxy;
            if (running != null) {
                running.stop();
            }
        } catch (Exception e) {
            throw new IOException("The object store did not stop: " + e.getMessage(), e);
        }
    }
}
