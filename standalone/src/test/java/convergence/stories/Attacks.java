package convergence.stories;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Ways to reach for what is another tenant's (`globex.secrets`, the tenant `Acme`'s, the system's), and for each the
/// same shape over the tenant's own.
final class Attacks {
  /// What a start may be refused with.
  private static final String OUTSIDE =
      "neither in the tenant's dataset nor among its allowed sources";

  private static final String UNPROVEN =
      "cannot be proven|is refused|Table not found|does not exist|not supported";
  private static final String NO_NAME = "letters, digits and _";

  static final String LOAD =
      """
      steps:
        - step_id: load
          ps_type: shared.file_to_table
          source: {path: rows.csv, format: csv, schema: [{name: secret, type: STRING}]}
          destination: {table: secrets, write_mode: overwrite}
      """;

  static final String TEXT =
      """
      parameters: {text: {type: STRING, required: true}}
      steps:
        - step_id: say
          ps_type: gcp.bigquery_to_bigquery
          source:
            query: |
              SELECT '{text}' AS said, {text} AS again -- {text}
              FROM secrets /* {text} */ WHERE {text} = '{text}'
          destination: {table: taken_text, write_mode: overwrite}
      """;

  /// Values that would be SQL if a value could be.
  static final List<String> TEXTS =
      List.of(
          "' UNION ALL SELECT secret FROM globex.secrets --",
          "'; DROP TABLE secrets; --",
          "\\' UNION ALL SELECT secret FROM globex.secrets #",
          "*/ UNION ALL SELECT secret FROM globex.secrets /*",
          "\n UNION ALL SELECT secret FROM globex.secrets",
          "\u2019 UNION ALL SELECT secret FROM globex.secrets",
          "{text}",
          "@p_text");

  private static final List<Attack> ALL = new ArrayList<>();

  private Attacks() {}

