package convergence.stories;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Ways to reach for what is another tenant's (`globex.secrets`, the tenant `Acme`'s, the system's), and for each the
/// same shape over the tenant's own.
final class Attacks {
  /// What a start may be refused with.
  private static final String OUTSIDE =
      "neither in the tenant's dataset nor among its allowed sources";

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
  private static final List<Attack> REFUSED = new ArrayList<>();

  private Attacks() {}

  /// @param source the step's, as YAML in one line, or a query
  /// @param twin the same shape, harmless, or the nearest one that a step takes
  /// @param why the refusal's words, a pattern
  record Attack(
      String name,
      String source,
      String twin,
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
      return text(twin, twinTarget, "taken_" + ALL.indexOf(this));
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

  /// Shapes that no step takes, whatever they touch; these touch the tenant's own.
  static List<Attack> refused() {
    return REFUSED;
  }

  private static void add(String name, String why, String source, String twin) {
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

  /// What a step does with its destination, tried with a statement of its own.
  private static void writing(String name, String source, String twinTarget) {
    String own = "SELECT secret FROM secrets";
    String why = OUTSIDE + "|one SELECT";
    ALL.add(new Attack(name, source, own, Map.of(), Map.of(), why, "", twinTarget));
  }

  private static void refuse(String name, String why, String source) {
    REFUSED.add(new Attack(name, source, "", Map.of(), Map.of(), why, "", ""));
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
        OUTSIDE,
        "SELECT table_name FROM globex.INFORMATION_SCHEMA.TABLES",
        "SELECT table_name FROM acme.INFORMATION_SCHEMA.TABLES");
    add(
        "information schema of the region",
        "cannot be proven",
        "SELECT column_name FROM `region-eu`.INFORMATION_SCHEMA.COLUMNS",
        "SELECT column_name FROM `acme`.INFORMATION_SCHEMA.COLUMNS");
    add(
        "information schema in a view",
        OUTSIDE,
        "SELECT secret FROM peep_schema",
        "SELECT secret FROM own_schema");
    add(
        "wildcard over another dataset",
        OUTSIDE,
        "SELECT secret FROM `globex.sec*`",
        "SELECT secret FROM `acme.sec*`");
    add(
        "wildcard over datasets",
        OUTSIDE,
        "SELECT secret FROM `g*.secrets`",
        "SELECT secret FROM `acme.t_1*`");
    add(
        "wildcard in a view",
        OUTSIDE,
        "SELECT secret FROM peep_many",
        "SELECT secret FROM own_many");
    add(
        "wildcard that takes a view in",
        "Views cannot be queried through prefix",
        "SELECT secret FROM `acme.pee*`",
        "SELECT secret FROM `acme.t_2*` WHERE _TABLE_SUFFIX = '0'");
    add(
        "wildcard over more than fifty",
        "at most 50",
        "SELECT secret FROM `t_*`",
        "SELECT secret FROM `t_3*`");
    add(
        "tables of a dataset",
        OUTSIDE,
        "SELECT table_id FROM globex.__TABLES__",
        "SELECT table_id FROM acme.__TABLES__");
    add("more than fifty tables", "at most 50", unions(51, "t_50"), unions(50, "t_50"));
    add(
        "fifty tables and one of another tenant",
        OUTSIDE,
        unions(51, "globex.secrets"),
        unions(50, "secrets"));
    add(
        "script",
        OUTSIDE + "|one SELECT",
        "SELECT 1 AS one;\nSELECT secret FROM globex.secrets;",
        "SELECT secret FROM acme.secrets;");
    add(
        "execute immediate",
        "cannot be proven",
        "EXECUTE IMMEDIATE 'SELECT secret FROM globex.secrets'",
        "SELECT 'SELECT secret FROM globex.secrets' AS secret");
    add(
        "execute immediate of pieces",
        "cannot be proven",
        "EXECUTE IMMEDIATE CONCAT('SELECT secret FROM glo', 'bex.secrets')",
        "SELECT CONCAT('SELECT secret FROM glo', 'bex.secrets') AS secret");
    add(
        "declare",
        "cannot be proven",
        "DECLARE s STRING DEFAULT (SELECT MAX(secret) FROM globex.secrets);\nSELECT s AS secret",
        "WITH s AS (SELECT MAX(secret) AS s FROM acme.secrets) SELECT s AS secret FROM s");
    writing(
        "insert into another dataset",
        "INSERT INTO globex.secrets (secret) SELECT secret FROM secrets",
        "{table: taken_insert, write_mode: append}");
    writing(
        "merge into another dataset",
        "MERGE globex.secrets t USING secrets s ON FALSE WHEN NOT MATCHED THEN INSERT (secret) VALUES (secret)",
        "{table: taken_merge, write_mode: merge, merge_keys: [secret]}");
    writing(
        "create in another dataset",
        "CREATE TABLE globex.mine AS SELECT secret FROM secrets",
        "{table: taken_create, write_mode: overwrite}");
    writing(
        "create from another dataset",
        "CREATE TABLE acme.copied AS SELECT secret FROM globex.secrets",
        "{table: taken_copy, write_mode: overwrite}");
    writing(
        "drop of another table",
        "DROP TABLE globex.secrets",
        "{table: taken_drop, write_mode: overwrite}");
    add(
        "table function",
        "table function is refused",
        "SELECT * FROM globex.anything(1)",
        "SELECT n FROM UNNEST(GENERATE_ARRAY(1, 2)) AS n");
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
    refuse("decorator", "has a decorator", "SELECT secret FROM `acme.secrets$20260101`");
    refuse(
        "export",
        "cannot be proven",
        "EXPORT DATA OPTIONS (uri = 'gs://b/*', format = 'CSV') AS SELECT secret FROM acme.secrets");
    refuse(
        "load",
        "cannot be proven",
        "LOAD DATA INTO acme.secrets FROM FILES (format = 'CSV', uris = ['gs://b/x.csv'])");
    refuse(
        "function with a body",
        "cannot be proven",
        "CREATE TEMP FUNCTION peek() AS ((SELECT MAX(secret) FROM acme.secrets));\nSELECT peek() AS secret");
    refuse("procedure", "cannot be proven", "CALL acme.anything()");
    refuse(
        "file of the machine",
        "table function is refused",
        "SELECT * FROM read_csv('../acme/rows.csv')");
    refuse(
        "path of the machine", "is no table name|" + OUTSIDE, "SELECT * FROM `../acme/rows.csv`");
    refuse(
        "external query",
        "table function is refused",
        "SELECT * FROM EXTERNAL_QUERY('c', 'SELECT 1')");
  }
}
