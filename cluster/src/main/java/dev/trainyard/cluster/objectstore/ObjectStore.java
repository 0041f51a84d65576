package dev.trainyard.cluster.objectstore;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * An S3 server on loopback over a folder. Its port is bound when {@link #start} returns; the server behind it is built
 * when the first connection waits there, which costs that connection some tenths of a second and an idle cluster
 * nothing. Buckets other than those of the config are made by clients, as with any S3.
 */
public final class ObjectStore implements AutoCloseable {
    private final ServerSocketChannel channel;
    private final Credentials credentials;
    private final S3OnFirstConnection server;

    private ObjectStore(ServerSocketChannel channel, Credentials credentials, S3OnFirstConnection server) {
        this.channel = channel;
        this.credentials = credentials;
        this.server = server;
    }

    /**
     * Binds the port, makes the buckets, and reads or makes the credentials.
     *
     * @throws IOException with a sentence for the user, where the port is taken or the folder cannot be written
     */
    public static ObjectStore start(ObjectStoreConfig config) throws IOException {
        var channel = bind(config.port());
        try {
            Files.createDirectories(config.folder());
            for (var bucket : config.buckets()) {
                var folder = Files.createDirectories(config.folder().resolve(bucket));
                // s3proxy lists a bucket to anybody whose folder others may read.
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            }
            // The files in it are as open as their ACLs say, to everybody on the machine.
            Files.setPosixFilePermissions(config.folder(), PosixFilePermissions.fromString("rwx------"));
            var credentials = Credentials.readOrMake(config.credentials());
            return new ObjectStore(
                    channel,
                    credentials,
                    S3OnFirstConnection.start(channel, config.folder(), credentials, config.bufferedBytes()));
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static ServerSocketChannel bind(int port) throws IOException {
        var channel = ServerSocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), 128);
            return channel;
        } catch (BindException e) {
            channel.close();
            throw new IOException(
                    "The object store cannot listen on 127.0.0.1:" + port + " (" + e.getMessage()
                            + "). Stop what uses that port (ss -ltnp shows it), or give the object store another one;"
                            + " 0 takes a free one.",
                    e);
        }
    }

    /** Where S3 clients connect, with path-style addressing: {@code http://127.0.0.1:9000}. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + port());
    }

    public int port() {
        return channel.socket().getLocalPort();
    }

    public Credentials credentials() {
        return credentials;
    }

    @Override
    public void close() throws IOException {
        server.close();
        channel.close();
    }
}
