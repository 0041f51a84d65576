package dev.trainyard.cluster.node.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a container can and cannot do, for each way in which it is kept from the host. */
class ConfinementTest {
    private static final String STARTERS = "dev.trainyard.cluster.node.container.Starter#all";
    private static final String PYTHON = "/usr/bin/python3";

    @TempDir
    Path folder;

    @ParameterizedTest
    @MethodSource(STARTERS)
    void withstandsWhatAHostileContainerTries(Starter starter) throws IOException, InterruptedException {
        var containers = new TestContainers(starter, folder);
        var volume = starter.folder(folder.resolve("volume"));
        if (Starter.isRoot()) {
            var device = volume.resolve("device").toString();
            assertThat(new ProcessBuilder("mknod", "-m", "666", device, "b", "7", "0")
                            .start()
                            .waitFor())
                    .isZero();
        }
        var mounts = List.of(Mount.writable(volume, "/volume"), script("attacks.py"));

        var result = containers.run(starter.usual(), mounts, PYTHON, "/attacks.py");

        assertThat(result.lines()).singleElement().asString().startsWith("tried ");
    }

    @ParameterizedTest
    @MethodSource(STARTERS)
    void withstandsTheSameFromAProbe(Starter starter) throws IOException, InterruptedException {
        var containers = new TestContainers(starter, folder);
        var attempt = containers.attempt();
        containers.shim.start(
                attempt, starter.spec(attempt, starter.usual(), List.of(script("attacks.py")), "sleep", "100"));

        var answer = containers.shim.execute(attempt, List.of(PYTHON, "/attacks.py"), Duration.ofSeconds(60));
        var identity = containers.shim.execute(attempt, List.of("id", "-u"), Duration.ofSeconds(60));

        assertThat(answer.output()).startsWith("tried ");
        assertThat(answer.exitCode()).isZero();
        assertThat(identity.output()).isEqualTo("0\n");
        ((Attempt.Phase.Runs) attempt.phase()).running().init().kill();
        TestContainers.awaitEnd(attempt);
    }

    @ParameterizedTest
    @MethodSource(STARTERS)
    void letsTrainersWork(Starter starter) throws IOException, InterruptedException {
        var containers = new TestContainers(starter, folder);
        var volume = starter.folder(folder.resolve("volume"));
        Files.setPosixFilePermissions(volume, PosixFilePermissions.fromString("rwxrwxrwx"));
        var mounts = List.of(Mount.writable(volume, "/volume"), script("work.py"));

        var root = containers.run(starter.usual(), mounts, PYTHON, "/work.py");
        // On disk it is the user that the container sees: root's file is root's.
        var owner = Files.getAttribute(volume.resolve("written"), "unix:uid");
        Files.delete(volume.resolve("written"));
        var somebody = containers.run(as(starter, 1234, 4321, List.of(5555L)), mounts, PYTHON, "/work.py");

        assertThat(root.lines()).containsExactly("done as 0 0 []");
        assertThat(owner).isEqualTo(Files.getAttribute(volume, "unix:uid"));
        var groups = starter == Starter.ORDINARY_USER ? "[]" : "[5555]";
        assertThat(somebody.lines()).containsExactly("done as 1234 4321 " + groups);
    }

    @ParameterizedTest
    @MethodSource(STARTERS)
    void usersWithBigNumbersAreUsers(Starter starter) throws IOException, InterruptedException {
        var result = new TestContainers(starter, folder)
                .run(as(starter, 1_000_650_000L, 1_000_650_000L, List.of()), List.of(), "id", "-u");

        assertThat(result.lines()).containsExactly("1000650000");
    }

    @ParameterizedTest
    @MethodSource(STARTERS)
    void capabilitiesAndPrivilegesAreThoseAskedFor(Starter starter) throws IOException, InterruptedException {
        var bare = new Confinement(starter.users, 0, 0, List.of(), List.of(), true, true, true, false, false, Map.of());
        var containers = new TestContainers(starter, folder);

        var result = containers.run(
                bare, List.of(), "grep", "-E", "^(Cap(Inh|Prm|Eff|Bnd|Amb)|NoNewPrivs|Seccomp):", "/proc/self/status");

        assertThat(result.lines())
                .allMatch(line -> line.startsWith("Cap") == line.endsWith("\t0000000000000000"))
                .contains("NoNewPrivs:\t1", "Seccomp:\t2")
                .hasSize(7);
    }

    @ParameterizedTest
    @MethodSource(STARTERS)
    void protectionsCanBeSwitchedOff(Starter starter) throws IOException, InterruptedException {
        var open = new Confinement(
                starter.users, 0, 0, List.of(), Capabilities.ALL, false, false, false, true, true, Map.of());
        var containers = new TestContainers(starter, folder);
        var see = "grep Seccomp: /proc/self/status; mkdir /x && mount -t tmpfs none /x && echo mounted;"
                + " test -c /dev/kmsg && echo devices; grep -c /proc/keys /proc/mounts; readlink /proc/self/ns/ipc";

        var result = containers.run(open, List.of(), "sh", "-c", see);

        assertThat(result.lines())
                .containsExactly(
                        "Seccomp:\t0",
                        "mounted",
                        "devices",
                        "0",
                        Files.readSymbolicLink(Path.of("/proc/self/ns/ipc")).toString());
    }

    @ParameterizedTest
    @MethodSource(STARTERS)
    void kernelSettingsOfItsOwnAreSet(Starter starter) throws IOException, InterruptedException {
        var usual = starter.usual();
        var sysctls = Map.of("kernel.shm_rmid_forced", "1");
        var settings = new Confinement(
                starter.users, 0, 0, List.of(), usual.capabilities(), false, true, true, false, false, sysctls);

        var result =
                new TestContainers(starter, folder).run(settings, List.of(), "cat", "/proc/sys/kernel/shm_rmid_forced");

        if (result.launch() instanceof Launch.Refused refused) {
            // Kernels before 6.10 let only the host's root do that.
            assertThat(refused.message()).startsWith("sysctl kernel.shm_rmid_forced cannot be set to 1");
            assumeThat(starter).isEqualTo(Starter.ROOT);
        }
        assertThat(result.lines()).containsExactly("1");
    }

    private static Confinement as(Starter starter, long user, long group, List<Long> groups) {
        var capabilities = starter.usual().capabilities();
        return new Confinement(
                starter.users, user, group, groups, capabilities, false, true, true, false, false, Map.of());
    }

    private Mount script(String name) throws IOException {
        try (var script = Objects.requireNonNull(ConfinementTest.class.getResourceAsStream(name))) {
            var file = folder.resolve(name);
            Files.copy(script, file);
            return Mount.readOnly(file, "/" + name);
        }
    }
}
