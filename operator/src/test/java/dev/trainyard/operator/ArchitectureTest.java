package dev.trainyard.operator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import io.fabric8.kubernetes.client.Client;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The walls inside the module. */
class ArchitectureTest {
    private static final String[] PURE = {
        "..operator.plan..",
        "..operator.logs..",
        "..operator.artifacts..",
        "..operator.pods..",
        "..operator.schedule..",
        "..operator.admission.."
    };

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.trainyard.operator");

    @Test
    void whatDecidesHasNoClientNoClockAndNoIo() {
        assertThat(CLASSES).isNotEmpty();
        noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "..operator.reconcile..",
                        "io.fabric8.kubernetes.client.dsl..",
                        "io.fabric8.kubernetes.client.informers..",
                        "io.fabric8.kubernetes.client.http..",
                        "java.net..",
                        "java.nio.file..",
                        "java.util.concurrent..",
                        "org.slf4j..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .dependOnClassesThat()
                .areAssignableTo(Client.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Clock.class)
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "getenv", String.class)
                .check(CLASSES);
    }

    @Test
    void packagesDoNotDependInCircles() {
        assertThat(CLASSES).extracting(JavaClass::getPackageName).contains("dev.trainyard.operator.plan");
        SlicesRuleDefinition.slices()
                .matching("dev.trainyard.operator.(*)..")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }
}
