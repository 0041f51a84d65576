package dev.trainyard.uploader;

import dev.trainyard.uploader.store.StoreException;

/** Ends the program; with a sentence for a person: what, where, what to do. */
final class Failure extends Exception {
    private final ExitCode exitCode;
    private final String sentence;

    Failure(ExitCode exitCode, String sentence) {
        super(sentence);
        this.exitCode = exitCode;
        this.sentence = sentence;
    }

    /** What a store did not do. */
    static Failure of(StoreException e) {
        var message = String.valueOf(e.getMessage());
        return switch (e) {
            case StoreException.Refused _, StoreException.RefusedObject _ ->
                new Failure(ExitCode.MISCONFIGURED, message);
            case StoreException.Unavailable _,
                    StoreException.ContentChanged _,
                    StoreException.UnknownUpload _,
                    StoreException.NotThere _ -> new Failure(ExitCode.FAILED, message);
        };
    }

    ExitCode exitCode() {
        return exitCode;
    }

    String sentence() {
        return sentence;
    }
}
