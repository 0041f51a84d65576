package dev.trainyard.cluster.node.log;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.trainyard.cluster.node.container.Attempt;
import dev.trainyard.cluster.node.container.FolderWatch;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.StandardWatchEventKinds;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The endpoint that API servers fetch logs from, as a kubelet's: {@code GET
 * /containerLogs/<namespace>/<pod>/<container>}. Only clients with a certificate of the cluster's authority are heard.
 */
public final class LogEndpoint implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LogEndpoint.class);
    private static final int NOT_FOUND = 404;
    private static final int BAD_REQUEST = 400;

    private final HttpsServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Runs runs;
    private @Nullable FolderWatch watch;

    /** Knows which runs there are. */
    public interface Runs {
        /**
         * The run of a container whose log is meant.
         *
         * @throws NoSuchRun if there is none, with a message for a person
         */
        Attempt find(String namespace, String pod, String container, boolean previous) throws NoSuchRun;
    }

    /** There is no such run. */
    public static final class NoSuchRun extends Exception {
        private static final long serialVersionUID = 1L;
        private final boolean podKnown;

        public NoSuchRun(String message, boolean podKnown) {
            super(message);
            this.podKnown = podKnown;
        }
    }

    /** @param port on 127.0.0.1; 0 takes a free one */
    public LogEndpoint(int port, SSLContext tls, Runs runs) throws IOException {
        this.runs = runs;
        this.server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls) {
            @Override
            public void configure(HttpsParameters parameters) {
                var wanted = tls.getDefaultSSLParameters();
                wanted.setNeedClientAuth(true);
                parameters.setSSLParameters(wanted);
            }
        });
        server.setExecutor(threads);
        server.createContext("/containerLogs/", this::serve);
        server.start();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    private void serve(HttpExchange exchange) {
        try (exchange) {
            answer(exchange);
        } catch (IOException e) {
            LOG.debug("A reader of {} has gone", exchange.getRequestURI(), e);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try {
            var path = List.of(exchange.getRequestURI().getPath().split("/", -1));
            if (path.size() != 5) {
                answer(exchange, NOT_FOUND, "ask for /containerLogs/<namespace>/<pod>/<container>");
                return;
            }
            var request = LogRequest.parse(exchange.getRequestURI().getRawQuery(), Instant.now());
            var run = runs.find(path.get(2), path.get(3), path.get(4), request.previous());
            exchange.getResponseHeaders().set("Content-Type", "text/plain");
            exchange.sendResponseHeaders(200, 0);
            stream(run, request, exchange);
        } catch (NoSuchRun problem) {
            answer(exchange, problem.podKnown ? BAD_REQUEST : NOT_FOUND, String.valueOf(problem.getMessage()));
        } catch (IllegalArgumentException problem) {
            answer(exchange, BAD_REQUEST, String.valueOf(problem.getMessage()));
        }
    }

    private void stream(Attempt run, LogRequest request, HttpExchange exchange) throws IOException {
        var log = new ContainerLog(run.log());
        try (var out = exchange.getResponseBody()) {
            if (!request.follow()) {
                log.copy(request, out, () -> true, () -> {});
                return;
            }
            out.flush(); // The headers: the reader is to know that there is a log before there is a line.
            var written = new Semaphore(0);
            try (var _ = watch().watch(run.folder(), written::release)) {
                log.copy(request, out, () -> run.phase() instanceof Attempt.Phase.Ended, () -> {
                    written.acquire();
                    written.drainPermits();
                });
            }
        }
    }

    private synchronized FolderWatch watch() throws IOException {
        if (watch == null) {
            watch = new FolderWatch(StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
        }
        return watch;
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() throws IOException {
        server.stop(0);
        threads.shutdownNow();
        synchronized (this) {
            if (watch != null) {
                watch.close();
            }
        }
    }
}
