package dev.trainyard.cluster.objectstore;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The one access key of the object store. It is kept in the format of the AWS tools, so that
 * {@code AWS_SHARED_CREDENTIALS_FILE=<file> aws --endpoint-url … s3 ls} works as it stands.
 */
public record Credentials(String accessKey, String secretKey) {
    private static final String ACCESS_KEY = "aws_access_key_id";
    private static final String SECRET_KEY = "aws_secret_access_key";
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    /** Reads the file, or writes one with random keys and mode 0600 where there is none. */
    static Credentials readOrMake(Path file) throws IOException {
        if (Files.notExists(file)) {
            random().write(file);
        }
        Files.setPosixFilePermissions(file, OWNER_ONLY);
        var text = Files.readString(file);
        return parse(text)
                .orElseThrow(() -> new IOException("The object store's credentials in " + file + " lack " + ACCESS_KEY
                        + " or " + SECRET_KEY
                        + ". Mend the file, or delete it and start again: new ones are made then."));
    }

    static Optional<Credentials> parse(String text) {
        var access = value(text, ACCESS_KEY);
        var secret = value(text, SECRET_KEY);
        return access.flatMap(a -> secret.map(s -> new Credentials(a, s)));
    }

    private static Optional<String> value(String text, String key) {
        return text.lines()
                .map(line -> line.split("=", 2))
                .filter(pair -> pair.length == 2 && pair[0].strip().equals(key))
                .map(pair -> pair[1].strip())
                .filter(value -> !value.isEmpty())
                .findFirst();
    }

    private static Credentials random() {
        var random = new SecureRandom();
        var access = new byte[8];
        var secret = new byte[20];
        random.nextBytes(access);
        random.nextBytes(secret);
        var hex = HexFormat.of();
        return new Credentials("TY" + hex.formatHex(access).toUpperCase(Locale.ROOT), hex.formatHex(secret));
    }

    private void write(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        var text = "[default]\n" + ACCESS_KEY + " = " + accessKey + "\n" + SECRET_KEY + " = " + secretKey + "\n";
        var unfinished = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(unfinished);
        try (var channel = FileChannel.open(
                unfinished,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
            channel.write(ByteBuffer.wrap(text.getBytes(UTF_8)));
            channel.force(true);
        }
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Says nothing of the secret: a record's own text would, and end up in a log. */
    @Override
    public String toString() {
        return "Credentials[accessKey=" + accessKey + "]";
    }
}
