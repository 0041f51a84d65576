package dev.trainyard.uploader.checkpoint;

import dev.trainyard.uploader.sync.LocalFile;
import dev.trainyard.uploader.sync.Scan;
import dev.trainyard.uploader.sync.Skipped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Finds the links in a folder that lead to something else in it. Their text is read, and nothing behind them. */
record Links(Path output, String folder) {
    List<Link> in(Scan scan) {
        var links = new ArrayList<Link>();
        Stream.concat(
                        scan.files().values().stream()
                                .filter(file -> file.target().isPresent())
                                .map(LocalFile::path),
                        scan.skipped().stream().map(Skipped::path))
                .forEach(path -> {
                    var link = output.resolve(path);
                    if (Files.isSymbolicLink(link)) {
                        try {
                            add(path, link.resolveSibling(Files.readSymbolicLink(link)), links);
                        } catch (IOException e) {
                            // Gone, or replaced by a file since the scan: the next look finds what is there.
                        }
                    }
                });
        return List.copyOf(links);
    }

    private void add(String path, Path target, List<Link> links) {
        var inOutput = target.normalize();
        if (inOutput.startsWith(output.resolve(folder)) && !inOutput.equals(output.resolve(folder))) {
            links.add(new Link(path, output.relativize(inOutput).toString()));
        }
    }
}
