package dev.trainyard.cluster.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RfcPatchesTest {
    private static final YAMLMapper YAML = new YAMLMapper();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{a: b}         | {a: c}            | {a: c}",
                "{a: b}         | {b: c}            | {a: b, b: c}",
                "{a: b}         | {a: null}         | {}",
                "{a: b, b: c}   | {a: null}         | {b: c}",
                "{a: [b]}       | {a: c}            | {a: c}",
                "{a: c}         | {a: [b]}          | {a: [b]}",
                "{a: {b: c}}    | {a: {b: d, c: null}} | {a: {b: d}}",
                "{a: [{b: c}]}  | {a: [1]}          | {a: [1]}",
                "{e: null}      | {a: 1}            | {e: null, a: 1}",
                "{}             | {a: {bb: {ccc: null}}} | {a: {bb: {}}}",
            })
    void mergePatchesFollowTheExamplesOfTheRfc(String object, String patch, String result)
            throws IOException, PatchException {
        assertThat(MergePatch.apply(object(object), YAML.readTree(patch))).isEqualTo(YAML.readTree(result));
    }

    @Test
    void copiesDoNotNestWithoutEnd() throws IOException {
        var patch = new StringBuilder("[");
        var place = new StringBuilder("/a");
        for (var copy = 0; copy < 12; copy++) {
            patch.append("{op: copy, from: /a, path: " + place + "/a},");
            place.append("/a".repeat(1 << copy));
        }
        var operations = YAML.readTree(patch.append("]").toString());

        assertThatThrownBy(() -> JsonPatch.apply(object("{a: {}}"), operations))
                .isInstanceOf(PatchException.class)
                .hasMessageContaining("more than 500 levels deep");
    }

    @Test
    void aValueInPlaceOfAnotherDoesNotNestWithoutEndEither() throws IOException {
        var deep = "{a: ".repeat(400) + "1" + "}".repeat(400);
        var operations = YAML.readTree("[{op: replace, path: " + "/a".repeat(400) + ", value: " + deep + "}]");

        assertThatThrownBy(() -> JsonPatch.apply(object(deep), operations))
                .isInstanceOf(PatchException.class)
                .hasMessageContaining("more than 500 levels deep");
    }

    @Test
    void aMergePatchIsAnObject() throws IOException {
        var list = YAML.readTree("[1]");

        assertThatThrownBy(() -> MergePatch.apply(object("{}"), list))
                .isInstanceOf(PatchException.class)
                .hasMessage("A merge patch is a JSON object, and this is none: [1].");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{a: 1}      | [{op: add, path: /b, value: 2}]           | {a: 1, b: 2}",
                "{a: [1, 3]} | [{op: add, path: /a/1, value: 2}]         | {a: [1, 2, 3]}",
                "{a: [1]}    | [{op: add, path: /a/-, value: 2}]         | {a: [1, 2]}",
                "{a: 1, b: 2} | [{op: remove, path: /a}]                 | {b: 2}",
                "{a: 1}      | [{op: replace, path: /a, value: {b: 2}}]  | {a: {b: 2}}",
                "{a: {b: 1}} | [{op: move, from: /a/b, path: /c}]        | {a: {}, c: 1}",
                "{a: 1}      | [{op: copy, from: /a, path: /b}]          | {a: 1, b: 1}",
                "{a: 1}      | [{op: test, path: /a, value: 1}, {op: remove, path: /a}] | {}",
                "{m: {a/b: 1}} | [{op: replace, path: /m/a~1b, value: 2}] | {m: {a/b: 2}}",
            })
    void jsonPatchesDoTheirOperationsInTurn(String object, String patch, String result)
            throws IOException, PatchException {
        assertThat(JsonPatch.apply(object(object), YAML.readTree(patch))).isEqualTo(YAML.readTree(result));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{a: 1} | {op: add}",
                "{a: 1} | [{op: test, path: /a, value: 2}]",
                "{a: 1} | [{op: remove, path: /b}]",
                "{a: 1} | [{op: replace, path: /b, value: 1}]",
                "{a: 1} | [{op: add, path: /b/c, value: 1}]",
                "{a: 1} | [{op: add, path: a, value: 1}]",
                "{a: 1} | [{op: add, path: /b}]",
                "{a: 1} | [{op: shuffle, path: /a}]",
                "{a: 1} | [{path: /a}]",
                "{a: 1} | [7]",
                "{a: [1]} | [{op: add, path: /a/5, value: 1}]",
                "{a: [1]} | [{op: replace, path: /a/x, value: 1}]",
                "{a: 1} | [{op: replace, path: '', value: 1}]",
                "{a: 1} | [{op: remove, path: ''}]",
            })
    void aJsonPatchThatDoesNotFitSaysWhy(String object, String patch) throws IOException {
        var before = object(object);
        var operations = YAML.readTree(patch);

        assertThatThrownBy(() -> JsonPatch.apply(before, operations))
                .isInstanceOf(PatchException.class)
                .hasMessageMatching("(A|The) JSON patch .+");
        assertThat(before).as("nothing half-made").isEqualTo(object(object));
    }

    /** What a merge patch sets it sets again: applying it twice is applying it once. */
    @Test
    void mergePatchesAreIdempotent() throws PatchException {
        var seed = System.nanoTime();
        var random =
                RandomGeneratorFactory.<RandomGenerator>of("L64X128MixRandom").create(seed);
        for (var round = 0; round < 500; round++) {
            var object = randomObject(random, 3);
            var patch = randomObject(random, 3);
            var once = MergePatch.apply(object, patch);

            assertThat(MergePatch.apply(once, patch))
                    .as("seed %d, round %d", seed, round)
                    .isEqualTo(once);
        }
    }

    private static ObjectNode randomObject(RandomGenerator random, int depth) {
        var object = YAML.createObjectNode();
        for (var name : new String[] {"a", "b", "c"}) {
            switch (random.nextInt(depth > 0 ? 5 : 4)) {
                case 0 -> object.putNull(name);
                case 1 -> object.put(name, random.nextInt(3));
                case 2 -> object.putArray(name).add(random.nextInt(3));
                case 3 -> {}
                default -> object.set(name, randomObject(random, depth - 1));
            }
        }
        return object;
    }

    private static ObjectNode object(String yaml) throws IOException {
        JsonNode node = YAML.readTree(yaml);
        return (ObjectNode) node;
    }
}
