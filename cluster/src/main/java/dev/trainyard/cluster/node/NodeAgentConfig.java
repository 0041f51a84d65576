package dev.trainyard.cluster.node;

import dev.trainyard.cluster.image.Images;
import dev.trainyard.cluster.node.lifecycle.BackOff;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * What a node agent must know.
 *
 * @param nodeName the name of its Node
 * @param home the cluster's home folder; the agent uses {@code pods/}, {@code shim/} and {@code images.yaml} in it
 * @param imageCache where Python environments are kept
 * @param uploader the uploader of this build, for the image {@code trainyard/uploader}
 * @param logServer the endpoint for logs; without one, {@code kubectl logs} has nobody to ask
 * @param backOff how long crashing containers wait
 * @param logMaxBytes the size at which a container's log is set aside; one older file is kept
 * @param podAddress the address of this machine at which pods find each other: all of them are on its network
 */
public record NodeAgentConfig(
        String nodeName,
        Path home,
        Path imageCache,
        Optional<Images.Uploader> uploader,
        Optional<LogServer> logServer,
        BackOff backOff,
        long logMaxBytes,
        String podAddress) {
    private static final long LOG_MAX_BYTES = 16L << 20;
    private static final String LOOPBACK = "127.0.0.1";

    /**
     * The HTTPS endpoint; see {@code docs/formats/local-cluster.md}.
     *
     * @param port 0 takes a free one
     * @param tls the server's key, and the authority that must have signed its clients' certificates
     */
    public record LogServer(int port, SSLContext tls) {}

    /** The usual settings, without uploader and endpoint; pods find each other on the loopback. */
    public static NodeAgentConfig of(String nodeName, Path home, Path imageCache) {
        return new NodeAgentConfig(
                nodeName,
                home,
                imageCache,
                Optional.empty(),
                Optional.empty(),
                BackOff.KUBELET,
                LOG_MAX_BYTES,
                LOOPBACK);
    }

    public NodeAgentConfig withUploader(Images.Uploader build) {
        return new NodeAgentConfig(
                nodeName, home, imageCache, Optional.of(build), logServer, backOff, logMaxBytes, podAddress);
    }

    public NodeAgentConfig withLogServer(LogServer server) {
        return new NodeAgentConfig(
                nodeName, home, imageCache, uploader, Optional.of(server), backOff, logMaxBytes, podAddress);
    }

    public NodeAgentConfig withBackOff(BackOff delays) {
        return new NodeAgentConfig(nodeName, home, imageCache, uploader, logServer, delays, logMaxBytes, podAddress);
    }

    /**
     * For a cluster that makes endpoints of its Services: pods find each other at the first address of this machine
     * that an endpoint may have, or on the loopback if there is none.
     */
    public NodeAgentConfig withAddressForServices() {
        return HostAddress.find().map(this::withPodAddress).orElse(this);
    }

    /** Pods find each other at this address of the machine. */
    public NodeAgentConfig withPodAddress(String address) {
        return new NodeAgentConfig(nodeName, home, imageCache, uploader, logServer, backOff, logMaxBytes, address);
    }

    Path pods() {
        return home.resolve("pods");
    }
}
