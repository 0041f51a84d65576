package dev.trainyard.cluster.apiserver;

import dev.trainyard.cluster.object.Json;
import dev.trainyard.cluster.pki.Pki;
import dev.trainyard.cluster.registry.CustomResources;
import dev.trainyard.cluster.registry.EventExpiry;
import dev.trainyard.cluster.registry.FieldValidation;
import dev.trainyard.cluster.registry.Registry;
import dev.trainyard.cluster.registry.WriteOptions;
import dev.trainyard.cluster.resource.BuiltinTypes;
import dev.trainyard.cluster.resource.ResourceTypes;
import dev.trainyard.cluster.store.Store;
import dev.trainyard.cluster.store.StoreException;
import io.helidon.common.tls.Tls;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http2.Http2Config;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLParameters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running Kubernetes API server on 127.0.0.1. */
public final class ApiServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ApiServer.class);
    private static final String HOST = "127.0.0.1";

    /** A client that has not taken a byte for this long has hung. */
    private static final Duration LONGEST_WRITE = Duration.ofSeconds(30);

    /** Helidon counts idleness from the last request, and a watch is one long answer. */
    private static final Duration LONGEST_IDLE = Duration.ofHours(6);

    private final WebServer server;
    private final WatchEndpoint watches;
    private final ScheduledThreadPoolExecutor housekeeping;
    private final Pki pki;
    private final Path kubeconfig;

    private ApiServer(
            WebServer server,
            WatchEndpoint watches,
            ScheduledThreadPoolExecutor housekeeping,
            Pki pki,
            Path kubeconfig) {
        this.server = server;
        this.watches = watches;
        this.housekeeping = housekeeping;
        this.pki = pki;
        this.kubeconfig = kubeconfig;
    }

    /**
     * Starts a server, and writes {@code kubeconfig} into the home. When this returns, the server answers.
     *
     * @throws PortTakenException when another program has the port
     * @throws UncheckedIOException when the home can't be written
     */
    public static ApiServer start(ApiServerConfig config) {
        Store store = config.store();
        Pki pki = Pki.open(config.home().resolve("pki"));
        String token = pki.adminToken();
        ResourceTypes types = new ResourceTypes();
        CustomResources customResources = new CustomResources(types);
        customResources.load(store);
        Registry registry = new Registry(store, customResources, InstantSource.system());
        createNamespaces(store, registry);

        ScheduledThreadPoolExecutor housekeeping = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name("apiserver-timer").daemon().factory());
        housekeeping.setRemoveOnCancelPolicy(true);
        WriteDeadline deadline = new WriteDeadline(housekeeping, LONGEST_WRITE);
        WatchEndpoint watches = new WatchEndpoint(store, deadline);
        Authentication authentication = new Authentication(token);
        Router router = new Router(
                authentication,
                new ResourceEndpoint(
                        types,
                        store,
                        registry,
                        watches,
                        new SubresourceEndpoint(registry, new PodLogs(registry.objects(), deadline, pki)),
                        new Reviews(authentication)),
                new DocumentEndpoint(types, HOST + ":" + config.port()));
        WebServer server = listen(config.port(), pki, router);
        ApiServer running =
                new ApiServer(server, watches, housekeeping, pki, config.home().resolve("kubeconfig"));
        running.writeKubeconfig(token);
        Future<?> _ = housekeeping.scheduleWithFixedDelay(() -> expireEvents(store), 5, 5, TimeUnit.MINUTES);
        return running;
    }

    private static WebServer listen(int port, Pki pki, Router router) {
        SSLParameters parameters = new SSLParameters();
        parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
        WebServer server = WebServer.builder()
                .host(HOST)
                .port(port)
                .tls(Tls.builder()
                        .sslContext(pki.apiServer().sslContext())
                        .sslParameters(parameters)
                        .build())
                .routing(HttpRouting.builder().any(router))
                .addProtocol(Http2Config.builder()
                        .maxConcurrentStreams(1000)
                        .maxRapidResets(10_000) // an informer that closes many watches is no attack
                        .build())
                // A client that is refused before it sends the body it announced must still send it: what follows on
                // the
                // connection would be taken for that body.
                .addProtocol(Http1Config.builder().continueImmediately(true).build())
                .connectionOptions(
                        options -> options.tcpNoDelay(true)) // answers go out in two parts: 40 ms each without
                .idleConnectionTimeout(LONGEST_IDLE)
                .shutdownGracePeriod(Duration.ofMillis(200))
                .shutdownHook(false)
                .build();
        server.start();
        if (!server.isRunning()) { // Helidon logs why, and throws nothing
            throw new PortTakenException(HOST, port);
        }
        return server;
    }

    private static void expireEvents(Store store) {
        try {
            EventExpiry.run(store, Instant.now());
        } catch (StoreException e) {
            LOG.warn("old events stay for now: {}", e.getMessage());
        }
    }

    private static void createNamespaces(Store store, Registry registry) {
        WriteOptions options = new WriteOptions(false, FieldValidation.IGNORE, _ -> {});
        for (String name : List.of("default", "kube-system", "kube-public", "kube-node-lease")) {
            if (store.get(BuiltinTypes.NAMESPACE.key("", name)).isEmpty()) {
                var namespace = Json.object().put("apiVersion", "v1").put("kind", "Namespace");
                namespace.putObject("metadata").put("name", name);
                registry.create(BuiltinTypes.NAMESPACE, "", namespace, options);
            }
        }
    }

    private void writeKubeconfig(String token) {
        try {
            Path draft = Files.createTempFile(
                    kubeconfig.toAbsolutePath().getParent(),
                    ".kubeconfig",
                    ".tmp",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try {
                Files.writeString(draft, Kubeconfig.of(url(), pki.authorityPem(), token));
                Files.move(draft, kubeconfig, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(draft);
            }
        } catch (IOException e) {
            close();
            throw new UncheckedIOException("can't write " + kubeconfig, e);
        }
    }

    /** Where the server listens, such as {@code https://127.0.0.1:6443}. */
    public String url() {
        return "https://" + HOST + ":" + server.port();
    }

    /** The file with the server's address, its CA and the administrator's token. */
    public Path kubeconfig() {
        return kubeconfig;
    }

    /** The cluster's keys and certificates; the node agent needs one of them. */
    public Pki pki() {
        return pki;
    }

    /** Ends all watches and stops answering. The store stays open. */
    @Override
    public void close() {
        watches.close();
        server.stop();
        housekeeping.shutdownNow();
    }
}
