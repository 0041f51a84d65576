package dev.trainyard.operator.telemetry;

import dev.trainyard.api.trainyard.ArtifactsStatus;

/** Told of what has been done. Called while jobs are worked on: note it and return. */
public interface Telemetry {
    /** For those whom nobody watches. */
    Telemetry NONE = new Telemetry() {
        @Override
        public void job(String namespace, String framework, JobChange change) {}

        @Override
        public void podCreated(String namespace, String framework) {}

        @Override
        public void podDeleted(String namespace, String framework) {}

        @Override
        public void uploadEnded(String namespace, String framework, ArtifactsStatus artifacts) {}
    };

    /** A job has changed; {@code framework} is {@code tensorflow} or {@code pytorch}. */
    void job(String namespace, String framework, JobChange change);

    /** A pod has been made. */
    void podCreated(String namespace, String framework);

    /** A pod has been deleted. */
    void podDeleted(String namespace, String framework);

    /** The artifacts of a job are in the store, or have been given up. */
    void uploadEnded(String namespace, String framework, ArtifactsStatus artifacts);
}
