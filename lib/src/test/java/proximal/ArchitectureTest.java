package proximal;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Keeps the flow of the packages: each knows only what stands before it, and other people's libraries have one place each. */
class ArchitectureTest {
    /** The packages in the order of the flow. */
    private static final List<String> FLOW = List.of(
            "environment",
            "mujoco",
            "gymnasium",
            "policy",
            "rollout",
            "advantage",
            "importance",
            "surrogate",
            "statistics",
            "update",
            "record",
            "training",
            "experiment",
            "language",
            "table",
            "chart",
            "notebook");

    /** The packages whose classes can be copied one by one: they know java.* and their own package alone. */
    private static final String[] COPYABLE = {
        "proximal.advantage..", "proximal.importance..", "proximal.surrogate..", "proximal.statistics.."
    };

    private static final JavaClasses LIBRARY = importLibrary();

    /** The names of other people's classes are enough for the rules; to read those classes too takes many seconds. */
    private static JavaClasses importLibrary() {
        ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
        return new ClassFileImporter(List.of(new ImportOption.DoNotIncludeTests())).importPackages("proximal");
    }

    /** All but the last one, which may know every other. */
    static List<String> flow() {
        return FLOW.subList(0, FLOW.size() - 1);
    }

    @Test
    void everyPackageHasItsPlaceInTheFlow() {
        Set<String> found = new TreeSet<>();
        for (JavaClass c : LIBRARY) {
            found.add(c.getPackageName());
        }
        assertThat(found)
                .containsExactlyInAnyOrderElementsOf(
                        FLOW.stream().map(name -> "proximal." + name).toList());
    }

    @ParameterizedTest
    @MethodSource("flow")
    void aPackageKnowsOnlyWhatStandsBeforeIt(String name) {
        String[] later = FLOW.subList(FLOW.indexOf(name) + 1, FLOW.size()).stream()
                .map(other -> "proximal." + other + "..")
                .toArray(String[]::new);
        check(noClasses()
                .that()
                .resideInAPackage("proximal." + name + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(later)
                .because("a package knows only what stands before it in the flow"));
    }

    @Test
    void copyableClassesKnowOnlyJava() {
        for (String copyable : COPYABLE) {
            check(classes()
                    .that()
                    .resideInAPackage(copyable)
                    .and(not(belongTo(simpleName("MaskedTokenLoss"))))
                    .should()
                    .onlyDependOnClassesThat(resideInAnyPackage("java..", copyable))
                    .because("a copied class must run with java.* and at most an interface of its own package"));
        }
    }

    @Test
    void klControlKnowsOnlyJava() {
        check(classes()
                .that()
                .haveNameMatching("proximal\\.update\\.\\w*Kl(Rule)?")
                .and(not(belongTo(simpleName("PolicyDivergence"))))
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage("java..")
                        .or(describe("KL control", c -> c.getName().matches("proximal\\.update\\.\\w*Kl(Rule)?"))))
                .because("a copied class must run with java.* and at most an interface of its own package"));
    }

    @Test
    void maskedTokenLossKnowsOnlyDjlBesides() {
        check(classes()
                .that(belongTo(simpleName("MaskedTokenLoss")))
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage("java..", "ai.djl.ndarray..", "proximal.surrogate")));
    }

    @Test
    void onlyTablesAndWhatIsDrawnFromThemKnowTablesaw() {
        checkOnly("tech.tablesaw..", "proximal.table", "proximal.chart", "proximal.notebook");
    }

    @Test
    void onlyChartsKnowXChart() {
        checkOnly("org.knowm..", "proximal.chart", "proximal.notebook");
    }

    @Test
    void onlyMuJoCoKnowsJna() {
        checkOnly("com.sun.jna..", "proximal.mujoco");
    }

    @Test
    void onlyTheNotebookPackageKnowsTheKernel() {
        checkOnly("org.dflib..", "proximal.notebook");
    }

    /** Whoever has not its jars must be able to load all other classes. */
    @Test
    void onlyWhatRunsOnSparkKnowsSparkAndScala() {
        DescribedPredicate<JavaClass> onSpark =
                describe("run on Spark", c -> c.getName().matches("proximal\\.experiment\\.Spark(Runs|Task)\\b.*"));
        check(noClasses()
                .that(not(onSpark))
                .should()
                .dependOnClassesThat(resideInAnyPackage("org.apache.spark..", "scala..")));
        assertThat(LIBRARY.that(onSpark)).isNotEmpty();
    }

    @Test
    void onlyPoliciesAndLanguageKnowDjl() {
        check(noClasses()
                .that(not(resideInAnyPackage("proximal.policy..", "proximal.language.."))
                        .and(not(belongTo(simpleName("MaskedTokenLoss")))))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("ai.djl.."));
    }

    /** Only these places know the library, and they do. */
    private static void checkOnly(String library, String... places) {
        check(noClasses()
                .that(not(resideInAnyPackage(places)))
                .should()
                .dependOnClassesThat(resideInAPackage(library)));
        DescribedPredicate<JavaClass> knowsIt =
                describe("know " + library, c -> c.getDirectDependenciesFromSelf().stream()
                        .anyMatch(dependency -> resideInAPackage(library).test(dependency.getTargetClass())));
        for (String place : places) {
            assertThat(LIBRARY.that(resideInAPackage(place)).that(knowsIt))
                    .as("classes in %s that know %s", place, library)
                    .isNotEmpty();
        }
    }

    private static void check(ArchRule rule) {
        rule.check(LIBRARY);
    }
}
