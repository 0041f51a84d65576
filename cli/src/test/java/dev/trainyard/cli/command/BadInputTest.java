package dev.trainyard.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.cli.local.Home;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a person gets wrong is answered with one line, and an exit code that a script can see. */
class BadInputTest {
    /** Each command that talks to a cluster. */
    static final List<String> COMMANDS = List.of(
            "get jobs",
            "get schedules",
            "trigger a",
            "logs a",
            "describe a",
            "artifacts ls a",
            "artifacts get a",
            "delete a",
            "run -f job.yaml");

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    @BeforeEach
    void aJob() throws IOException {
        write("job.yaml", "{apiVersion: kubeflow.org/v1, kind: TFJob, metadata: {name: a}}");
    }

    @ParameterizedTest
    @FieldSource("COMMANDS")
    void aClusterThatIsDown(String command) throws IOException {
        var server = "https://127.0.0.1:" + freePort();
        var kubeconfig = write("kubeconfig", """
                apiVersion: v1
                kind: Config
                clusters: [{name: down, cluster: {server: "%s"}}]
                users: [{name: down, user: {token: none}}]
                contexts: [{name: down, context: {cluster: down, user: down}}]
                current-context: down
                """.formatted(server));
        assertThat(run(command + " --kubeconfig " + kubeconfig)).isEqualTo(1);
        assertThat(line()).contains("Nothing answers at " + server, "trainyard up");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "not a kubeconfig",
                ": : [",
                "",
                "{kind: Config}",
                "{kind: Config, current-context: a, contexts: [{name: b, context: {cluster: b}}]}"
            })
    void aWrongKubeconfig(String text) throws IOException {
        var kubeconfig = write("kubeconfig", text);
        assertThat(run("get jobs --kubeconfig " + kubeconfig)).isEqualTo(1);
        assertThat(line()).contains("The kubeconfig " + kubeconfig + " cannot be used", "current-context");
    }

    @Test
    void aKubeconfigThatIsNotThere() {
        assertThat(run("get jobs --kubeconfig " + folder.resolve("none"))).isEqualTo(1);
        assertThat(line()).contains(folder.resolve("none") + " does not exist or may not be read");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            hello                                                    | no Kubernetes object: it has no apiVersion
            a: [1                                                    | no YAML: expected ',' or ']'
            {apiVersion: v1, kind: ConfigMap, metadata: {name: a}}   | has none. It has: v1 ConfigMap
            ''                                                       | has none. It has: nothing
            """)
    void aFileWithoutAJob(String text, String message) throws IOException {
        var file = write("file.yaml", text);
        assertThat(run("run -f " + file)).isEqualTo(1);
        assertThat(line()).contains(file.toString(), message);
    }

    @Test
    void aFileThatIsNoText() throws IOException {
        var file = Files.write(folder.resolve("model.pb"), new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});
        assertThat(run("run -f " + file)).isEqualTo(1);
        assertThat(line()).contains(file + " is no YAML: it is not text in UTF-8");
    }

    @Test
    void aFileThatIsNotThere() {
        assertThat(run("run -f " + folder.resolve("none.yaml"))).isEqualTo(1);
        assertThat(line()).contains("Cannot read " + folder.resolve("none.yaml") + ": there is no such file");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            run                    | Missing required option: '--filename=FILE'. See trainyard run --help
            logs                   | Missing required parameter: 'JOB'. See trainyard logs --help
            artifacts              | Missing required subcommand. See trainyard artifacts --help
            get jobs -o yaml       | Invalid value for option '--output'
            up --port abc          | Invalid value for option '--port': 'abc' is not an int. See trainyard up --help
            describe a b           | Unmatched argument at index 2: 'b'. See trainyard describe --help
            """)
    void wrongUsage(String command, String message) {
        assertThat(run(command)).isEqualTo(2);
        assertThat(line()).contains(message);
    }

    @Test
    void aMisspeltCommandIsGuessed() {
        assertThat(run("satus")).isEqualTo(2);
        assertThat(said.toString(UTF_8)).contains("'satus'", "Did you mean: trainyard status");
    }

    @Test
    void theHelpOfACommandListsWhatIsBelowIt() {
        assertThat(run("artifacts --help")).isZero();
        assertThat(said.toString(UTF_8)).containsPattern("(?m)^ +ls +Lists").containsPattern("(?m)^ +get +Fetches");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--port", "--store-port", "--node-port"})
    void aPortThatIsTaken(String option) throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(up(option, taken.getLocalPort())).isEqualTo(1);
            assertThat(line())
                    .contains("Port " + taken.getLocalPort(), "is taken", "trainyard up " + option)
                    .endsWith(option + " 0 for any.");
        }
        assertThat(folder.resolve("home/store.db")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({"--port, 65536", "--store-port, 99999", "--node-port, -1"})
    void aPortThatIsNone(String option, int port) {
        assertThat(up(option, port)).isEqualTo(1);
        assertThat(line()).contains(option + " " + port + " is no port");
    }

    @Test
    void onePortForTwo() throws IOException {
        var port = freePort();
        assertThat(run("up --port %d --store-port %d --node-port 0".formatted(port, port)))
                .isEqualTo(1);
        assertThat(line()).contains("Port " + port + ", which the object store would use, is taken");
        assertThat(folder.resolve("home/store.db")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"up", "down", "demo"})
    void aHomeThatIsAFile(String command) throws IOException {
        write("home", "");
        assertThat(run(command)).isEqualTo(1);
        assertThat(line())
                .contains("cannot use its home, " + folder.resolve("home") + ": it is a file", "$TRAINYARD_HOME");
    }

    @ParameterizedTest
    @ValueSource(strings = {"up", "demo"})
    void aHomeThatCannotBeMade(String command) {
        // Nobody, root included, can make a folder there.
        var home = Path.of("/proc/self/home");
        assertThat(in(home, command)).isEqualTo(1);
        assertThat(line()).contains("cannot use its home, " + home, "$TRAINYARD_HOME");
    }

    @Test
    void noCluster() {
        assertThat(run("status")).isEqualTo(3);
        assertThat(line()).contains("not up. Start it: trainyard up");
    }

    private int up(String option, int port) {
        var options = Stream.of("--port", "--store-port", "--node-port")
                .filter(other -> !other.equals(option))
                .map(other -> " " + other + " 0")
                .toList();
        return run("up " + option + " " + port + String.join("", options));
    }

    private int run(String command) {
        return in(
                folder.resolve("home"),
                command.replace("job.yaml", folder.resolve("job.yaml").toString()));
    }

    private int in(Path home, String command) {
        var out = new PrintStream(said, true, UTF_8);
        return Trainyard.of(new Shell(out, out, Map.of(), new Home(home), 0, "trainyard"))
                .execute(command.split(" "));
    }

    /** All that was said, which is one line. */
    private String line() {
        assertThat(said.toString(UTF_8).lines()).hasSize(1);
        return said.toString(UTF_8).strip();
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
