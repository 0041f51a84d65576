package dev.trainyard.cli.artifacts;

import dev.trainyard.api.kubeflow.KubeflowJob;
import dev.trainyard.api.trainyard.ArtifactStore;
import dev.trainyard.cli.connection.Connection;
import dev.trainyard.cli.connection.TrainingJobs;
import dev.trainyard.cli.failure.Failure;
import java.io.InputStream;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The runs of one job in the store of its namespace. */
public final class Runs implements AutoCloseable {
    private final Connection connection;
    private final String job;
    private final S3 store;

    /** Finds the store; nothing is read from it yet. */
    public Runs(Connection connection, String job) {
        this.connection = connection;
        this.job = job;
        this.store = new S3(StoreLocation.of(connection, artifactStore(connection, job)));
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

    /** Where the run's files are, for people: {@code s3://…/}. */
    public String url(Manifest run) {
        return store.url(folder() + run.run() + "/");
    }

    InputStream open(Manifest run, Manifest.File file, long from) {
        return store.open(folder() + run.run() + "/" + run.attempt() + "/" + file.path(), from);
    }

    private Optional<Manifest> read(String run) {
        var key = folder() + run + "/" + Manifest.NAME;
        return store.read(key).map(json -> Manifest.parse(json, store.url(key)));
    }

    private String folder() {
        return connection.namespace() + "/" + job + "/";
    }

    @Override
    public void close() {
        store.close();
    }
}
