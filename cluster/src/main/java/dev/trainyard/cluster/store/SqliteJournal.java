package dev.trainyard.cluster.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.function.Consumer;
import org.sqlite.JDBC;
import org.sqlite.SQLiteErrorCode;

/** The entries in one SQLite file: a write-ahead log that is flushed to the disk at each commit. */
final class SqliteJournal implements Journal {
    private static final String PUT = "INSERT INTO objects (key, revision, value) VALUES (?, ?, ?)"
            + " ON CONFLICT (key) DO UPDATE SET revision = excluded.revision, value = excluded.value";
    private static final String REMOVE = "DELETE FROM objects WHERE key = ?";
    private static final String ADVANCE = "UPDATE revision SET latest = ?";

    private final Path file;
    private final Connection connection;

    private SqliteJournal(Path file, Connection connection) {
        this.file = file;
        this.connection = connection;
    }

    static SqliteJournal open(Path file) {
        makeOwnersOnly(file);
        SqliteLibrary.provide(file);
        try {
            Connection connection = JDBC.createConnection("jdbc:sqlite:" + file, new Properties());
            try (Statement statement = connection.createStatement()) {
                // Exclusive: one process owns the file, which also spares SQLite the memory shared between processes.
                statement.execute("PRAGMA locking_mode = EXCLUSIVE");
                statement.execute("PRAGMA busy_timeout = 500"); // a cluster that is going down, but no longer
                statement.execute("PRAGMA journal_mode = WAL");
                statement.execute("PRAGMA synchronous = FULL");
                statement.execute("CREATE TABLE IF NOT EXISTS objects"
                        + " (key TEXT NOT NULL PRIMARY KEY, revision INTEGER NOT NULL, value BLOB NOT NULL)");
                statement.execute("CREATE TABLE IF NOT EXISTS revision (latest INTEGER NOT NULL)");
                statement.execute("INSERT INTO revision SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM revision)");
                return new SqliteJournal(file, connection);
            } catch (SQLException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw unusable(file, e);
        }
    }

    /** The objects hold secrets. SQLite gives the files that it puts beside this one the same permissions. */
    private static void makeOwnersOnly(Path file) {
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException e) {
            return; // made by an earlier run
        } catch (IOException e) {
            throw new UncheckedIOException("can't make the store's file " + file, e);
        }
    }

    @Override
    public long load(Consumer<Entry> entries) {
        try (Statement statement = connection.createStatement()) {
            try (ResultSet rows = statement.executeQuery("SELECT key, revision, value FROM objects")) {
                while (rows.next()) {
                    entries.accept(new Entry(rows.getString(1), rows.getLong(2), rows.getBytes(3)));
                }
            }
            try (ResultSet row = statement.executeQuery("SELECT latest FROM revision")) {
                row.next();
                return row.getLong(1);
            }
        } catch (SQLException e) {
            throw unusable(file, e);
        }
    }

    /**
     * Nothing outlives a commit but the connection, not a statement and not JDBC's notion of a transaction. Where the
     * disk is full, SQLite ends the transaction of its own accord and the driver closes the statement: what came after
     * would fail, or stand in the file whatever became of the rest.
     */
    @Override
    public void commit(List<Event> events, long revision) {
        try (Statement transaction = connection.createStatement()) {
            transaction.execute("BEGIN");
            try {
                write(events, revision);
                transaction.execute("COMMIT");
            } catch (SQLException e) {
                rollback(e);
                throw e;
            }
        } catch (SQLException e) {
            throw unusable(file, e);
        }
    }

    private void write(List<Event> events, long revision) throws SQLException {
        try (PreparedStatement put = connection.prepareStatement(PUT);
                PreparedStatement remove = connection.prepareStatement(REMOVE);
                PreparedStatement advance = connection.prepareStatement(ADVANCE)) {
            for (Event event : events) {
                Entry entry = event.entry();
                if (event.deleted()) {
                    remove.setString(1, entry.key());
                    remove.executeUpdate();
                } else {
                    put.setString(1, entry.key());
                    put.setLong(2, entry.revision());
                    put.setBytes(3, entry.value());
                    put.executeUpdate();
                }
            }
            advance.setLong(1, revision);
            advance.executeUpdate();
        }
    }

    private void rollback(SQLException cause) {
        try (Statement transaction = connection.createStatement()) {
            transaction.execute("ROLLBACK");
        } catch (SQLException e) {
            // SQLite has done it already.
            cause.addSuppressed(e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw unusable(file, e);
        }
    }

    private static StoreException.Unusable unusable(Path file, SQLException e) {
        SQLiteErrorCode code = SQLiteErrorCode.getErrorCode(e.getErrorCode() & 0xff);
        String message = switch (code) {
            case SQLITE_BUSY, SQLITE_LOCKED ->
                "the store " + file + " is in use by another process: is a local cluster running on this home already?";
            case SQLITE_FULL -> "the disk that holds the store " + file + " is full: free some space and try again";
            case SQLITE_CORRUPT, SQLITE_NOTADB ->
                "the store " + file
                        + " is damaged: put back a copy of it, or move it away to begin with an empty cluster";
            case SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_PERM ->
                "the store " + file + " can't be written: it must belong to the user who runs the cluster";
            default -> "the store " + file + " failed: " + e.getMessage();
        };
        return new StoreException.Unusable(message, e);
    }
}
