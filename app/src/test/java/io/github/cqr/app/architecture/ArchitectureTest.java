package io.github.cqr.app.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.EvaluationResult;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The program keeps each architecture rule, and each rule catches the class that breaks it. */
class ArchitectureTest {
    private static final String PROGRAM = "io.github.cqr";
    private static final String VIOLATORS = "io.github.cqr.app.architecture.violator";

    private static final JavaClasses PROGRAM_CLASSES = new ClassFileImporter()
            .withImportOptions(List.of(new ImportOption.DoNotIncludeTests(),
                    location -> !location.contains("test-fixtures")))
            .importPackages(PROGRAM);
    private static final JavaClasses VIOLATOR_CLASSES = new ClassFileImporter().importPackages(VIOLATORS);

    @TestFactory
    Stream<DynamicTest> theProgramKeepsEveryRule() {
        return new Rules(PROGRAM).all().entrySet().stream()
                .map(rule -> DynamicTest.dynamicTest(rule.getKey(),
                        () -> rule.getValue().rule().check(PROGRAM_CLASSES)));
    }

    @TestFactory
    Stream<DynamicTest> everyRuleCatchesItsViolator() {
        return new Rules(VIOLATORS).all().entrySet().stream().map(rule -> DynamicTest.dynamicTest(rule.getKey(), () -> {
            EvaluationResult result = rule.getValue().rule().evaluate(VIOLATOR_CLASSES);
            String report = result.getFailureReport().toString();
            assertTrue(result.hasViolation(), "the rule finds nothing");
            assertTrue(report.contains(rule.getValue().violator()), report);
        }));
    }

    @Test
    void everyPackageIsNullMarkedAndExplained() {
        Set<String> packages = new TreeSet<>();
        Set<String> explained = new TreeSet<>();
        PROGRAM_CLASSES.forEach(c -> {
            (c.getSimpleName().equals("package-info") ? explained : packages).add(c.getPackageName());
        });
        packages.removeAll(explained);
        assertEquals(Set.of(), packages, "packages without a package-info");
    }

    @Test
    void switchesOverEventsAndFailuresNameEveryKind() throws Exception {
        assertEquals(List.of(), SealedSwitches.withDefault(PROGRAM_CLASSES));
        assertFalse(
                SealedSwitches.withDefault(new ClassFileImporter().importClasses(SwitchWithDefault.class)).isEmpty(),
                "the rule catches its violator");
    }

    /** Breaks the rule that a switch over events has no default. */
    static final class SwitchWithDefault {
        private SwitchWithDefault() {}

        static String name(io.github.cqr.domain.event.RunEvent event) {
            return switch (event) {
                case io.github.cqr.domain.event.RunEvent.Paused e -> e.by();
                case io.github.cqr.domain.event.RunEvent.Resumed e -> e.by();
                default -> "";
            };
        }
    }
}
