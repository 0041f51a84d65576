package dev.trainyard.uploader.store;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A proxy as companies have them: the only one who knows where a host is, here always at the same port. */
public final class TestProxy implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int target;

    public volatile boolean asksForAPassword;

    /** The first lines of what it was asked. */
    public final List<String> asked = new CopyOnWriteArrayList<>();

    public TestProxy(int target) throws IOException {
        this.target = target;
        Thread.ofVirtual().start(this::accept);
    }

    public String url() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                var client = server.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException e) {
                // Closed.
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            var head = head(client.getInputStream());
            asked.add(head.lines().findFirst().orElse(""));
            if (asksForAPassword) {
                client.getOutputStream()
                        .write(
                                "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n"
                                        .getBytes(StandardCharsets.ISO_8859_1));
                return;
            }
            forward(head, client);
        } catch (IOException | InterruptedException e) {
            // The client sees it end.
        }
    }

    private void forward(String head, Socket client) throws IOException, InterruptedException {
        try (var behind = new Socket(InetAddress.getLoopbackAddress(), target)) {
            if (head.startsWith("CONNECT ")) {
                client.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            } else {
                behind.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
            }
            var back = Thread.ofVirtual().start(() -> pass(behind, client));
            pass(client, behind);
            back.join();
        }
    }

    private static String head(InputStream from) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            var read = from.read();
            if (read < 0) {
                throw new IOException("the client has ended");
            }
            head.append((char) read);
        }
        return head.toString();
    }

    private static void pass(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException e) {
            // Ended.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
