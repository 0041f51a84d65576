package dev.trainyard.cluster.node.probe;

/** What a probe is for. */
enum ProbeKind {
    STARTUP("Startup"),
    LIVENESS("Liveness"),
    READINESS("Readiness");

    private final String shown;

    ProbeKind(String shown) {
        this.shown = shown;
    }

    String shown() {
        return shown;
    }
}
