package dev.trainyard.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** What the sources say of a type or of a record's component, as plain text for {@code kubectl explain}. */
final class Javadoc {
    private final Path sources;

    Javadoc(Path sources) {
        this.sources = sources;
    }

    String of(Class<?> type) {
        return plain(comment(type).split("\\s@param\\s", 2)[0]);
    }

    String of(RecordComponent component) {
        var comment = comment(component.getDeclaringRecord());
        var text = Pattern.compile("@param " + component.getName() + " (.*?)(?=@param|$)", Pattern.DOTALL)
                .matcher(comment);
        if (!text.find()) {
            throw new IllegalStateException(component.getDeclaringRecord() + " says nothing of " + component.getName());
        }
        return plain(text.group(1));
    }

    private String comment(Class<?> type) {
        try {
            var source = Files.readString(sources.resolve(type.getName().replace('.', '/') + ".java"));
            var comment = Pattern.compile("/\\*\\*(.*?)\\*/", Pattern.DOTALL).matcher(source);
            if (!comment.find()) {
                throw new IllegalStateException(type + " has no Javadoc");
            }
            return comment.group(1).replaceAll("(?m)^\\s*\\* ?", "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String plain(String javadoc) {
        return javadoc.replaceAll("\\{@\\w+ ([^}]*)}", "$1")
                .replaceAll("\\s+", " ")
                .strip();
    }
}
