package dev.trainyard.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** An operator that is killed and started again, and whose way to the API server is cut now and then. */
final class MortalOperator implements AutoCloseable {
    private static final String PART = "operator-without-ports";
    private static final Pattern SERVER = Pattern.compile("(https://127\\.0\\.0\\.1:)(\\d+)");

    private final Path folder;
    private final CuttingProxy proxy;
    private ChildProcess process;

    /**
     * Starts it.
     *
     * @param kubeconfig of the cluster
     * @param folder for its own kubeconfig and its log
     */
    MortalOperator(Path kubeconfig, Path folder) throws IOException {
        this.folder = folder;
        var text = Files.readString(kubeconfig);
        var server = SERVER.matcher(text);
        if (!server.find()) {
            throw new IllegalStateException(kubeconfig + " names no server on 127.0.0.1");
        }
        proxy = new CuttingProxy(Integer.parseInt(server.group(2)));
        Files.writeString(folder.resolve("kubeconfig"), server.replaceAll("$1" + proxy.port()));
        process = PartProcess.start(PART, folder);
    }

    void cutConnections() {
        proxy.cut();
    }

    void dieAndLiveAgain() {
        process.kill();
        process = PartProcess.start(PART, folder);
    }

    /** Of all its lives. */
    List<String> log() throws IOException {
        return Files.readAllLines(folder.resolve(PART + ".log"));
    }

    @Override
    public void close() {
        process.close();
        proxy.close();
    }
}
