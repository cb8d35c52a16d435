package io.github.cqr.app.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.lang.ArchRule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * The architecture as rules. Each takes the root package that it judges, so that the same rule is shown to hold for the program and to fail
 * for the violators.
 */
final class Rules {
    private final String root;

    Rules(String root) {
        this.root = root;
    }

    private String in(String subpackage) {
        return root + "." + subpackage;
    }

    /** Every rule by the sentence that it checks, with the violator that it must catch. */
    Map<String, Rule> all() {
        Map<String, Rule> rules = new LinkedHashMap<>();
        rules.put("the domain depends on the JDK alone, without I/O", new Rule(domainIsPure(), "DomainThatReadsFiles"));
        rules.put("the domain's packages are free of cycles", new Rule(domainIsAcyclic(), "DomainView"));
        rules.put("the domain reads no clock, never sleeps and makes nothing random",
                new Rule(domainIsDeterministic(), "DomainThatReadsTheClock"));
        rules.put("drawing reads no clock, never sleeps and makes nothing random",
                new Rule(drawingIsPure(), "DrawingThatReadsTheClock"));
        rules.put("adapters do not know each other", new Rule(adaptersAreSiblings(), "ValkeyThatKnowsClickHouse"));
        confinements().forEach((library, home) -> rules.put(library + " is confined to " + home,
                new Rule(confined(library, home), "ConfinedLibraries")));
        rules.put("nothing depends on the app", new Rule(nothingDependsOnTheApp(), "ValkeyThatKnowsTheApp"));
        rules.put("only the wiring knows adapters", new Rule(onlyWiringKnowsAdapters(), "CliThatMakesAdapters"));
        rules.put("only Main ends the process", new Rule(onlyMainExits(), "CliThatExits"));
        rules.put("nobody but Main takes the process's standard streams",
                new Rule(onlyMainTakesStandardStreams(), "CliThatPrints"));
        rules.put("events are records", new Rule(eventsAreRecords(), "EventThatIsNoRecord"));
        return rules;
    }

    /**
     * A rule and the class that breaks it.
     *
     * @param violator simple name of the violator that the rule must name
     */
    record Rule(ArchRule rule, String violator) {}

    /** Library package to the one package that may use it. */
    private static Map<String, String> confinements() {
        Map<String, String> homes = new LinkedHashMap<>();
        homes.put("com.clickhouse..", "adapters.clickhouse");
        homes.put("java.sql..", "adapters.clickhouse");
        homes.put("org.apache.hc..", "adapters.clickhouse");
        homes.put("io.lettuce..", "adapters.valkey");
        homes.put("com.lmax..", "adapters.ring");
        homes.put("dev.tamboui..", "adapters.tui");
        homes.put("org.jline..", "adapters.tui");
        homes.put("picocli..", "app.cli");
        return homes;
    }

    private ArchRule domainIsPure() {
        return noClasses().that().resideInAPackage(in("domain..")).should().dependOnClassesThat(
                resideOutsideOfPackages(in("domain.."), "java..", "org.jspecify.annotations..")
                        .or(resideInAnyPackage("java.sql..", "java.net..", "java.io..", "java.nio.file..").and(
                                DescribedPredicate.not(DescribedPredicate.describe("the exceptions' own serialisation",
                                        c -> c.getName().equals("java.io.Serializable")
                                                || c.getName().startsWith("java.io.Object"))))));
    }

    private ArchRule domainIsAcyclic() {
        return slices().matching(in("domain.(*)..")).should().beFreeOfCycles();
    }

    private ArchRule domainIsDeterministic() {
        return isDeterministic("domain..");
    }

    private ArchRule drawingIsPure() {
        return isDeterministic("adapters.tui.render..");
    }

    private ArchRule isDeterministic(String subpackage) {
        return noClasses().that().resideInAPackage(in(subpackage)).should()
                .callMethodWhere(DescribedPredicate.describe("reads a clock, sleeps, or makes something random",
                        Rules::isNotPure))
                .orShould().callConstructor(Random.class)
                .orShould().dependOnClassesThat().areAssignableTo(Thread.class);
    }

    private static boolean isNotPure(JavaCall<?> call) {
        String target = call.getTargetOwner().getName() + "." + call.getName();
        return List.of("java.lang.System.nanoTime", "java.lang.System.currentTimeMillis", "java.lang.Math.random",
                "java.util.UUID.randomUUID", "java.lang.Thread.sleep").contains(target)
                || (call.getTargetOwner().getPackageName().equals("java.time") && call.getName().equals("now"))
                || (call.getTargetOwner().getName().equals("java.time.Clock") && call.getName().startsWith("system"))
                || call.getTargetOwner().getName().equals("java.util.concurrent.ThreadLocalRandom");
    }

    private ArchRule adaptersAreSiblings() {
        return slices().matching(in("adapters.(*)..")).should().notDependOnEachOther();
    }

    private ArchRule confined(String library, String home) {
        return noClasses().that().resideOutsideOfPackage(in(home + "..")).should()
                .dependOnClassesThat(resideInAPackage(library));
    }

    private ArchRule nothingDependsOnTheApp() {
        return noClasses().that().resideOutsideOfPackage(in("app..")).should()
                .dependOnClassesThat(resideInAPackage(in("app..")));
    }

    private ArchRule onlyWiringKnowsAdapters() {
        return noClasses().that().resideInAPackage(in("app..")).and().resideOutsideOfPackage(in("app.wiring.."))
                .should()
                .dependOnClassesThat(resideInAPackage(in("adapters..")));
    }

    private ArchRule onlyMainExits() {
        return noClasses().that().doNotHaveFullyQualifiedName(in("app.Main")).should()
                .callMethod(System.class, "exit", int.class)
                .orShould().callMethod(Runtime.class, "exit", int.class)
                .orShould().callMethod(Runtime.class, "halt", int.class);
    }

    private ArchRule onlyMainTakesStandardStreams() {
        return noClasses().that().doNotHaveFullyQualifiedName(in("app.Main")).should().accessField(System.class, "out")
                .orShould().accessField(System.class, "err").orShould().accessField(System.class, "in");
    }

    private ArchRule eventsAreRecords() {
        return classes().that().resideInAPackage(in("domain.event..")).and().areNotInterfaces().and().areNotEnums()
                .and().haveNameNotMatching(".*package-info").should().beRecords();
    }
}
