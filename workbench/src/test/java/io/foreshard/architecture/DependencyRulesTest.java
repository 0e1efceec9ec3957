package io.foreshard.architecture;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.core.importer.Locations;
import com.tngtech.archunit.lang.ArchRule;
import io.foreshard.affinity.BehavioralAffinityFunction;
import io.foreshard.key.ProfileLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The allowed dependencies between packages, as in ARCHITECTURE.md, checked on the compiled main classes of all modules. */
class DependencyRulesTest {
    private static final String[] AFFINITY = {"io.foreshard.key..", "io.foreshard.affinity..", "io.foreshard.ingest.."};
    private static final String[] SHARDING = {"io.foreshard.shard.."};
    private static final String[] OBJECT_STORE = {"io.foreshard.store.."};
    private static final String[] TIERED_STORAGE = {"io.foreshard.tier.."};
    private static final String[] TRACES = {"io.foreshard.trace.."};
    private static final String[] PREFETCH = {
        "io.foreshard.profile..",
        "io.foreshard.candidate..",
        "io.foreshard.predict..",
        "io.foreshard.training..",
        "io.foreshard.prefetch.."
    };
    private static final String IGNITE = "org.apache.ignite..";
    private static final String PLUGIN = "io.foreshard.plugin..";
    private static final String WORKBENCH = "io.foreshard.workbench..";
    private static final String[] PUBLIC_IGNITE = {"org.apache.ignite..", "javax.cache.."};
    private static final String[] STORE_LIBRARIES = {
        "software.amazon..", "dev.failsafe..", "org.reactivestreams..", "javax.crypto.."
    };
    private static final String EXAMPLES = "io.foreshard.examples..";

    private static final ArchRule INTERNALS_ARE_BEHIND_SEAMS =
            confined("org.apache.ignite.internal..", "io.foreshard.plugin.internal..");

    private static final Path EXAMPLE_CLASSES =
            Path.of(System.getProperty("foreshard.root"), "examples", "target", "classes");

    private static JavaClasses classes;

    static Stream<Named<ArchRule>> rules() {
        return Stream.of(
                Named.of("affinity uses the public API of Ignite only", uses(AFFINITY, AFFINITY, PUBLIC_IGNITE)),
                Named.of("sharding uses the JDK only", uses(SHARDING, SHARDING)),
                Named.of("object-store does not use Ignite", uses(OBJECT_STORE, OBJECT_STORE, STORE_LIBRARIES)),
                Named.of("tiered-storage runs without Ignite", uses(TIERED_STORAGE, TIERED_STORAGE, OBJECT_STORE)),
                Named.of("traces use affinity", unaware(TRACES, IGNITE, PLUGIN, WORKBENCH)),
                Named.of("ml-prefetch uses affinity and sharding only", unaware(PREFETCH, PLUGIN, WORKBENCH, EXAMPLES)),
                Named.of("nothing uses the workbench", unaware(new String[] {PLUGIN, EXAMPLES}, WORKBENCH)),
                Named.of("nothing uses the examples", unaware(new String[] {PLUGIN, WORKBENCH}, EXAMPLES)),
                Named.of(
                        "no cycles between packages",
                        slices().matching("io.foreshard.(**)").should().beFreeOfCycles()),
                Named.of("Ignite's internals are behind seams", INTERNALS_ARE_BEHIND_SEAMS),
                Named.of(
                        "no one asks Ignite for the checkpoint lock: without assertions the answer is always yes",
                        noClasses().should().callMethodWhere(target(name("checkpointLockIsHeldByThread")))),
                Named.of(
                        "one package knows S3, beside the server of the tests",
                        confined("software.amazon..", "io.foreshard.store.s3..", "io.foreshard.testing.s3..")),
                Named.of("one package knows Prometheus", confined("io.prometheus..", "io.foreshard.plugin.metrics..")),
                Named.of("one module knows Ignite ML", confined("org.apache.ignite.ml..", PREFETCH)),
                Named.of(
                        "a package is named after what it holds",
                        noClasses()
                                .should()
                                .resideInAnyPackage(
                                        "..util..",
                                        "..utils..",
                                        "..common..",
                                        "..impl..",
                                        "..config..",
                                        "..helper..",
                                        "..misc..")));
    }

    @BeforeAll
    static void importMainClassesOfAllModules() {
        Set<Location> locations = new HashSet<>(Locations.ofPackage("io.foreshard"));
        if (Files.isDirectory(EXAMPLE_CLASSES)) {
            locations.add(Location.of(EXAMPLE_CLASSES)); // the workbench does not depend on them
        }
        classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .withImportOption(location -> !location.contains("-tests.jar"))
                .importLocations(locations);
    }

    @ParameterizedTest
    @MethodSource("rules")
    void check_eachRule_holds(ArchRule rule) {
        rule.check(classes);
    }

    @Test
    void import_allModules_hasMainClassesAndNoTests() {
        assertThat(classes.contain(BehavioralAffinityFunction.class)).isTrue();
        assertThat(classes.contain(ProfileLayout.class)).isTrue();
        assertThat(classes.contain(DependencyRulesTest.class)).isFalse();
        assertThat(Stream.of("key", "affinity", "trace"))
                .allSatisfy(name -> assertThat(classes.containPackage("io.foreshard." + name))
                        .isTrue());
    }

    @Test
    void import_builtExamples_hasTheirClasses() {
        assumeTrue(Files.isDirectory(EXAMPLE_CLASSES), "The examples are not built: mvn verify builds them first.");

        assertThat(classes.containPackage("io.foreshard.examples")).isTrue();
    }

    @Test
    void evaluate_classThatUsesInternals_isViolation() {
        JavaClasses offender = new ClassFileImporter().importClasses(ReachesInside.class);

        assertThat(INTERNALS_ARE_BEHIND_SEAMS.evaluate(offender).hasViolation()).isTrue();
    }

    private static ArchRule unaware(String[] packages, String... others) {
        return noClasses()
                .that()
                .resideInAnyPackage(packages)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(others);
    }

    /** Allows the JDK and these packages only. */
    private static ArchRule uses(String[] packages, String[]... allowed) {
        String[] all = Stream.concat(Stream.of("java.."), Stream.of(allowed).flatMap(Stream::of))
                .toArray(String[]::new);
        return classes()
                .that()
                .resideInAnyPackage(packages)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(all);
    }

    private static ArchRule confined(String library, String... homes) {
        return noClasses()
                .that()
                .resideOutsideOfPackages(homes)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library);
    }

    /** Breaks a rule on purpose. */
    private static final class ReachesInside {
        Class<?> internal() {
            return org.apache.ignite.internal.IgniteKernal.class;
        }
    }
}
