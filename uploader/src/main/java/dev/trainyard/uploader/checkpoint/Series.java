package dev.trainyard.uploader.checkpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Names that differ only in their numbers, as {@code netG_epoch_3.pth} and {@code netG_epoch_4.pth} do: the later
 * replaces the earlier. Numbers of shards and ranks belong to the name, since those files are needed side by side.
 *
 * @param pattern the name with {@code #} in place of each number
 * @param numbers in the order of the name; files with the same numbers were saved together
 */
record Series(String pattern, List<String> numbers) {
    private static final Pattern NUMBER =
            Pattern.compile("(?<kept>\\d+-of-\\d+|(?i:rank|shard|part|process|worker|device|gpu|node)[-_]?\\d+)"
                    + "|(?:(?<==)-)?\\d+(?:\\.\\d+)*(?:[eE][-+]?\\d+)?");

    private static final Pattern EXTENSION = Pattern.compile("\\.[A-Za-z][A-Za-z0-9]*$");

    static Series of(String name) {
        var extension = EXTENSION.matcher(name);
        var end = extension.find() ? extension.start() : name.length();
        var numbers = new ArrayList<String>();
        var pattern = new StringBuilder();
        var matcher = NUMBER.matcher(name).region(0, end).useTransparentBounds(true);
        var from = 0;
        while (matcher.find()) {
            pattern.append(name, from, matcher.start());
            from = matcher.end();
            if (matcher.group("kept") != null) {
                pattern.append(matcher.group());
            } else {
                pattern.append('#');
                numbers.add(matcher.group());
            }
        }
        return new Series(pattern.append(name, from, name.length()).toString(), List.copyOf(numbers));
    }
}
