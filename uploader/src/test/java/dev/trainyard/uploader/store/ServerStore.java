package dev.trainyard.uploader.store;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntFunction;

/** An S3 server that is a program of its own, on loopback. */
public final class ServerStore implements TestStore {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final IntFunction<List<String>> command;
    private final Path log;
    private final int port;
    private Process process;

    private ServerStore(IntFunction<List<String>> command, Path log) throws Exception {
        this.command = command;
        this.log = log;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        process = serve();
        makeBucket();
    }

    /** Keeps its objects in the folder. */
    static ServerStore versitygw(Path programs, Path folder) throws Exception {
        Files.createDirectories(folder);
        return new ServerStore(
                port -> List.of(
                        programs.resolve("versitygw").toString(),
                        "--port=127.0.0.1:" + port,
                        "--access=" + ACCESS_KEY,
                        "--secret=" + SECRET_KEY,
                        "--quiet",
                        "--keep-alive",
                        "posix",
                        folder.toString()),
                Files.createTempFile("versitygw", ".log"));
    }

    /** Keeps its objects in memory, and takes every key for a right one. */
    static ServerStore moto(Path programs, Path folder) throws Exception {
        return new ServerStore(
                port -> List.of(programs.resolve("moto/bin/moto_server").toString(), "-H127.0.0.1", "-p" + port),
                Files.createTempFile("moto", ".log"));
    }

    private Process serve() throws Exception {
        var started = new ProcessBuilder(command.apply(port))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        var until = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                TestStore.s3Object(location(""), "probe");
                return started;
            } catch (IOException e) {
                if (!started.isAlive() || System.nanoTime() - until > 0) {
                    throw new IOException("the server does not start:\n" + Files.readString(log), e);
                }
                Thread.sleep(20);
            }
        }
    }

    private void makeBucket() throws IOException {
        var exchange = new S3Exchange(location(""), Clock.systemUTC(), Bandwidth.unlimited());
        var answer = exchange.send(
                new S3Exchange.Request("PUT", "", new TreeMap<>(), Map.of(), S3Exchange.Body.NONE),
                new Credentials(ACCESS_KEY, SECRET_KEY, Optional.empty()));
        if (!answer.isGood()) {
            throw new IOException("no bucket: " + S3Answer.of(answer));
        }
    }

    public int port() {
        return port;
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
    public void stop() throws InterruptedException {
        process.destroy();
        process.waitFor();
    }

    @Override
    public void startAgain() throws Exception {
        process = serve();
    }

    @Override
    public void close() throws IOException {
        try {
            stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Files.delete(log);
    }
}
