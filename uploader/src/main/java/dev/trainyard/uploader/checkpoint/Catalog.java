package dev.trainyard.uploader.checkpoint;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.trainyard.uploader.sync.Manifest.Entry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A run's {@code checkpoints.json}: which checkpoints of it are in the store, whole.
 *
 * @param attempt whose uploader wrote it last; an earlier one has no say any more
 * @param whole the oldest first
 * @param leftovers what may be in the store and is no checkpoint: one that is being sent, or one whose time is over.
 *     Told of before its first byte is sent, or the last is removed, so that nothing stays for which nobody answers
 */
record Catalog(int attempt, List<Saved> whole, List<Saved> leftovers) {
    /** Where checkpoints are under an attempt's prefix. */
    static final String FOLDER = ".trainyard/checkpoints/";

    private static final int VERSION = 1;

    /** Of those that cannot be removed. */
    private static final int MOST_LEFTOVERS = 20;

    static final Catalog EMPTY = new Catalog(1, List.of(), List.of());

    /**
     * A checkpoint in the store.
     *
     * @param stamp {@link Candidate#stamp}
     */
    record Saved(String name, int attempt, long stamp, List<Entry> files) {
        /** Its keys under its attempt's prefix begin with this. */
        String folder() {
            return FOLDER + stamp + "/";
        }

        boolean is(Saved other) {
            return name.equals(other.name) && attempt == other.attempt && stamp == other.stamp;
        }
    }

    boolean has(Candidate candidate) {
        return whole.stream()
                .anyMatch(saved -> saved.name().equals(candidate.name()) && saved.stamp() == candidate.stamp());
    }

    /** With one that is about to be sent. */
    Catalog beginning(Saved sending, int attempt) {
        var other = leftovers.stream().filter(saved -> !saved.is(sending)).toList();
        return new Catalog(attempt, whole, most(other, sending));
    }

    /** With one that is in the store now, and at most {@code keep} in all. */
    Catalog ending(Saved sent, int keep, int attempt) {
        var all = new ArrayList<>(whole);
        // Where an answer was lost it is there already.
        all.removeIf(saved -> saved.is(sent));
        all.add(sent);
        var over = all.subList(0, Math.max(0, all.size() - keep));
        var left = new ArrayList<>(leftovers);
        left.removeIf(saved -> saved.is(sent));
        left.addAll(over);
        return new Catalog(attempt, List.copyOf(all.subList(over.size(), all.size())), List.copyOf(left));
    }

    /** Without leftovers that are gone. */
    Catalog without(List<Saved> removed) {
        return new Catalog(
                attempt,
                whole,
                leftovers.stream()
                        .filter(saved -> removed.stream().noneMatch(saved::is))
                        .toList());
    }

    private static List<Saved> most(List<Saved> leftovers, Saved last) {
        var most = new ArrayList<>(leftovers.subList(Math.max(0, leftovers.size() - MOST_LEFTOVERS), leftovers.size()));
        most.add(last);
        return List.copyOf(most);
    }

    byte[] toJson() {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("version", VERSION);
        fields.put("attempt", attempt);
        fields.put("checkpoints", whole.stream().map(Catalog::fields).toList());
        fields.put("leftovers", leftovers.stream().map(Catalog::fields).toList());
        try {
            return JSON.std.asString(fields).getBytes(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError("strings and numbers are JSON", e);
        }
    }

    private static Map<String, Object> fields(Saved saved) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("name", saved.name());
        fields.put("attempt", saved.attempt());
        fields.put("stamp", saved.stamp());
        fields.put("files", saved.files().stream().map(Catalog::fields).toList());
        return fields;
    }

    private static Map<String, Object> fields(Entry file) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("path", file.path());
        fields.put("size", file.size());
        if (!file.sha256().isEmpty()) {
            fields.put("sha256", file.sha256());
        }
        return fields;
    }

    /** @throws IOException if it is none */
    static Catalog parse(String json) throws IOException {
        Map<String, Object> fields = JSON.std.mapFrom(json);
        if (!Integer.valueOf(VERSION).equals(fields.get("version"))
                || !(fields.get("attempt") instanceof Integer attempt)) {
            throw new IOException("it names no attempt, or has another version");
        }
        return new Catalog(attempt, saved(fields.get("checkpoints")), saved(fields.get("leftovers")));
    }

    private static List<Saved> saved(@Nullable Object list) throws IOException {
        var all = new ArrayList<Saved>();
        for (var one : list instanceof List<?> some ? some : List.of()) {
            if (one instanceof Map<?, ?> fields
                    && fields.get("name") instanceof String name
                    && fields.get("attempt") instanceof Integer attempt
                    && fields.get("stamp") instanceof Number stamp) {
                all.add(new Saved(name, attempt, stamp.longValue(), files(fields.get("files"))));
            } else {
                throw new IOException("a checkpoint has no name, attempt or stamp");
            }
        }
        return List.copyOf(all);
    }

    private static List<Entry> files(@Nullable Object list) throws IOException {
        var all = new ArrayList<Entry>();
        for (var one : list instanceof List<?> some ? some : List.of()) {
            if (one instanceof Map<?, ?> fields
                    && fields.get("path") instanceof String path
                    && fields.get("size") instanceof Number size) {
                var sha256 = fields.get("sha256") instanceof String text ? text : "";
                all.add(new Entry(path, Optional.empty(), size.longValue(), sha256));
            } else {
                throw new IOException("a file has no path or size");
            }
        }
        return List.copyOf(all);
    }
}
