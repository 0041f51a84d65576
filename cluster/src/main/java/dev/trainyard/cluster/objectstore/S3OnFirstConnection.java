package dev.trainyard.cluster.objectstore;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.shaded.org.eclipse.jetty.server.NetworkConnectionLimit;
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

    /** More wait in the port's queue. Jetty hangs up on one that is idle for 30 seconds. */
    private static final int MOST_CONNECTIONS = 1000;

    private final ServerSocketChannel channel;
    private final Path folder;
    private final Credentials credentials;
    private final long bufferedBytes;
    private final Selector selector;
    private final Thread waiting;
    private volatile @Nullable S3Proxy proxy;

    private S3OnFirstConnection(
            ServerSocketChannel channel, Path folder, Credentials credentials, long bufferedBytes, Selector selector) {
        this.channel = channel;
        this.folder = folder;
        this.credentials = credentials;
        this.bufferedBytes = bufferedBytes;
        this.selector = selector;
        // A platform thread: a selector would pin the carrier of a virtual one.
        this.waiting = Thread.ofPlatform().daemon().name("object-store").unstarted(this::await);
    }

    /** @param bufferedBytes see {@link ObjectStoreConfig} */
    static S3OnFirstConnection start(
            ServerSocketChannel channel, Path folder, Credentials credentials, long bufferedBytes) throws IOException {
        var server = new S3OnFirstConnection(channel, folder, credentials, bufferedBytes, Selector.open());
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
                .v4MaxNonChunkedRequestSize(bufferedBytes)
                .jettyMaxThreads(THREADS)
                .stopTimeout(0)
                .build();
        var server = serverOf(built);
        // Jetty can take over a bound port.
        ((ServerConnector) server.getConnectors()[0]).open(channel);
        server.setHandler(new HostCheck(new BufferedBodies(server.getHandler(), bufferedBytes)));
        server.addBean(new NetworkConnectionLimit(MOST_CONNECTIONS, server));
        built.start();
        return built;
    }

    /** s3proxy's builder has no word for the port, nor for handlers: so by way of its private field. */
    private static Server serverOf(S3Proxy built) throws ReflectiveOperationException {
        var field = S3Proxy.class.getDeclaredField("server");
        field.setAccessible(true);
        return (Server) field.get(built);
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
