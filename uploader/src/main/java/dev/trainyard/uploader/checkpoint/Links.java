package dev.trainyard.uploader.checkpoint;

import dev.trainyard.uploader.output.LinkTarget;
import dev.trainyard.uploader.output.OutputFolder;
import dev.trainyard.uploader.sync.LocalFile;
import dev.trainyard.uploader.sync.Scan;
import dev.trainyard.uploader.sync.Skipped;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Finds the links in a folder that lead to something else in it. Their text is read, and nothing behind them. */
record Links(OutputFolder output, String folder) {
    List<Link> in(Scan scan) {
        var links = new ArrayList<Link>();
        Stream.concat(
                        scan.files().values().stream()
                                .filter(file -> file.target().isPresent())
                                .map(LocalFile::path),
                        scan.skipped().stream().map(Skipped::path))
                .forEach(path -> {
                    try {
                        LinkTarget.named(output, path)
                                .filter(target -> target.startsWith(folder + "/"))
                                .ifPresent(target -> links.add(new Link(path, target)));
                    } catch (IOException e) {
                        // It is no link, or none any more: the next look finds what is there.
                    }
                });
        return List.copyOf(links);
    }
}
