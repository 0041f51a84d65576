package dev.trainyard.uploader.store;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/**
 * What is between the uploader and a store: it can be cut and mended, and it notes what passes. A folder has none:
 * there, the folder itself goes away, and nothing is noted.
 */
public final class Wire implements AutoCloseable {
    private static final int BUFFER = 64 * 1024;
    private static final int STATUS_LINE = "HTTP/1.1 200".length();
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *([0-9]+)");

    private final TestStore store;
    private final int port;
    private final List<Passed> passed = new CopyOnWriteArrayList<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean damagesNext = new AtomicBoolean();
    private final AtomicInteger found = new AtomicInteger();
    private volatile Optional<String> wanted = Optional.empty();
    private Optional<ServerSocket> server = Optional.empty();

    public Wire(TestStore store) throws IOException {
        this.store = store;
        this.port = store instanceof FolderTestStore ? 0 : listen(0);
    }

    /** A request, and how it was answered. */
    public static final class Passed {
        private final String method;
        private final String key;
        private final String query;
        private volatile int status;

        private Passed(String method, String key, String query) {
            this.method = method;
            this.key = key;
            this.query = query;
        }

        /** Whether this brought the content of a file, or of this part of one. */
        public boolean sends(String key, Optional<Integer> part) {
            return method.equals("PUT")
                    && this.key.equals(key)
                    && part.map(number -> ("&" + query + "&").contains("&partNumber=" + number + "&"))
                            .orElse(query.isEmpty());
        }

        /** Whether an object appears under its name by this. */
        public boolean writes() {
            return method.equals("PUT") ? query.isEmpty() : method.equals("POST") && query.contains("uploadId=");
        }

        public String key() {
            return key;
        }

        public boolean isGood() {
            return status / 100 == 2;
        }

        @Override
        public String toString() {
            return method + " " + key + (query.isEmpty() ? "" : "?" + query) + " → " + status;
        }
    }

    /** What the uploader is told of the store at the other end. */
    public Map<String, String> environment(String prefix) {
        var environment = new HashMap<>(store.environment(prefix));
        if (port != 0) {
            environment.put("TRAINYARD_STORE_ENDPOINT", "http://127.0.0.1:" + port);
        }
        return environment;
    }

    /** Everything that has passed so far, in the order in which it began. */
    public List<Passed> passed() {
        return List.copyOf(passed);
    }

    /** Nobody gets through any more. */
    public void cut() throws Exception {
        if (port == 0) {
            store.stop();
            return;
        }
        if (server.isPresent()) {
            server.get().close();
        }
        drop();
    }

    public void mend() throws Exception {
        if (port == 0) {
            store.startAgain();
        } else {
            listen(port);
        }
    }

    /** Ends the connections that there are, in the middle of whatever they carry. */
    public void drop() {
        open.forEach(Wire::end);
    }

    /** Changes a byte of what is sent next. */
    public void damageNext() {
        damagesNext.set(true);
    }

    /** Looks from now on for a text in what is sent. */
    public void lookFor(String text) {
        found.set(0);
        wanted = Optional.of(text);
    }

    /** How often that text has passed. */
    public int found() {
        return found.get();
    }

    private int listen(int at) throws IOException {
        var socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), at), 50);
        server = Optional.of(socket);
        Thread.ofVirtual().start(() -> accept(socket));
        return socket.getLocalPort();
    }

    private void accept(ServerSocket from) {
        while (!from.isClosed()) {
            try {
                var client = from.accept();
                open.add(client);
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException e) {
                // Closed.
            }
        }
    }

    private void serve(Socket client) {
        var endpoint = URI.create(store.environment("").getOrDefault("TRAINYARD_STORE_ENDPOINT", ""));
        try (client;
                var behind = new Socket(endpoint.getHost(), endpoint.getPort())) {
            open.add(behind);
            var unanswered = new ArrayDeque<Passed>();
            var answers = Thread.ofVirtual().start(() -> answer(behind, client, unanswered));
            request(new BufferedInputStream(client.getInputStream(), BUFFER), behind.getOutputStream(), unanswered);
            answers.join();
        } catch (IOException | InterruptedException e) {
            // Cut, or the store is not there: the client sees it end.
        } finally {
            open.remove(client);
        }
    }

    /** Passes requests on; each names its length, and none comes before the last was answered. */
    private void request(InputStream from, OutputStream to, Queue<Passed> unanswered) throws IOException {
        for (var head = head(from); head.length > 0; head = head(from)) {
            var text = new String(head, StandardCharsets.ISO_8859_1);
            var request = parse(text);
            passed.add(request);
            synchronized (unanswered) {
                unanswered.add(request);
            }
            to.write(head);
            var length = LENGTH.matcher(text);
            copy(from, to, length.find() ? Long.parseLong(length.group(1)) : 0);
            to.flush();
        }
    }

    private static Passed parse(String head) {
        var target = head.split(" ", 3)[1];
        var question = target.indexOf('?');
        var path = question < 0 ? target : target.substring(0, question);
        return new Passed(
                head.split(" ", 2)[0],
                // The bucket comes first.
                URLDecoder.decode(path.replaceFirst("^/[^/]*/?", "").replace("+", "%2B"), StandardCharsets.UTF_8),
                question < 0 ? "" : target.substring(question + 1));
    }

    /** Up to the empty line; nothing where the client has ended. */
    private static byte[] head(InputStream from) throws IOException {
        var head = new ByteArrayOutputStream();
        for (int matched = 0; matched < 4; ) {
            var read = from.read();
            if (read < 0) {
                return new byte[0];
            }
            head.write(read);
            matched = read == "\r\n\r\n".charAt(matched) ? matched + 1 : read == '\r' ? 1 : 0;
        }
        return head.toByteArray();
    }

    private void copy(InputStream from, OutputStream to, long length) throws IOException {
        var buffer = new byte[BUFFER];
        for (long left = length; left > 0; ) {
            var read = from.read(buffer, 0, (int) Math.min(left, BUFFER));
            if (read < 0) {
                throw new EOFException("the client has ended");
            }
            if (wanted.isPresent() && new String(buffer, 0, read, StandardCharsets.ISO_8859_1).contains(wanted.get())) {
                found.incrementAndGet();
            }
            if (damagesNext.getAndSet(false)) {
                buffer[0] ^= 1;
            }
            to.write(buffer, 0, read);
            left -= read;
        }
    }

    private static void answer(Socket from, Socket to, Queue<Passed> unanswered) {
        var buffer = new byte[BUFFER];
        try {
            while (true) {
                var read = from.getInputStream().read(buffer);
                if (read < 0) {
                    break;
                }
                // What comes first after a request is its answer's status line.
                Passed request;
                synchronized (unanswered) {
                    request = unanswered.poll();
                }
                to.getOutputStream().write(buffer, 0, read);
                if (request != null && read >= STATUS_LINE) {
                    request.status = Integer.parseInt(new String(buffer, 9, 3, StandardCharsets.ISO_8859_1));
                }
            }
        } catch (IOException e) {
            // Cut.
        } finally {
            close(from);
            close(to);
        }
    }

    /** Whoever has something to read yet may read it. */
    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It has ended already.
        }
    }

    private static void end(Socket socket) {
        try {
            // A reset, as when a machine or a wire goes.
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // It has ended already.
        }
    }

    @Override
    public void close() throws IOException {
        if (server.isPresent()) {
            server.get().close();
        }
        drop();
    }
}
