package convergence.standalone;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.lang.reflect.RecordComponent;
import java.util.Set;
import java.util.regex.Pattern;

/// Who may see whom, as failing tests. An exception is a named entry with its reason.
@AnalyzeClasses(
    packages = "convergence",
    importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.NoTestJars.class})
final class ArchitectureTest {
  /// The contract suites come in a jar of tests.
  static final class NoTestJars implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("-tests.jar");
    }
  }

  @ArchTest
  static final ArchRule google_is_seen_only_in_its_adapter =
      noClasses()
          .that()
          .resideOutsideOfPackage("convergence.google..")
          // Serves the Storage API by the messages that Google publishes; no client of Google's is
          // in it.
          .and()
          .resideOutsideOfPackage("convergence.bigquery.storage..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.google.cloud..");

  @ArchTest
  static final ArchRule spans_are_made_only_in_googles_adapter =
      noClasses()
          .that()
          .resideOutsideOfPackage("convergence.google..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.opentelemetry..")
          .because("everybody else tells the port Traces, and a laptop's start loads nothing");

  /// Its jars are on the class path of those who ask for it only.
  @ArchTest
  static final ArchRule every_start_goes_without_the_bigquery_server =
      noClasses()
          .that()
          .resideOutsideOfPackage("convergence.bigquery..")
          .and()
          .doNotHaveFullyQualifiedName("convergence.standalone.LocalBigQuery")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("convergence.bigquery..");

  @ArchTest
  static final ArchRule sql_drivers_are_seen_only_in_the_embedded_adapters =
      noClasses()
          .that()
          .resideOutsideOfPackage("convergence.embedded..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.sql..", "org.duckdb..", "org.sqlite..");

  @ArchTest
  static final ArchRule zetasql_is_seen_only_in_googlesql =
      noClasses()
          .that()
          .resideOutsideOfPackage("convergence.googlesql..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.google.zetasql..");

  @ArchTest
  static final ArchRule http_is_seen_only_at_the_edge =
      noClasses()
          .that()
          .resideOutsideOfPackages("convergence.edge..", "convergence.gateway..")
          .and()
          .haveSimpleNameNotEndingWith("Controller")
          // What Micronaut generates for a controller.
          .and()
          .haveNameNotMatching(".*Controller\\$.*")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.micronaut.http..")
          .because("a controller takes HTTP apart; what lies behind it does not know of it");

  @ArchTest
  static final ArchRule services_never_see_each_other =
      slices()
          .matching("convergence.(gateway|scheduler|worker|quotas)..")
          .should()
          .notDependOnEachOther();

  @ArchTest
  static final ArchRule services_see_no_adapter =
      noClasses()
          .that()
          .resideInAnyPackage(
              "convergence.gateway..",
              "convergence.scheduler..",
              "convergence.worker..",
              "convergence.quotas..",
              "convergence.edge..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "convergence.embedded..",
              "convergence.google..",
              "convergence.googlesql..",
              "convergence.mail..",
              "convergence.bigquery..");

  @ArchTest
  static final ArchRule adapters_see_no_service =
      noClasses()
          .that()
          .resideInAnyPackage(
              "convergence.embedded..",
              "convergence.google..",
              "convergence.googlesql..",
              "convergence.mail..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "convergence.gateway..",
              "convergence.scheduler..",
              "convergence.worker..",
              "convergence.quotas..",
              "convergence.edge..");

  @ArchTest
  static final ArchRule only_the_ledger_applies_events =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("convergence.run.RunLedger")
          .and()
          .doNotHaveFullyQualifiedName("convergence.run.Run")
          .should()
          .callMethod(convergence.run.Run.class, "apply", convergence.run.RunEvent.class);

  @ArchTest
  static final ArchRule the_clock_is_read_in_one_place =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("convergence.port.TimeAndChance")
          .and()
          .doNotHaveFullyQualifiedName("convergence.port.TimeAndChance$Chance")
          // Looks at files without any bean.
          .and()
          .doNotHaveFullyQualifiedName("convergence.standalone.ValidateCommand")
          .should()
          .callMethod(java.time.Instant.class, "now")
          .orShould()
          .callMethod(java.time.LocalDate.class, "now")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(java.time.Clock.class, "systemUTC");

  @ArchTest
  static final ArchRule chance_comes_from_one_place =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("convergence.port.TimeAndChance")
          .and()
          .doNotHaveFullyQualifiedName("convergence.port.TimeAndChance$Chance")
          // The first admin key is made before any bean exists.
          .and()
          .doNotHaveFullyQualifiedName("convergence.standalone.AdminKey")
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.security.SecureRandom")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.util.concurrent.ThreadLocalRandom")
          .orShould()
          .callMethod(java.util.UUID.class, "randomUUID");

  @ArchTest
  static final ArchRule no_package_cycles =
      slices().matching("convergence.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule secrets_are_secrets =
      classes()
          .that(are_records_with_a_component_named_like_a_secret())
          .should(
              new com.tngtech.archunit.lang.ArchCondition<>("hold it as a Secret") {
                @Override
                public void check(
                    JavaClass type, com.tngtech.archunit.lang.ConditionEvents events) {
                  for (RecordComponent part : type.reflect().getRecordComponents())
                    if (SECRET.matcher(part.getName()).find()
                        && part.getType() == String.class
                        && !NOT_SECRET.contains(type.getSimpleName() + "." + part.getName()))
                      events.add(
                          com.tngtech.archunit.lang.SimpleConditionEvent.violated(
                              type, type.getName() + "." + part.getName() + " is a String"));
                }
              })
          .allowEmptyShould(true);

  private static final Pattern SECRET = Pattern.compile("(?i)(key|secret|password|credentials)$");

  /// Components that are named like a secret and are none.
  private static final Set<String> NOT_SECRET =
      Set.of(
          // names of documents: SHA-256 hashes
          "Run.openKey",
          "RunOrder.idempotencyKey",
          // written to a 0600 file for the command line; toString hides it
          "InstanceFile.adminKey",
          // lives as long as the demo's process; never printed
          "Tour.adminKey",
          "DemoTour.adminKey",
          "OwnSql.adminKey",
          // keys of YAML, labels and look-ups
          "Finding.key",
          "Label.key",
          "Spot.key");

  private static DescribedPredicate<JavaClass> are_records_with_a_component_named_like_a_secret() {
    return resideInAPackage("convergence..")
        .and(
            DescribedPredicate.describe(
                "are records with a component named like a secret", JavaClass::isRecord));
  }
}
