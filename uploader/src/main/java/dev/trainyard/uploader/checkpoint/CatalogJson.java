package dev.trainyard.uploader.checkpoint;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.trainyard.uploader.store.Keys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code checkpoints.json} as {@code docs/formats/run.md} has it. Version 1, of earlier uploaders, is read too. */
final class CatalogJson {
    private static final int VERSION = 2;

    static byte[] write(Catalog catalog) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("version", VERSION);
        fields.put("attempt", catalog.attempt());
        fields.put(
                "checkpoints", catalog.whole().stream().map(CatalogJson::fields).toList());
        fields.put("leftovers", catalog.leftovers());
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
        fields.put("files", saved.files().stream().map(CatalogJson::fields).toList());
        if (!saved.links().isEmpty()) {
            fields.put("links", saved.links().stream().map(CatalogJson::fields).toList());
        }
        return fields;
    }

    private static Map<String, Object> fields(Saved.File file) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("path", file.path());
        fields.put("at", file.at());
        fields.put("size", file.size());
        fields.put("modified", file.modified());
        fields.put("sha256", file.sha256());
        return fields;
    }

    private static Map<String, Object> fields(Link link) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("path", link.path());
        fields.put("target", link.target());
        return fields;
    }

    /** @throws IOException if it is no catalog */
    static Catalog read(String json) throws IOException {
        Map<String, Object> fields = JSON.std.mapFrom(json);
        if (!(fields.get("version") instanceof Integer version)
                || version < 1
                || version > VERSION
                || !(fields.get("attempt") instanceof Integer attempt)) {
            throw new IOException("it names no attempt, or has another version");
        }
        var whole = new ArrayList<Saved>();
        for (var one : list(fields.get("checkpoints"))) {
            whole.add(saved(one));
        }
        return new Catalog(attempt, List.copyOf(whole), leftovers(fields.get("leftovers")));
    }

    /** Version 1 has them as it has checkpoints. */
    private static Set<String> leftovers(@Nullable Object list) throws IOException {
        var keys = new LinkedHashSet<String>();
        for (var one : list(list)) {
            if (one instanceof String key) {
                keys.add(plain(key));
            } else {
                keys.addAll(saved(one).keys());
            }
        }
        return keys;
    }

    private static Saved saved(@Nullable Object one) throws IOException {
        if (one instanceof Map<?, ?> fields
                && fields.get("name") instanceof String name
                && fields.get("attempt") instanceof Integer attempt
                && fields.get("stamp") instanceof Number stamp) {
            var files = new ArrayList<Saved.File>();
            for (var file : list(fields.get("files"))) {
                files.add(file(file, stamp.longValue()));
            }
            var links = new ArrayList<Link>();
            for (var link : list(fields.get("links"))) {
                links.add(link(link));
            }
            return new Saved(name, attempt, stamp.longValue(), List.copyOf(files), List.copyOf(links));
        }
        throw new IOException("a checkpoint has no name, attempt or stamp");
    }

    /** In version 1 a file is under its checkpoint's stamp, and has its time. */
    private static Saved.File file(@Nullable Object one, long stamp) throws IOException {
        if (one instanceof Map<?, ?> fields
                && fields.get("path") instanceof String path
                && fields.get("size") instanceof Number size) {
            return new Saved.File(
                    plain(path),
                    plain(fields.get("at") instanceof String at ? at : Catalog.FOLDER + stamp + "/" + path),
                    size.longValue(),
                    fields.get("modified") instanceof Number modified ? modified.longValue() : stamp,
                    fields.get("sha256") instanceof String sha256 ? sha256 : "");
        }
        throw new IOException("a file has no path or size");
    }

    private static Link link(@Nullable Object one) throws IOException {
        if (one instanceof Map<?, ?> fields
                && fields.get("path") instanceof String path
                && fields.get("target") instanceof String target) {
            return new Link(plain(path), plain(target));
        }
        throw new IOException("a link has no path or target");
    }

    /** What is listed is read, and what is left over is deleted: neither may be another run's. */
    private static String plain(String key) throws IOException {
        if (!Keys.isPlain(key)) {
            throw new IOException("\"%s\" leads out of the run".formatted(key));
        }
        return key;
    }

    private static List<?> list(@Nullable Object field) {
        return field instanceof List<?> list ? list : List.of();
    }

    private CatalogJson() {}
}
