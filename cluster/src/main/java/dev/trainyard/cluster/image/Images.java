package dev.trainyard.cluster.image;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The images of this machine. */
public final class Images {
    static final String SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private final ImageMappings mappings;
    private final PythonEnvironments python;
    private final Optional<Uploader> uploader;

    /**
     * The uploader of this build.
     *
     * @param folder as {@code docs/formats/local-cluster.md} lays it out
     * @param javaHome the Java that runs it
     */
    public record Uploader(Path folder, Path javaHome) {}

    /**
     * @param own the user's {@code images.yaml}, which need not exist
     * @param cache where Python environments are kept
     * @param uploader the uploader of this build
     */
    public Images(Path own, Path cache, Optional<Uploader> uploader) {
        this.mappings = new ImageMappings(own);
        this.python = new PythonEnvironments(cache);
        this.uploader = uploader;
    }

    /** The image's environment if it needs no making. */
    public Optional<Environment> present(String image) throws ImageProblem {
        var match = mappings.find(image);
        var source = match.mapping().python();
        var found = source == null
                ? Optional.of(ready(image, match))
                : python.present(PythonRecipe.of(source, match.values()));
        var config = match.config();
        return found.map(environment -> environment.overriddenBy(config));
    }

    /** The image's environment, made now if this machine has not made it before; blocks until it is there. */
    public Environment obtain(String image, Consumer<Progress> progress) throws ImageProblem, InterruptedException {
        var match = mappings.find(image);
        var source = match.mapping().python();
        var made = source == null
                ? ready(image, match)
                : python.obtain(image, PythonRecipe.of(source, match.values()), progress);
        return made.overriddenBy(match.config());
    }

    private Environment ready(String image, ImageMappings.Match match) throws ImageProblem {
        if (match.mapping().host() != null) {
            return new Environment("host", List.of(), ImageConfig.of(Map.of("PATH", SYSTEM_PATH)));
        }
        var build = uploader.orElseThrow(() ->
                new ImageProblem("image \"" + image + "\" is the uploader of this build, and this node was started"
                        + " without one: build it with ./build package"));
        return new Environment(
                "uploader",
                List.of(build.folder(), build.javaHome()),
                ImageConfig.of(Map.of(
                                "PATH",
                                SYSTEM_PATH,
                                "JAVA_HOME",
                                build.javaHome().toString()))
                        .withEntrypoint(
                                List.of(build.folder().resolve("bin/uploader").toString())));
    }
}
