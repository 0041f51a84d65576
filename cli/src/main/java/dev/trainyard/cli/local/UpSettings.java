package dev.trainyard.cli.local;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What {@code up} was asked for.
 *
 * @param ports what to listen on; 0 takes a free one
 * @param without the parts to leave out
 */
public record UpSettings(Ports ports, Set<Part> without) {
    /** Everything, on the usual ports. */
    public static final UpSettings USUAL = new UpSettings(Ports.USUAL, Set.of());

    /** As words of a command line: the ports, then the parts. To read JSON would cost a twentieth of the start. */
    List<String> words() {
        return Stream.concat(
                        Stream.of(ports.api(), ports.store(), ports.node()).map(String::valueOf),
                        without.stream().map(Part::name))
                .toList();
    }

    /** The settings that {@link #words} wrote. */
    static UpSettings of(String... words) {
        var without = EnumSet.noneOf(Part.class);
        Arrays.stream(words).skip(3).map(Part::valueOf).forEach(without::add);
        return new UpSettings(
                new Ports(Integer.parseInt(words[0]), Integer.parseInt(words[1]), Integer.parseInt(words[2])), without);
    }
}
