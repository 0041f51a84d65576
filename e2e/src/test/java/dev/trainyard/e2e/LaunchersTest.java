package dev.trainyard.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code ./build} and {@code ./trainyard} where what they need is not installed, or they are not on Linux. */
class LaunchersTest {
    private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();

    /** No JDK that is where packages put them. */
    private static final String NO_JDK = "[ ! -d /usr/lib/jvm ] || mount -t tmpfs trainyard /usr/lib/jvm";

    @TempDir
    private Path programs;

    @ParameterizedTest
    @ValueSource(strings = {"build", "trainyard"})
    void withoutAJdk(String launcher) throws IOException {
        provide("sh", "dirname", "readlink", "sed", "id", "uname");
        try (var machine = Machine.with(NO_JDK)) {
            var answer = run(machine, launcher);
            assertThat(answer.code()).isEqualTo(1);
            assertThat(answer.lines())
                    .singleElement()
                    .asString()
                    .contains("needs a JDK 25 or newer, and found none", "temurin-25-jdk", "JAVA_HOME");
        }
    }

    @Test
    void withoutMaven() throws IOException {
        provide("sh", "dirname", "readlink", "sed", "id", "uname");
        try (var machine = Machine.asItIs()) {
            var answer = run(machine, "build");
            assertThat(answer.code()).isEqualTo(1);
            assertThat(answer.lines())
                    .singleElement()
                    .asString()
                    .contains("needs Maven 3.8 or newer, and found no mvn on PATH", "apt install maven");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "C", "POSIX", "de_DE.ISO-8859-1"})
    void aLocaleThatCannotSpellEveryName(String locale) {
        var answer = Answer.of(
                List.of(
                        "sh",
                        "-c",
                        "unset LC_ALL LC_CTYPE; cd .. && . scripts/jdk.sh; $JAVA_HOME/bin/java -XshowSettings:properties -version"),
                Map.of("LANG", locale),
                "");
        assertThat(answer.output()).contains("sun.jnu.encoding = UTF-8");
    }

    private void provide(String... names) throws IOException {
        for (var name : names) {
            var program =
                    Files.writeString(programs.resolve(name), "#!/bin/sh\nexec /usr/bin/%s \"$@\"\n".formatted(name));
            Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    /** With no programs but those that were provided, and no home where somebody might have put a JDK. */
    private Answer run(Machine machine, String launcher) {
        var environment = Stream.of("env", "-i", "PATH=" + programs, "HOME=" + machine.folder());
        var program = Stream.of("/bin/sh", REPOSITORY.resolve(launcher).toString());
        return Answer.of(machine.command(Stream.concat(environment, program).toList()), Map.of(), "");
    }
}
