package dev.trainyard.uploader;

/** The uploader's exit codes, as {@code docs/formats/run.md} has them. */
enum ExitCode {
    UPLOADED(0),
    /** May succeed when it is started again. */
    FAILED(1),
    /** Will fail again until a person has mended something. */
    MISCONFIGURED(2),
    /** Another attempt's manifest stands. */
    FENCED(3),
    /** SIGTERM came and the grace period ended before the upload did. */
    STOPPED(143);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}
