package dev.trainyard.uploader;

/** Ends the program; with a sentence for a person: what, where, what to do. */
final class Failure extends Exception {
    private final ExitCode exitCode;
    private final String sentence;

    Failure(ExitCode exitCode, String sentence) {
        super(sentence);
        this.exitCode = exitCode;
        this.sentence = sentence;
    }

    ExitCode exitCode() {
        return exitCode;
    }

    String sentence() {
        return sentence;
    }
}
