package dev.trainyard.uploader.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.uploader.output.OutputFolder;
import dev.trainyard.uploader.store.Store.Part;
import dev.trainyard.uploader.sync.LocalFile.Fingerprint;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A journal here is never closed, as after a kill. */
class JournalTest {
    private static final String HERE = "s3://artifacts/default/digits/7a1c/1/";
    private static final LocalFile SMALL = file("new\nline \"ü\"", 7);
    private static final LocalFile BIG = file("big", 1L << 40);

    @TempDir
    Path folder;

    private Path file;
    private final List<String> log = new ArrayList<>();

    @BeforeEach
    void name() {
        file = folder.resolve(".trainyard/upload.jsonl");
    }

    private static final SentPart PART = new SentPart(new Part(2, "\"etag\"", -5), 7);

    @Test
    void remembersAfterAKill() {
        var journal = open(HERE);
        journal.finished(SMALL, Optional.empty(), "abc");
        var upload = journal.begun(BIG, Optional.empty(), "id", 8 << 20);
        journal.sent(BIG, upload, PART);
        journal.voided("c1");

        var next = open(HERE);
        assertThat(next.uploaded()).containsOnlyKeys(SMALL.path());
        assertThat(next.uploaded().get(SMALL.path()))
                .isEqualTo(new Uploaded(SMALL.fingerprint(), "abc", Optional.empty(), Optional.empty()));
        assertThat(next.unfinished("big")).contains(upload);
        assertThat(upload.parts()).containsEntry(2, PART);
        assertThat(next.voided()).contains("c1");
        assertThat(log).isEmpty();
    }

    @Test
    void knowsOfAFileThatIsThereInWhichPartsItWasSent() {
        var journal = open(HERE);
        var upload = journal.begun(BIG, Optional.of("elsewhere"), "id", 8 << 20);
        journal.sent(BIG, upload, PART);
        journal.finished(BIG, Optional.of("elsewhere"), "abc");
        assertThat(journal.unfinished("big")).isEmpty();

        var next = open(HERE);
        assertThat(next.unfinished("big")).isEmpty();
        assertThat(next.before("big"))
                .contains(new Uploaded(
                        BIG.fingerprint(),
                        "abc",
                        Optional.of("elsewhere"),
                        Optional.of(new SentParts(8 << 20, Map.of(2, PART)))));
    }

    @Test
    void forgetsWhatIsNoLongerThere() {
        var journal = open(HERE);
        journal.finished(SMALL, Optional.of("checkpoints/5/small"), "abc");
        journal.finished(BIG, Optional.of("checkpoints/6/big"), "def");
        assertThat(journal.hasAny("checkpoints/")).isTrue();
        journal.forget("checkpoints/5/");
        assertThat(journal.uploaded()).containsOnlyKeys("big");
        assertThat(open(HERE).uploaded()).containsOnlyKeys("big");
    }

    @Test
    void bearsALineThatWasCutOff() throws IOException {
        open(HERE).finished(SMALL, Optional.empty(), "abc");
        var text = Files.readString(file);
        Files.writeString(file, text + text.lines().toList().getLast().substring(0, 20));

        open(HERE).finished(BIG, Optional.empty(), "def");
        assertThat(open(HERE).uploaded()).containsOnlyKeys(SMALL.path(), "big");
    }

    @Test
    void beginsAnewElsewhere() {
        open(HERE).finished(SMALL, Optional.empty(), "abc");
        assertThat(open("s3://elsewhere/").uploaded()).isEmpty();
        assertThat(open(HERE).uploaded()).isEmpty();
    }

    @Test
    void beginsAnewAfterGarbage() throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, new byte[] {(byte) 0xff, 0, 1});
        assertThat(open(HERE).uploaded()).isEmpty();
        open(HERE).finished(SMALL, Optional.empty(), "abc");
        assertThat(open(HERE).uploaded()).hasSize(1);
    }

    @Test
    void goesOnWithoutWhereItCannotWrite() throws IOException {
        Files.writeString(folder.resolve(".trainyard"), "a file where the folder should be");
        var journal = open(HERE);
        journal.finished(SMALL, Optional.empty(), "abc");
        assertThat(journal.uploaded()).hasSize(1);
        assertThat(log).singleElement().asString().contains("going on without");
    }

    @Test
    void takesNoKeyOfAnotherRunFromTheTrainer() throws IOException {
        var journal = open(HERE);
        for (var at : List.of("../../other/1/model", ".trainyard/checkpoints/../../../x", "/x", "a//b")) {
            journal.finished(SMALL, Optional.of(at), "abc");
            journal.begun(BIG, Optional.of(at), "id", 8 << 20);
        }
        assertThat(open(HERE).uploaded()).isEmpty();
        assertThat(open(HERE).unfinished(BIG.path())).isEmpty();
    }

    /** What was sent under a path that is in the way of another is deleted in the store. */
    @Test
    void takesNoPathOfAnotherRunFromTheTrainer() throws IOException {
        var journal = open(HERE);
        for (var path : List.of("model/../../../other/1/model", "..", "/model", "model//x", "model/./x", "")) {
            journal.finished(file(path, 7), Optional.empty(), "abc");
            journal.begun(file(path, 1L << 40), Optional.empty(), "id", 8 << 20);
        }
        assertThat(open(HERE).uploaded()).isEmpty();
        assertThat(open(HERE).unfinished("model/../../../other/1/model")).isEmpty();
    }

    @Test
    void takesNoPartsOfNoSizeFromTheTrainer() throws IOException {
        var journal = open(HERE);
        for (var size : List.of(-1L, 0L, 1L)) {
            journal.begun(BIG, Optional.empty(), "id", size);
            assertThat(open(HERE).unfinished(BIG.path())).as("%d bytes", size).isEmpty();
        }
    }

    @Test
    void beginsAnewWhereTheTrainerHasMadeItTooLongToRead() throws IOException {
        Files.createDirectories(file.getParent());
        try (var sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(1L << 40);
        }
        assertThat(open(HERE).uploaded()).isEmpty();
        open(HERE).finished(SMALL, Optional.empty(), "abc");
        assertThat(open(HERE).uploaded()).hasSize(1);
    }

    @Test
    void isNotKeptWhereALinkLeads() throws IOException {
        var elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
        Files.writeString(elsewhere.resolve("upload.jsonl"), "another's");
        Files.createSymbolicLink(folder.resolve(".trainyard"), elsewhere);
        open(HERE).finished(SMALL, Optional.empty(), "abc");
        assertThat(log).last().asString().contains("going on without", "remove it");

        Files.delete(folder.resolve(".trainyard"));
        Files.createDirectory(folder.resolve(".trainyard"));
        Files.createSymbolicLink(file, elsewhere.resolve("upload.jsonl"));
        open(HERE).finished(SMALL, Optional.empty(), "abc");
        assertThat(open(HERE).uploaded()).containsOnlyKeys(SMALL.path());
        assertThat(elsewhere.resolve("upload.jsonl")).hasContent("another's");
    }

    private Journal open(String url) {
        return Journal.open(OutputFolder.at(folder), ".trainyard/upload.jsonl", url, log::add);
    }

    private static LocalFile file(String path, long size) {
        return new LocalFile(path, Optional.empty(), new Fingerprint(size, 1_795_404_470_965_038_507L, 2));
    }
}