  /// @param source the step's, as YAML in one line, or a query
  /// @param twin the same shape, harmless; null: the shape is refused whatever it touches
  /// @param why the refusal's words, a pattern
  record Attack(
      String name,
      String source,
      @Nullable String twin,
      Map<String, String> parameters,
      Map<String, String> twinParameters,
      String why,
      String target,
      String twinTarget) {
    String file() {
      return name.replace(' ', '_');
    }

    String template() {
      return text(source, target, "taken");
    }

    String twinTemplate() {
      return text(String.valueOf(twin), twinTarget, "taken_" + ALL.indexOf(this));
    }

    private String text(String from, String target, String table) {
      var text = new StringBuilder();
      if (!parameters.isEmpty())
        text.append("parameters: {name: {type: STRING, required: true}}\n");
      text.append("steps:\n  - step_id: take\n    ps_type: gcp.bigquery_to_bigquery\n    source: ");
      if (from.startsWith("{")) text.append(from);
      else text.append("\n      query: |\n").append(from.indent(8).stripTrailing());
      text.append("\n    destination: ")
          .append(target.isEmpty() ? "{table: " + table + "}" : target);
      return text.append('\n').toString();
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static List<Attack> all() {
    return ALL;
  }

  private static void add(String name, String why, String source, @Nullable String twin) {
    ALL.add(new Attack(name, source, twin, Map.of(), Map.of(), why, "", ""));
  }

  private static void named(String name, String value, String twin, String source) {
    ALL.add(
        new Attack(
            name,
            source,
            source,
            Map.of("name", value),
            Map.of("name", twin),
            NO_NAME + "|does not exist|" + OUTSIDE,
            "",
            ""));
  }

  private static void into(String name, String why, String target, String twin) {
    String own = "SELECT secret FROM secrets";
    ALL.add(new Attack(name, own, own, Map.of(), Map.of(), why, target, twin));
  }

  private static String unions(int tables, String last) {
    return IntStream.range(0, tables - 1)
            .mapToObj(i -> "SELECT secret FROM t_" + i)
            .collect(Collectors.joining("\nUNION ALL\n"))
        + "\nUNION ALL\nSELECT secret FROM "
        + last;
  }

  static {
    add(
        "union",
        OUTSIDE,
        "SELECT secret FROM secrets UNION ALL SELECT secret FROM globex.secrets",
        "SELECT secret FROM secrets UNION ALL SELECT secret FROM acme.secrets");
    add(
        "join",
        OUTSIDE,
        "SELECT b.secret FROM secrets a JOIN globex.secrets b ON TRUE",
        "SELECT b.secret FROM secrets a JOIN acme.secrets b ON TRUE");
    add(
        "scalar subquery",
        OUTSIDE,
        "SELECT (SELECT MAX(secret) FROM globex.secrets) AS secret",
        "SELECT (SELECT MAX(secret) FROM acme.secrets) AS secret");
    add(
        "in subquery",
        OUTSIDE,
        "SELECT secret FROM secrets WHERE secret NOT IN (SELECT secret FROM globex.secrets)",
        "SELECT secret FROM secrets WHERE secret IN (SELECT secret FROM acme.secrets)");
    add(
        "exists subquery",
        OUTSIDE,
        "SELECT secret FROM secrets WHERE EXISTS (SELECT 1 FROM globex.secrets WHERE secret LIKE 'c%')",
        "SELECT secret FROM secrets WHERE EXISTS (SELECT 1 FROM acme.secrets)");
    add(
        "with",
        OUTSIDE,
        "WITH s AS (SELECT * FROM globex.secrets) SELECT secret FROM s",
        "WITH s AS (SELECT * FROM acme.secrets) SELECT secret FROM s");
    add(
        "with that shadows a table",
        OUTSIDE,
        "WITH secrets AS (SELECT secret FROM globex.secrets) SELECT secret FROM secrets",
        "WITH secrets AS (SELECT 'own' AS secret) SELECT secret FROM secrets");
    add(
        "with that shadows a dataset",
        OUTSIDE,
        "WITH globex AS (SELECT STRUCT('x' AS secret) AS secrets) SELECT secret FROM globex.secrets",
        "WITH acme AS (SELECT 'x' AS secret) SELECT secret FROM acme");
    add(
        "recursive with",
        OUTSIDE,
        "WITH RECURSIVE r AS (SELECT secret, 1 AS n FROM globex.secrets UNION ALL SELECT secret, n + 1 FROM r WHERE n < 2) SELECT secret FROM r",
        "WITH RECURSIVE r AS (SELECT secret, 1 AS n FROM acme.secrets UNION ALL SELECT secret, n + 1 FROM r WHERE n < 2) SELECT secret FROM r");
    add(
        "table in a branch that is never taken",
        OUTSIDE,
        "SELECT IF(FALSE, (SELECT MAX(secret) FROM globex.secrets), 'x') AS secret",
        "SELECT IF(FALSE, (SELECT MAX(secret) FROM acme.secrets), 'x') AS secret");
    add(
        "only counting",
        OUTSIDE,
        "SELECT COUNT(*) AS n FROM globex.secrets",
        "SELECT COUNT(*) AS n FROM acme.secrets");
    add(
        "qualify",
        OUTSIDE,
        "SELECT secret FROM globex.secrets QUALIFY ROW_NUMBER() OVER (ORDER BY secret) = 1",
        "SELECT secret FROM acme.secrets QUALIFY ROW_NUMBER() OVER (ORDER BY secret) = 1");
    add(
        "array of rows",
        OUTSIDE,
        "SELECT ARRAY(SELECT secret FROM globex.secrets) AS all_of_them",
        "SELECT ARRAY(SELECT secret FROM acme.secrets) AS all_of_them");
    add(
        "except",
        OUTSIDE,
        "SELECT secret FROM globex.secrets EXCEPT DISTINCT SELECT secret FROM secrets",
        "SELECT secret FROM acme.secrets EXCEPT DISTINCT SELECT 'x'");
    add("view", OUTSIDE, "SELECT secret FROM peep", "SELECT secret FROM own");
    add(
        "view of a view",
        OUTSIDE,
        "SELECT secret FROM acme.peep_twice",
        "SELECT secret FROM acme.own_twice");
    add(
        "view of the system",
        OUTSIDE,
        "SELECT secret FROM peep_tenants",
        "SELECT secret FROM own_twice");
    add(
        "quoted path",
        OUTSIDE,
        "SELECT secret FROM `globex.secrets`",
        "SELECT secret FROM `acme.secrets`");
    add(
        "quoted parts",
        OUTSIDE,
        "SELECT secret FROM `globex`.`secrets`",
        "SELECT secret FROM `acme`.`secrets`");
    add(
        "escapes in a quoted path",
        OUTSIDE,
        "SELECT secret FROM `g\\x6cobex`.secrets",
        "SELECT secret FROM `acm\\x65`.secrets");
    add(
        "comment within a path",
        OUTSIDE,
        "SELECT secret FROM globex /* acme */ . /* own */ secrets",
        "SELECT secret FROM acme /* acme */ . /* own */ secrets");
    add(
        "comment that ends early",
        OUTSIDE,
        "SELECT secret FROM secrets /* -- */ UNION ALL SELECT secret FROM globex.secrets -- */",
        "SELECT secret FROM secrets /* -- UNION ALL SELECT secret FROM globex.secrets */");
    add(
        "project before the dataset",
        OUTSIDE,
        "SELECT secret FROM some_project.globex.secrets",
        "SELECT secret FROM acme.secrets");
    add(
        "quoted project",
        OUTSIDE,
        "SELECT secret FROM `some-project.globex.secrets`",
        "SELECT secret FROM `acme.secrets`");
    add(
        "own dataset under a project",
        OUTSIDE,
        "SELECT secret FROM `some-project`.acme.secrets",
        "SELECT secret FROM `acme`.secrets");
    add(
        "dataset in another case",
        OUTSIDE,
        "SELECT secret FROM GLOBEX.secrets",
        "SELECT secret FROM acme.Secrets_2");
    add(
        "tenant that differs in case",
        OUTSIDE,
        "SELECT secret FROM Acme.secrets",
        "SELECT secret FROM acme.secrets");
    add(
        "dataset of a tenant that differs in case",
        OUTSIDE,
        "SELECT secret FROM acme__ulll.secrets",
        "SELECT secret FROM acme.secrets");
    add(
        "letter that looks alike",
        OUTSIDE,
        "SELECT secret FROM `gl\u043ebex`.secrets",
        "SELECT secret FROM `acme`.`s\u0435crets`");
    add(
        "letters of full width",
        OUTSIDE,
        "SELECT secret FROM `\uff47lobex`.secrets",
        "SELECT secret FROM `acme`.`s\u0435crets`");
    add(
        "zero width in the name",
        OUTSIDE,
        "SELECT secret FROM `globex\u200b`.secrets",
        "SELECT secret AS `secret_1` FROM acme.secrets");
    add(
        "tenants",
        OUTSIDE,
        "SELECT tenant_id AS secret FROM tenants.tenant_profiles",
        "SELECT tenant_id AS secret FROM acme.x_meta_pipeline_runs");
    add(
        "keys of tenants",
        OUTSIDE,
        "SELECT * FROM Tenants.tenant_api_keys",
        "SELECT pipeline_id AS secret FROM x_meta_pipeline_runs");
    add(
        "customers",
        OUTSIDE,
        "SELECT * FROM customers.customer_pipeline_configs",
        "SELECT step_name AS secret FROM x_meta_step_logs");
    add(
        "runs of another tenant",
        OUTSIDE,
        "SELECT pipeline_id FROM globex.x_meta_pipeline_runs",
        "SELECT pipeline_id FROM acme.x_meta_pipeline_runs");
    add(
        "books of the warehouse",
        OUTSIDE,
        "SELECT job_id FROM _convergence.effects",
        "SELECT status FROM acme.x_meta_step_logs");
    add(
        "information schema of another dataset",
        UNPROVEN + "|" + OUTSIDE,
        "SELECT table_name FROM globex.INFORMATION_SCHEMA.TABLES",
        null);
    add(
        "information schema of the region",
        UNPROVEN + "|" + OUTSIDE,
        "SELECT table_name FROM `region-eu`.INFORMATION_SCHEMA.TABLES",
        null);
    add(
        "wildcard over another dataset",
        UNPROVEN + "|" + OUTSIDE,
        "SELECT secret FROM `globex.sec*`",
        null);
    add(
        "wildcard over datasets",
        UNPROVEN + "|" + OUTSIDE,
        "SELECT secret FROM `g*.secrets`",
        null);
    add(
        "tables of a dataset",
        UNPROVEN + "|" + OUTSIDE,
        "SELECT table_id FROM globex.__TABLES__",
        null);
    add(
        "decorator",
        UNPROVEN + "|" + OUTSIDE,
        "SELECT secret FROM `globex.secrets$20260101`",
        null);
    add("more than fifty tables", "at most 50", unions(51, "t_50"), unions(50, "t_50"));
    add(
        "fifty tables and one of another tenant",
        OUTSIDE,
        unions(51, "globex.secrets"),
        unions(50, "secrets"));
    add(
        "script",
        UNPROVEN + "|" + OUTSIDE + "|one SELECT",
        "SELECT 1 AS one;\nSELECT secret FROM globex.secrets",
        null);
    add(
        "execute immediate",
        UNPROVEN,
        "EXECUTE IMMEDIATE 'SELECT secret FROM globex.secrets'",
        null);
    add(
        "execute immediate of pieces",
        UNPROVEN,
        "EXECUTE IMMEDIATE CONCAT('SELECT secret FROM glo', 'bex.secrets')",
        null);
    add(
        "declare",
        UNPROVEN + "|" + OUTSIDE,
        "DECLARE s STRING DEFAULT (SELECT MAX(secret) FROM globex.secrets);\nSELECT s AS secret",
        null);
    add(
        "insert into another dataset",
        OUTSIDE + "|one SELECT",
        "INSERT INTO globex.secrets (secret) SELECT secret FROM secrets",
        null);
    add(
        "merge into another dataset",
        OUTSIDE + "|one SELECT",
        "MERGE globex.secrets t USING secrets s ON FALSE WHEN NOT MATCHED THEN INSERT (secret) VALUES (secret)",
        null);
    add(
        "create in another dataset",
        OUTSIDE + "|one SELECT",
        "CREATE TABLE globex.mine AS SELECT secret FROM secrets",
        null);
    add(
        "create from another dataset",
        OUTSIDE,
        "CREATE TABLE acme.copied AS SELECT secret FROM globex.secrets",
        null);
    add("drop of another table", OUTSIDE + "|one SELECT", "DROP TABLE globex.secrets", null);
    add(
        "export",
        UNPROVEN,
        "EXPORT DATA OPTIONS (uri = 'gs://b/*', format = 'CSV') AS SELECT secret FROM globex.secrets",
        null);
    add(
        "load",
        UNPROVEN,
        "LOAD DATA INTO globex.secrets FROM FILES (format = 'CSV', uris = ['gs://b/x.csv'])",
        null);
    add(
        "function with a body",
        UNPROVEN,
        "CREATE TEMP FUNCTION peek() AS ((SELECT MAX(secret) FROM globex.secrets));\nSELECT peek() AS secret",
        null);
    add("procedure", UNPROVEN, "CALL globex.anything()", null);
    add("table function", UNPROVEN + "|function", "SELECT * FROM globex.anything(1)", null);
    add(
        "file of the machine",
        UNPROVEN + "|function",
        "SELECT * FROM read_csv('../globex/rows.csv')",
        null);
    add(
        "path of the machine",
        "is no table name|" + UNPROVEN + "|" + OUTSIDE,
        "SELECT * FROM `../globex/rows.csv`",
        null);
    add(
        "external query",
        UNPROVEN + "|function",
        "SELECT * FROM EXTERNAL_QUERY('c', 'SELECT 1')",
        null);
    add(
        "table source",
        OUTSIDE,
        "{dataset: globex, table: secrets}",
        "{dataset: \"{tenant_id}\", table: secrets}");
    add(
        "table source under a project",
        OUTSIDE,
        "{project_id: some-project, dataset: globex, table: secrets}",
        "{dataset: \"{tenant_dataset}\", table: secrets}");
    named(
        "name with a quote",
        "secrets` UNION ALL SELECT secret FROM globex.secrets --",
        "secrets",
        "SELECT secret FROM `{name}`");
    named("name with a dataset", "globex.secrets", "secrets", "SELECT secret FROM {name}");
    named("name of a dataset", "globex", "acme", "SELECT secret FROM {name}.secrets");
    named("name with a comment", "secrets/**/", "secrets", "SELECT secret FROM {name}");
    named("name in full width", "\uff53ecrets", "secrets", "SELECT secret FROM {name}");
    named(
        "name with a line",
        "secrets\nUNION ALL SELECT secret FROM globex.secrets",
        "secrets",
        "SELECT secret FROM {name}");
    into(
        "destination in another dataset",
        "not known|letters, digits",
        "{dataset: globex, table: secrets}",
        "{dataset: \"{tenant_id}\", table: taken_here}");
    into(
        "destination with a path",
        "letters, digits",
        "{table: globex.secrets}",
        "{table: taken_there}");
    into(
        "destination with a quote",
        "letters, digits",
        "{table: \"secrets`; DROP TABLE secrets\"}",
        "{table: taken_1}");
    into(
        "destination of the system",
        "x_meta_",
        "{table: x_meta_pipeline_runs}",
        "{table: taken_x_meta}");
  }
}
