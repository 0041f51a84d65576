package dev.trainyard.cli.connection;

import static dev.trainyard.cli.connection.KubeconfigChoice.choose;
import static java.util.Optional.empty;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.cli.connection.KubeconfigChoice.Source;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KubeconfigChoiceTest {
    private static final Optional<String> OPTION = Optional.of("option");
    private static final Optional<String> ENVIRONMENT = Optional.of("environment");
    private static final Optional<String> LOCAL = Optional.of("local");
    private static final Optional<String> HOME = Optional.of("home");

    @Test
    void theOptionBeatsEverything() {
        assertThat(choose(OPTION, ENVIRONMENT, LOCAL, HOME))
                .contains(new KubeconfigChoice(Source.OPTION, "option", empty()));
    }

    @Test
    void theVariableBeatsTheLocalClusterAndSaysSo() {
        var choice = choose(empty(), ENVIRONMENT, LOCAL, HOME).orElseThrow();
        assertThat(choice.source()).isEqualTo(Source.ENVIRONMENT);
        assertThat(choice.note()).hasValueSatisfying(note -> assertThat(note).contains("--kubeconfig local"));
    }

    @Test
    void theVariableThatNamesTheLocalClusterIsNotAmbiguous() {
        assertThat(choose(empty(), LOCAL, LOCAL, HOME))
                .contains(new KubeconfigChoice(Source.ENVIRONMENT, "local", empty()));
    }

    @Test
    void anEmptyVariableIsNone() {
        assertThat(choose(empty(), Optional.of(""), LOCAL, empty()))
                .contains(new KubeconfigChoice(Source.LOCAL, "local", empty()));
    }

    @Test
    void theLocalClusterBeatsTheHomeFolderAndSaysSo() {
        var choice = choose(empty(), empty(), LOCAL, HOME).orElseThrow();
        assertThat(choice.source()).isEqualTo(Source.LOCAL);
        assertThat(choice.note()).hasValueSatisfying(note -> assertThat(note).contains("--kubeconfig home"));
    }

    @Test
    void theHomeFolderIsLast() {
        assertThat(choose(empty(), empty(), empty(), HOME))
                .contains(new KubeconfigChoice(Source.HOME, "home", empty()));
        assertThat(choose(empty(), empty(), empty(), empty())).isEmpty();
    }
}
