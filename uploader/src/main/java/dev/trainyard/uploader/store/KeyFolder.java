package dev.trainyard.uploader.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A mounted Secret, a file for each variable. The kubelet renews it by renaming a link to a folder of all the files, so
 * what is read through one resolved folder belongs together.
 */
public record KeyFolder(Path folder) implements CredentialSource {
    private static final String KUBELETS_LINK = "..data";

    @Override
    public Credentials get() throws StoreException {
        try {
            var link = folder.resolve(KUBELETS_LINK);
            var files = Files.exists(link) ? link.toRealPath() : folder;
            return new Credentials(
                    required(files, "AWS_ACCESS_KEY_ID"),
                    required(files, "AWS_SECRET_ACCESS_KEY"),
                    read(files, "AWS_SESSION_TOKEN"));
        } catch (IOException e) {
            // The folder of a moment ago may have just been replaced.
            throw new StoreException.Unavailable("cannot read the store's keys in %s: %s".formatted(folder, e), e);
        }
    }

    private String required(Path files, String name) throws StoreException, IOException {
        return read(files, name)
                .orElseThrow(() -> new StoreException.Unavailable(
                        "there is no %s in %s: put it into the store's Secret".formatted(name, folder)));
    }

    private static Optional<String> read(Path files, String name) throws IOException {
        try {
            return Optional.of(Files.readString(files.resolve(name)).strip()).filter(value -> !value.isEmpty());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    @Override
    public boolean renews() {
        return true;
    }

    @Override
    public String place() {
        return "the store's Secret";
    }
}
