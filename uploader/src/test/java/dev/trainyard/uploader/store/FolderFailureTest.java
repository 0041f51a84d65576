package dev.trainyard.uploader.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FolderFailureTest {
    @ParameterizedTest
    @CsvSource({
        "File name too long, RefusedObject",
        "Invalid argument, RefusedObject",
        "Invalid or incomplete multibyte or wide character, RefusedObject",
        "File too large, RefusedObject",
        "Not a directory, RefusedObject",
        "Is a directory, RefusedObject",
        "Read-only file system, Refused",
        "No space left on device, Unavailable",
        "Stale file handle, Unavailable",
    })
    void tellsAnObjectFromTheWhole(String reason, String meaning) {
        var error = new FileSystemException("/models/a", null, reason);
        var exception = FolderFailure.of(Path.of("/models"), Optional.of("a"), error);
        assertThat(exception.getClass().getSimpleName()).isEqualTo(meaning);
        if (exception instanceof StoreException.RefusedObject refused) {
            assertThat(refused).hasMessageContaining("the folder /models does not take \"a\": " + reason);
        }
        assertThat(FolderFailure.of(Path.of("/models"), Optional.empty(), error))
                .isNotInstanceOf(StoreException.RefusedObject.class);
    }
}
