import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** An operator as a process of its own, and what the kernel says that it has used. */
final class OperatorProcess implements AutoCloseable {
    private static final double TICKS_PER_SECOND = 100;

    private final Process process;

    private OperatorProcess(Process process) {
        this.process = process;
    }

    static OperatorProcess start(List<String> command, Path log, String... more) throws IOException {
        var words = new ArrayList<>(command);
        words.addAll(List.of(more));
        var builder = new ProcessBuilder(words);
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        return new OperatorProcess(builder.start());
    }

    double cpuSeconds() throws IOException {
        var stat = Files.readString(proc("stat"));
        var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
    }

    long peakMiB() throws IOException {
        return memory("VmHWM");
    }

    long residentMiB() throws IOException {
        return memory("VmRSS");
    }

    private long memory(String name) throws IOException {
        for (var line : Files.readAllLines(proc("status"))) {
            if (line.startsWith(name + ":")) {
                return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
            }
        }
        throw new IOException("no " + name);
    }

    /** What is in use of a JVM's heap after a full collection. */
    double liveHeapMiB() throws Exception {
        jcmd("GC.run");
        var info = jcmd("GC.heap_info");
        long used = 0;
        for (var match : Pattern.compile("total \\d+K, used (\\d+)K").matcher(info).results().toList()) {
            used += Long.parseLong(match.group(1));
        }
        return used / 1024.0;
    }

    private String jcmd(String what) throws Exception {
        var jcmd = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(process.pid()), what)
                .redirectErrorStream(true)
                .start();
        var answer = new String(jcmd.getInputStream().readAllBytes());
        jcmd.waitFor();
        return answer;
    }

    private Path proc(String file) {
        return Path.of("/proc", Long.toString(process.pid()), file);
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        process.waitFor();
    }
}
