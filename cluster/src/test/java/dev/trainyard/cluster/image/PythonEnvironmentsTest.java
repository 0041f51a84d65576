package dev.trainyard.cluster.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.cluster.folder.Folders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a real pip, and a folder of packages instead of an index. */
class PythonEnvironmentsTest {
    @TempDir
    Path home;

    private Path packages;
    private Path cache;
    private PythonEnvironments environments;

    @BeforeEach
    void open() throws IOException {
        packages = Files.createDirectories(home.resolve("packages"));
        cache = home.resolve("cache");
        environments = new PythonEnvironments(
                cache, Map.of("PIP_NO_INDEX", "1", "PIP_FIND_LINKS", packages.toString(), "PIP_NO_CACHE_DIR", "1"));
    }

    @Test
    void setupCodeRunsOnlyWhereTheEntryAllowsIt() throws Exception {
        var witness = home.resolve("witness");
        zip(
                "sourced-1.0.zip",
                Map.of(
                        "sourced-1.0/setup.py",
                        "from setuptools import setup\nopen('" + witness + "', 'w').close()\n"
                                + "setup(name='sourced', version='1.0')\n"));

        assertThatThrownBy(() -> obtain(recipe("sourced", false)))
                .isInstanceOf(ImageProblem.class)
                .hasMessageContaining("sourceDistributions: true");
        assertThat(witness).doesNotExist();

        // Whether pip can build it here is another matter: it needs setuptools.
        try {
            obtain(recipe("sourced", true));
            assertThat(witness).exists();
        } catch (ImageProblem unbuilt) {
            assertThat(unbuilt).hasMessageNotContaining("sourceDistributions");
        }
    }

    @Test
    void anEnvironmentThatIsMadeAgainIsMadeOfTheSameFiles() throws Exception {
        wheel("answer = 42\n");
        var environment = obtain(recipe("pure", false));
        var lock = cache.resolve(environment.id() + ".hashes");
        assertThat(lock).content().matches("pure==1\\.0 --hash=sha256:[0-9a-f]{64}\n");

        var folder = cache.resolve(environment.id());
        Folders.delete(folder);
        obtain(recipe("pure", false));
        assertThat(folder.resolve("complete")).exists();

        Folders.delete(folder);
        wheel("answer = 43\n");
        assertThatThrownBy(() -> obtain(recipe("pure", false)))
                .isInstanceOf(ImageProblem.class)
                .hasMessageContainingAll("hashes", lock.toString(), "delete that file");
        assertThat(folder).doesNotExist();
    }

    private Environment obtain(PythonRecipe recipe) throws ImageProblem, InterruptedException {
        return environments.obtain("test:1", recipe, _ -> {});
    }

    private static PythonRecipe recipe(String requirement, boolean sourceDistributions) throws ImageProblem {
        return PythonRecipe.of(
                new ImageMapping.PythonSource(List.of(requirement), null, sourceDistributions), Map.of());
    }

    private void wheel(String code) throws IOException {
        zip(
                "pure-1.0-py3-none-any.whl",
                Map.of(
                        "pure.py",
                        code,
                        "pure-1.0.dist-info/METADATA",
                        "Metadata-Version: 2.1\nName: pure\nVersion: 1.0\n",
                        "pure-1.0.dist-info/WHEEL",
                        "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
                        "pure-1.0.dist-info/RECORD",
                        """
                        pure.py,,
                        pure-1.0.dist-info/METADATA,,
                        pure-1.0.dist-info/WHEEL,,
                        pure-1.0.dist-info/RECORD,,
                        """));
    }

    private void zip(String name, Map<String, String> files) throws IOException {
        try (var zip = new ZipOutputStream(Files.newOutputStream(packages.resolve(name)))) {
            for (var file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue().getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        }
    }
}
