package dev.trainyard.operator.telemetry;

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
    };

    /** A job has changed; {@code framework} is {@code tensorflow} or {@code pytorch}. */
    void job(String namespace, String framework, JobChange change);

    /** A pod has been made. */
    void podCreated(String namespace, String framework);

    /** A pod has been deleted. */
    void podDeleted(String namespace, String framework);
}
