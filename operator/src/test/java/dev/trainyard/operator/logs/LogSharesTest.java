package dev.trainyard.operator.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class LogSharesTest {
    @Test
    void whatFitsIsKeptWhole() throws IOException {
        var files = LogShares.fit(Map.of("chief", text("one\ntwo\n"), "worker", text("")), 1000);
        assertThat(read(files, "chief")).isEqualTo("one\ntwo\n");
        assertThat(read(files, "worker")).isEmpty();
    }

    @Test
    void theSmallAreKeptWholeAndTheBigShareWhatIsLeft() {
        assertThat(LogShares.share(new int[] {10, 400, 300, 20}, 430)).isEqualTo(200);
        assertThat(LogShares.share(new int[] {10, 190, 300, 20}, 430)).isEqualTo(210);
        assertThat(LogShares.share(new int[] {10, 20}, 30)).isEqualTo(Integer.MAX_VALUE);
        assertThat(LogShares.share(new int[] {}, 30)).isEqualTo(Integer.MAX_VALUE);
        assertThat(LogShares.share(new int[] {5, 5}, -1)).isZero();
    }

    @Test
    void aBigLogIsCutAtALineAndSaysSo() throws IOException {
        var files = LogShares.fit(Map.of("big", text(noise(4000)), "small", text("a line\n")), 60_000);

        assertThat(files.values().stream().mapToInt(file -> file.length).sum()).isBetween(40_000, 60_000);
        assertThat(read(files, "small")).isEqualTo("a line\n");
        var lines = read(files, "big").lines().toList();
        assertThat(lines.getFirst())
                .matches("\\[trainyard] the beginning is left out: what follows are the last [0-9]+ bytes of the log");
        assertThat(lines.get(1)).hasSize(64).matches("line [0-9]{5} .*");
        assertThat(lines.getLast()).startsWith("line 03999 ");
        var said = Integer.parseInt(lines.getFirst().replaceAll("[^0-9]", ""));
        assertThat(lines.stream().skip(1).mapToInt(line -> line.length() + 1).sum())
                .isEqualTo(said);
    }

    @Test
    void whatWasReadInPartSaysSoToo() throws IOException {
        var files = LogShares.fit(Map.of("a", new LogText(bytes("rest of a line\nlast\n"), false)), 1000);
        assertThat(read(files, "a"))
                .isEqualTo(
                        "[trainyard] the beginning is left out: what follows are the last 5 bytes of the log\nlast\n");
    }

    @Test
    void aLogWithoutLinesIsCutAnywhere() throws IOException {
        var files = LogShares.fit(Map.of("a", text(noise(1000).replace('\n', '\r'))), 20_000);
        assertThat(file(files, "a").length).isBetween(10_000, 20_000);
        assertThat(read(files, "a"))
                .startsWith("[trainyard] the beginning is left out")
                .endsWith("\r");
    }

    @Test
    void hundredsOfLogsFit() {
        var logs = new HashMap<String, LogText>();
        for (int i = 0; i < 500; i++) {
            logs.put("worker-" + i + ".log.gz", text(noise(100 + i)));
        }
        var files = LogShares.fit(logs, LogShares.ROOM);
        assertThat(files).hasSize(500);
        assertThat(files.entrySet().stream()
                        .mapToInt(file -> file.getKey().length() + file.getValue().length)
                        .sum())
                .isBetween(LogShares.ROOM / 2, LogShares.ROOM);
    }

    @Test
    void theMoreLogsTheLessOfEachIsRead() {
        assertThat(LogShares.bytesOfEach(0)).isEqualTo(1 << 20);
        assertThat(LogShares.bytesOfEach(4)).isEqualTo(1 << 20);
        assertThat(LogShares.bytesOfEach(64)).isEqualTo(64 << 10);
        assertThat(LogShares.bytesOfEach(10_000)).isEqualTo(8 << 10);
    }

    @Test
    void aLogThatCannotBeReadSaysWhy() throws IOException {
        assertThat(read(LogText.unread("its node does not answer").compressed()))
                .isEqualTo("[trainyard] the log could not be read: its node does not answer\n");
    }

    /** Lines that hardly compress. */
    private static String noise(int lines) {
        var random = new Random(lines);
        var text = new StringBuilder();
        for (int i = 0; i < lines; i++) {
            var bytes = new byte[40];
            random.nextBytes(bytes);
            text.append("line %05d %s\n".formatted(i, Base64.getEncoder().encodeToString(bytes)), 0, 64)
                    .append('\n');
        }
        return text.toString();
    }

    private static LogText text(String text) {
        return new LogText(bytes(text), true);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String read(Map<String, byte[]> files, String name) throws IOException {
        return read(file(files, name));
    }

    private static byte[] file(Map<String, byte[]> files, String name) {
        return Objects.requireNonNull(files.get(name), name);
    }

    private static String read(byte[] file) throws IOException {
        try (var gzip = new GZIPInputStream(new ByteArrayInputStream(file))) {
            return new String(gzip.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
