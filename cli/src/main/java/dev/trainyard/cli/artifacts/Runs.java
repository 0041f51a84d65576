package dev.trainyard.cli.artifacts;

import dev.trainyard.api.kubeflow.KubeflowJob;
import dev.trainyard.api.trainyard.ArtifactStore;
import dev.trainyard.cli.connection.Connection;
import dev.trainyard.cli.connection.TrainingJobs;
import dev.trainyard.cli.failure.Failure;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The runs of one job in the store of its namespace. */
public final class Runs implements AutoCloseable {
    private final Connection connection;
    private final String job;
    private final RunStore store;

    /**
     * Finds the store; nothing is read from it yet.
     *
     * @param folder where this machine has a {@code file:} store, if elsewhere than its URL says
     */
    public Runs(Connection connection, String job, Optional<Path> folder) {
        this.connection = connection;
        this.job = job;
        var store = artifactStore(connection, job);
        this.store = store.getSpec()
                .folder()
                .<RunStore>map(there -> new Folder(folder.orElse(Path.of(there))))
                .orElseGet(() -> new S3(StoreLocation.of(connection, store)));
    }

    private static ArtifactStore artifactStore(Connection connection, String job) {
        var stores = connection
                .client()
                .resources(ArtifactStore.class)
                .inNamespace(connection.namespace())
                .list()
                .getItems();
        var url = job(connection, job)
                .flatMap(found -> Optional.ofNullable(found.getStatus()))
                .flatMap(status -> status.artifacts())
                .flatMap(artifacts -> artifacts.url());
        return url.flatMap(uploaded -> stores.stream()
                        .filter(store -> uploaded.startsWith(store.getSpec().url()))
                        .findFirst())
                .or(() -> stores.stream().findFirst())
                .orElseThrow(() -> new Failure("Namespace " + connection.namespace()
                        + " has no ArtifactStore, so nothing is " + "uploaded from it and nothing can be fetched."));
    }

    private static Optional<KubeflowJob> job(Connection connection, String job) {
        return new TrainingJobs(connection).find(job);
    }

    /** All runs that have a manifest, the newest first. */
    public List<Manifest> all() {
        return store.folders(folder()).stream()
                .flatMap(run -> read(run).stream())
                .sorted(Comparator.comparing(Manifest::created).reversed())
                .toList();
    }

    /** The run that is asked for, else that of the job as it is in the cluster, else the newest. */
    public Manifest choose(Optional<String> run) {
        if (run.isPresent()) {
            return read(run.get())
                    .orElseThrow(() -> new Failure("Job " + job + " has no run " + run.get() + " in "
                            + store.url(folder()) + ". See them all: trainyard artifacts ls " + job + " --runs"));
        }
        var current = job(connection, job).map(found -> found.getMetadata().getUid());
        if (current.isPresent()) {
            return read(current.get())
                    .orElseThrow(() ->
                            new Failure("The run of job " + job + " has left no manifest in " + store.url(folder())
                                    + " yet: it is written when the training has ended and everything is uploaded. See "
                                    + "trainyard describe " + job + ". Earlier runs: trainyard artifacts ls " + job
                                    + " --runs"));
        }
        return all().stream()
                .findFirst()
                .orElseThrow(() -> new Failure("There is neither a job " + job + " in namespace "
                        + connection.namespace() + " nor a run of it in " + store.url(folder()) + "."));
    }

    /** The checkpoints of a run, whether it has ended or goes on: the oldest first. */
    public List<Checkpoint> checkpoints(Optional<String> run) {
        return checkpoints(runId(run));
    }

    private List<Checkpoint> checkpoints(String run) {
        var key = folder(run) + Checkpoint.NAME;
        return store.read(key)
                .map(json -> Checkpoint.parse(json, store.url(key)))
                .orElseThrow(() -> new Failure("There are no checkpoints in " + store.url(folder(run))
                        + ": the ArtifactStore has no spec.checkpoints, or none was whole yet."));
    }

    /** The files of one of its checkpoints, as those of a run. */
    public Manifest checkpoint(Optional<String> run, String name) {
        var id = runId(run);
        return checkpoints(id).reversed().stream()
                .filter(checkpoint -> checkpoint.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new Failure("There is no checkpoint " + name + " in " + store.url(folder(id))
                        + ". See them all: trainyard artifacts ls " + job + " --checkpoints"))
                .manifest(connection.namespace(), job, id);
    }

    private String runId(Optional<String> run) {
        return run.or(() ->
                        job(connection, job).map(found -> found.getMetadata().getUid()))
                .orElseGet(() -> choose(Optional.empty()).run());
    }

    /** Where the run's files are, for people: {@code s3://…/}. */
    public String url(Manifest run) {
        return store.url(folder() + run.run() + "/");
    }

    InputStream open(Manifest run, Manifest.File file, long from) {
        return store.open(key(run, file), from)
                .orElseThrow(() -> new Failure(store.url(key(run, file))
                        + " is named in the manifest and is not there: it was removed. Nothing else was lost; see "
                        + "trainyard artifacts verify " + job + " --run " + run.run()));
    }

    private String key(Manifest run, Manifest.File file) {
        return folder(run.run()) + run.attempt() + "/" + file.at().orElse(file.path());
    }

    /** Reads every file of the run again, as the store has it. */
    public void verify(Manifest run, Consumer<Verification> told) {
        Parallel.forEach(run.files(), file -> Verification.of(store, key(run, file), file), told);
    }

    /** What was removed of a run. */
    public record Removed(String run, int objects, int unfinished, boolean wasLatest) {}

    /** What there is of a run, whether it is finished or not. */
    public List<String> objects(String run) {
        return store.keys(folder(run));
    }

    /** Removes a run: its manifest first, so that nobody meets half of it; and the pointer, if it points there. */
    public Removed remove(String run) {
        var manifest = folder(run) + Manifest.NAME;
        var objects = objects(run);
        var wasLatest = store.read(folder() + Latest.NAME)
                .map(json -> Latest.parse(json, store.url(folder() + Latest.NAME)))
                .filter(latest -> latest.run().equals(run))
                .isPresent();
        if (wasLatest) {
            store.delete(List.of(folder() + Latest.NAME));
        }
        if (objects.contains(manifest)) {
            store.delete(List.of(manifest));
        }
        store.delete(objects.stream().filter(key -> !key.equals(manifest)).toList());
        return new Removed(run, objects.size(), store.deleteUnfinished(folder(run)), wasLatest);
    }

    private Optional<Manifest> read(String run) {
        var key = folder(run) + Manifest.NAME;
        return store.read(key).map(json -> Manifest.parse(json, store.url(key)));
    }

    private String folder(String run) {
        if (run.isBlank() || run.contains("/") || run.equals(".") || run.equals("..")) {
            throw new Failure("\"" + run + "\" is no run's id. See them: trainyard artifacts ls " + job + " --runs");
        }
        return folder() + run + "/";
    }

    private String folder() {
        return connection.namespace() + "/" + job + "/";
    }

    @Override
    public void close() {
        store.close();
    }
}
