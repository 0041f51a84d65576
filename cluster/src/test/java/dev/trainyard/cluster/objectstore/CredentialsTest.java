package dev.trainyard.cluster.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CredentialsTest {
    @TempDir
    Path home;

    @Test
    void areMadeOnceAndKeptForTheOwnerAlone() throws IOException {
        var file = home.resolve("not-yet/s3-credentials");

        var made = Credentials.readOrMake(file);

        assertThat(Credentials.readOrMake(file)).isEqualTo(made);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(made.secretKey()).hasSize(40);
        assertThat(made.toString()).doesNotContain(made.secretKey());
    }

    @Test
    void aSpoiledFileSaysWhatToDo() throws IOException {
        var file = Files.writeString(home.resolve("s3-credentials"), "[default]\naws_access_key_id = A\n");

        assertThatThrownBy(() -> Credentials.readOrMake(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("aws_secret_access_key")
                .hasMessageContaining("delete it");
    }
}
