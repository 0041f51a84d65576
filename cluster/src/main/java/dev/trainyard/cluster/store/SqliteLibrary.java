package dev.trainyard.cluster.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.sqlite.JDBC;
import org.sqlite.SQLiteJDBCLoader;

/**
 * Keeps SQLite's native library beside the store. Left alone, the driver starts two processes to find out what machine
 * this is, and unpacks the library anew each time: a quarter of a second, of the one that the cluster has to be ready.
 */
final class SqliteLibrary {
    private static final String PATH = "org.sqlite.lib.path";
    private static final String NAME = "org.sqlite.lib.name";

    private SqliteLibrary() {}

    /**
     * Tells the driver of the library beside {@code store}, unpacked there if need be. Where this fails, it helps
     * itself.
     */
    static synchronized void provide(Path store) {
        if (System.getProperty(PATH) != null) {
            return;
        }
        resource().ifPresent(resource -> {
            try {
                Path library =
                        store.toAbsolutePath().resolveSibling("libsqlitejdbc-" + SQLiteJDBCLoader.getVersion() + ".so");
                if (!Files.exists(library)) {
                    unpack(resource, library);
                }
                System.setProperty(PATH, library.resolveSibling("").toString());
                System.setProperty(NAME, library.getFileName().toString());
            } catch (IOException e) {
                // the driver unpacks it to the temporary folder instead
            }
        });
    }

    private static void unpack(String resource, Path library) throws IOException {
        Path draft = Files.createTempFile(library.resolveSibling(""), ".libsqlitejdbc", ".so");
        try (InputStream in = JDBC.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException(resource + " is not in the driver");
            }
            Files.copy(in, draft, StandardCopyOption.REPLACE_EXISTING);
            Files.move(draft, library, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    /** Where the driver's jar has the library for this machine, if it is one of the usual ones. */
    private static Optional<String> resource() {
        if (!System.getProperty("os.name").equals("Linux")) {
            return Optional.empty();
        }
        return switch (System.getProperty("os.arch")) {
            case "amd64" -> glibc("x86_64");
            case "aarch64" -> glibc("aarch64");
            default -> Optional.empty();
        };
    }

    private static Optional<String> glibc(String architecture) {
        return Files.exists(Path.of("/lib/ld-musl-" + architecture + ".so.1"))
                ? Optional.empty()
                : Optional.of("/org/sqlite/native/Linux/" + architecture + "/libsqlitejdbc.so");
    }
}
