package dev.trainyard.cli.screen;

import dev.trainyard.api.Printable;
import dev.trainyard.cli.progress.UploadProgress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A {@link JobView} as lines of text. */
public final class JobLines {
    private static final String UPLOADER = "uploader";
    private static final int STATE_WIDTH = 9;

    /** The whole picture, no line longer than the given number of columns. */
    public static List<String> of(JobView job, int columns) {
        var lines = new ArrayList<String>();
        job.images().forEach(image -> lines.add(image(image)));
        lines.add(job.kind() + " " + job.name());
        var width = nameWidth(job);
        job.replicas().forEach(replica -> lines.add(replica(replica, width)));
        job.upload().ifPresent(upload -> {
            lines.add(upload(upload, width));
            upload.trouble().ifPresent(trouble -> lines.add("  " + pad("", width) + "  " + trouble));
        });
        return lines.stream().map(line -> cut(printable(line), columns)).toList();
    }

    /**
     * The lines of the picture that are worth a line of their own in a file or a pipe: those that have changed, without
     * the steps of a bar between its start and its end.
     */
    public static List<String> changes(JobView before, JobView after) {
        var shown = of(withoutSteps(before), Integer.MAX_VALUE);
        return of(withoutSteps(after), Integer.MAX_VALUE).stream()
                .filter(line -> !shown.contains(line))
                .toList();
    }

    private static JobView withoutSteps(JobView job) {
        var images = job.images().stream()
                .map(image -> image.fraction() < 1 ? new JobView.Image(image.name(), 0, Duration.ZERO) : image)
                .toList();
        var upload = job.upload()
                .map(row -> new JobView.Upload(
                        row.state(), row.progress().filter(UploadProgress::finished), row.trouble()));
        return new JobView(job.kind(), job.name(), images, job.replicas(), upload);
    }

    private static String image(JobView.Image image) {
        var text = "Image %s → Python environment  %s %3d %%   %s"
                .formatted(
                        image.name(),
                        Quantities.bar(image.fraction()),
                        (int) (image.fraction() * 100),
                        Quantities.duration(image.elapsed()));
        return image.fraction() < 1 ? text : text + "   (cached from now on)";
    }

    private static String replica(JobView.Replica replica, int width) {
        var name = pad(replica.name(), width);
        return "  %s  %s  %s"
                .formatted(name, pad(replica.state(), STATE_WIDTH), replica.detail())
                .stripTrailing();
    }

    private static String upload(JobView.Upload upload, int width) {
        return "  " + pad(UPLOADER, width) + "  "
                + upload.progress().map(JobLines::progress).orElse(upload.state());
    }

    /** A bar and the figures. */
    public static String progress(UploadProgress upload) {
        var all = upload.filesInAll() == 1 ? "1 file" : upload.filesInAll() + " files";
        var size = Quantities.bytes(upload.bytesInAll());
        var text = upload.finished()
                ? all + "  " + size
                : upload.files() + "/" + all + "  " + Quantities.bytes(upload.bytes()) + " of " + size;
        return Quantities.bar(upload.fraction()) + " " + text;
    }

    private static int nameWidth(JobView job) {
        return job.replicas().stream()
                .mapToInt(replica -> replica.name().length())
                .reduce(UPLOADER.length(), Math::max);
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    /** A tab would make a row wider than it is long. */
    private static String printable(String line) {
        return Printable.of(line).replace('\t', ' ');
    }

    private static String cut(String line, int columns) {
        return line.length() <= columns ? line : line.substring(0, columns - 1) + "…";
    }

    private JobLines() {}
}
