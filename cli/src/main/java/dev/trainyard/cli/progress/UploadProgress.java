package dev.trainyard.cli.progress;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How far an upload is, from the uploader's log; {@code docs/formats/run.md} has the form of its lines.
 *
 * @param files files in the store
 * @param filesInAll files to bring there
 * @param bytes bytes in the store
 * @param bytesInAll bytes to bring there
 * @param finished whether the uploader says that it is done
 */
public record UploadProgress(long files, long filesInAll, long bytes, long bytesInAll, boolean finished) {
    /** One that a long can hold. */
    private static final String NUMBER = "(\\d{1,18})(?!\\d)";

    private static final Pattern UPLOADING =
            Pattern.compile("\\buploading files=" + NUMBER + "/" + NUMBER + " bytes=" + NUMBER + "/" + NUMBER);
    private static final Pattern UPLOADED = Pattern.compile("\\buploaded files=" + NUMBER + " bytes=" + NUMBER);

    /** What this line says, if it is about the upload. */
    public static Optional<UploadProgress> read(String line) {
        var uploading = UPLOADING.matcher(line);
        if (uploading.find()) {
            return Optional.of(new UploadProgress(
                    Long.parseLong(uploading.group(1)),
                    Long.parseLong(uploading.group(2)),
                    Long.parseLong(uploading.group(3)),
                    Long.parseLong(uploading.group(4)),
                    false));
        }
        var uploaded = UPLOADED.matcher(line);
        if (uploaded.find()) {
            var files = Long.parseLong(uploaded.group(1));
            var bytes = Long.parseLong(uploaded.group(2));
            return Optional.of(new UploadProgress(files, files, bytes, bytes, true));
        }
        return Optional.empty();
    }

    /** From 0 to 1. */
    public double fraction() {
        return finished || bytesInAll == 0 ? (finished ? 1 : 0) : (double) bytes / bytesInAll;
    }
}
