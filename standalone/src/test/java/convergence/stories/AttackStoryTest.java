package convergence.stories;

import static org.assertj.core.api.Assertions.assertThat;

import convergence.port.Warehouse;
import convergence.stories.Attacks.Attack;
import convergence.warehouse.Column;
import convergence.warehouse.SqlType;
import convergence.warehouse.TableRef;
import convergence.warehouse.TableSchema;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Templates that reach for another tenant's canary, each beside a harmless twin of the same shape: the one runs
/// nothing and says why, the other runs.
final class AttackStoryTest {
  private static final String CANARY = "canary-7f3a";
  private static Folders folders;
  private static Town town;
  private static Resident acme;
  private static Resident globex;

  @BeforeAll
  static void open(@TempDir Path root) {
    folders = Folders.in(root);
    folders.write("story/attack/set_up_rows.yml", Attacks.LOAD);
    folders.write("story/attack/say_text.yml", Attacks.TEXT);
    for (var attack : Attacks.all()) {
      folders.write("story/attack/" + attack.file() + ".yml", attack.template());
      folders.write("story/attack/" + attack.file() + "_twin.yml", attack.twinTemplate());
    }
    for (var attack : Attacks.refused())
      folders.write("story/attack/" + attack.file() + ".yml", attack.template());
    town = Town.open(folders);
    globex = resident("globex", CANARY);
    resident("Acme", CANARY);
    acme = resident("acme", "hello");
    furnish();
  }

  private static Resident resident(String id, String text) {
    var resident = town.tenant(id);
    folders.give(id, "rows.csv", "secret\n" + text + "\n");
    resident.completes("story/attack/set_up_rows", Map.of());
    return resident;
  }

  /// What the tenant itself could not make: views that reach out, names that differ in case, fifty tables.
  private static void furnish() {
    view("acme", "peep", "SELECT secret FROM globex.secrets");
    view("acme", "peep_twice", "SELECT secret FROM acme.peep");
    view("acme", "peep_tenants", "SELECT tenant_id AS secret FROM tenants.tenant_profiles");
    view(
        "acme", "peep_schema", "SELECT table_name AS secret FROM globex.INFORMATION_SCHEMA.TABLES");
    view("acme", "own_schema", "SELECT table_name AS secret FROM acme.INFORMATION_SCHEMA.TABLES");
    view("acme", "peep_many", "SELECT secret FROM `globex.sec*`");
    view("acme", "own_many", "SELECT secret FROM `acme.sec*`");
    view("acme", "own", "SELECT secret FROM acme.secrets");
    view("acme", "own_twice", "SELECT secret FROM acme.own");
    for (int i = 0; i < 60; i++) table("acme", "t_" + i);
    table("acme", "s\u0435crets");
    table("acme", "Secrets_2");
  }

  private static void view(String dataset, String name, String sql) {
    warehouse()
        .createView(
            TableRef.of(dataset, name),
            new TableSchema(
                List.of(Column.of("secret", SqlType.STRING)), null, List.of(), sql, Map.of()));
  }

  private static void table(String dataset, String name) {
    warehouse()
        .createTable(
            TableRef.of(dataset, name),
            TableSchema.of(List.of(Column.of("secret", SqlType.STRING))));
  }

  private static Warehouse warehouse() {
    return town.bean(Warehouse.class);
  }

  @AfterAll
  static void close() {
    town.close();
  }

  static Stream<Attack> attacks() {
    return Attacks.all().stream();
  }

  static Stream<Attack> attacksAndRefused() {
    return Stream.concat(attacks(), Attacks.refused().stream());
  }

  @ParameterizedTest
  @MethodSource("attacksAndRefused")
  void an_attack_runs_nothing_and_is_told_why(Attack attack) {
    long runs = acme.quota().path("pipelines_run_today").asLong();
    var tables = warehouse().tables("acme");
    var foreign = warehouse().tables("globex");

    var answer = acme.asks("story/attack/" + attack.file(), attack.parameters());

    assertThat(answer.status()).as(answer.text()).isIn(400, 403, 422);
    assertThat(answer.json().path("errors")).as(answer.text()).isNotEmpty();
    assertThat(answer.json().path("errors").path(0).path("detail").asText())
        .as(answer.text())
        .containsPattern(attack.why());
    assertThat(answer.text()).doesNotContain(CANARY).doesNotContain(folders.root().toString());
    assertThat(acme.quota().path("pipelines_run_today").asLong()).isEqualTo(runs);
    assertThat(warehouse().tables("acme")).isEqualTo(tables);
    assertThat(warehouse().tables("globex")).isEqualTo(foreign);
    assertThat(
            globex
                .sql("SELECT secret FROM globex.secrets")
                .records()
                .getFirst()
                .get("secret")
                .asText())
        .isEqualTo(CANARY);
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void its_harmless_twin_runs(Attack attack) {
    acme.completes("story/attack/" + attack.file() + "_twin", attack.twinParameters());
    for (var table : warehouse().tables("acme"))
      if (table.startsWith("taken"))
        assertThat(acme.sql("SELECT * FROM acme." + table).records().toString())
            .doesNotContain(CANARY);
  }

  @Test
  void text_that_would_be_sql_arrives_as_text() {
    for (var text : Attacks.TEXTS) {
      acme.completes("story/attack/say_text", Map.of("text", text));
      var rows = acme.sql("SELECT * FROM acme.taken_text").records();
      assertThat(rows).as(text).hasSize(1);
      assertThat(rows.getFirst().get("said").asText()).isEqualTo(text);
      assertThat(rows.toString()).doesNotContain(CANARY);
    }
  }

  @Test
  void there_are_at_least_forty() {
    assertThat(Attacks.all()).hasSizeGreaterThanOrEqualTo(40);
  }
}
