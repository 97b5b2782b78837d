package convergence.bigquery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.cloud.bigquery.BigQuery;
import com.google.cloud.bigquery.BigQueryException;
import com.google.cloud.bigquery.DatasetInfo;
import com.google.cloud.bigquery.Field;
import com.google.cloud.bigquery.JobInfo;
import com.google.cloud.bigquery.QueryJobConfiguration;
import com.google.cloud.bigquery.QueryParameterValue;
import com.google.cloud.bigquery.Schema;
import com.google.cloud.bigquery.StandardSQLTypeName;
import com.google.cloud.bigquery.StandardTableDefinition;
import com.google.cloud.bigquery.TableId;
import com.google.cloud.bigquery.TableInfo;
import com.google.cloud.bigquery.TimePartitioning;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a table's owner asks of those who read it, and how long it stays: said by SQL or by REST.
@Timeout(300)
final class TableOptionsTest {
  private static final String REFUSAL =
      "Cannot query over table '%s' without a filter over column(s) %s that can be used for"
          + " partition elimination";
  private static final Instant NOON = Instant.parse("2026-05-20T12:00:00Z");
  private static final AtomicLong MINUTES = new AtomicLong();
  @TempDir static Path folder;
  private static Served served;
  private static BigQuery bq;

  @BeforeAll
  static void open() throws Exception {
    served = Served.on(folder, () -> afterNoon(MINUTES.get()));
    bq = served.client();
    bq.create(DatasetInfo.of("o"));
    run("CREATE TABLE o.plain (d DATE, n INT64)");
    run("INSERT INTO o.plain VALUES ('2026-05-19', 1), ('2026-05-20', 2)");
    run(
        "CREATE TABLE o.days PARTITION BY d OPTIONS (require_partition_filter = TRUE) AS SELECT *"
            + " FROM o.plain");
    run("CREATE VIEW o.seen AS SELECT n AS number, d AS day FROM o.days");
  }

  @AfterAll
  static void close() {
    served.close();
  }

  private static Instant afterNoon(long minutes) {
    return NOON.plus(Duration.ofMinutes(minutes));
  }

  private static List<String> run(String sql) throws Exception {
    var rows = new ArrayList<String>();
    for (var row : bq.query(QueryJobConfiguration.of(sql)).iterateAll())
      rows.add(row.isEmpty() || row.get(0).isNull() ? "" : row.get(0).getValue().toString());
    return rows;
  }

  private static void refused(String sql, String table, String columns) {
    assertThatThrownBy(() -> run(sql))
        .as(sql)
        .isInstanceOf(BigQueryException.class)
        .hasMessageContaining(REFUSAL.formatted(table, columns))
        .extracting(problem -> ((BigQueryException) problem).getReason())
        .isEqualTo("invalidQuery");
  }

  @Test
  void a_query_without_a_filter_is_refused() {
    for (String sql :
        List.of(
            "SELECT * FROM o.days",
            "SELECT COUNT(*) FROM o.days",
            "SELECT * FROM o.days WHERE n = 1",
            "SELECT * FROM o.days WHERE d = '2026-05-20' OR n = 1",
            "SELECT * FROM o.days WHERE d = (SELECT MAX(d) FROM o.plain)",
            "SELECT days.n FROM o.plain JOIN o.days ON plain.d = days.d",
            "SELECT (SELECT MAX(n) FROM o.days)",
            "SELECT 1 FROM o.plain WHERE n IN (SELECT n FROM o.days)",
            "SELECT * FROM (SELECT * FROM o.days LIMIT 1) WHERE d = '2026-05-20'",
            "WITH a AS (SELECT * FROM o.days) SELECT * FROM a WHERE d > '2026-01-01' UNION ALL"
                + " SELECT * FROM a",
            "SELECT * FROM o.seen",
            "DELETE FROM o.days WHERE n = 1",
            "UPDATE o.days SET n = 0 WHERE TRUE",
            "INSERT INTO o.plain SELECT * FROM o.days",
            "CREATE TABLE o.never AS SELECT * FROM o.days",
            "MERGE o.days t USING o.plain s ON t.n = s.n WHEN MATCHED THEN DELETE"))
      refused(sql, "convergence.o.days", "'d'");
    assertThat(bq.getTable("o", "never")).isNull();
  }

  @Test
  void a_dry_run_is_refused_the_same() {
    var dry = QueryJobConfiguration.newBuilder("SELECT * FROM o.days").setDryRun(true).build();
    assertThatThrownBy(() -> bq.create(JobInfo.of(dry)))
        .hasMessageContaining(REFUSAL.formatted("convergence.o.days", "'d'"));
  }

  @Test
  void a_filter_counts_wherever_it_reaches_the_table() throws Exception {
    for (String sql :
        List.of(
            "SELECT n FROM o.days WHERE d = '2026-05-20'",
            "SELECT n FROM o.days WHERE (d = '2026-05-20' OR n = 7) AND d > '2026-05-19'",
            "SELECT n FROM o.days WHERE d BETWEEN '2026-05-20' AND '2026-05-21'",
            "SELECT n FROM o.days WHERE d IN ('2026-05-20') AND n > 0",
            "SELECT n FROM o.days WHERE d IS NOT NULL AND n = 2",
            "SELECT n FROM o.days WHERE EXTRACT(DAY FROM d) = 20",
            "SELECT n FROM (SELECT n, d AS e FROM o.days) WHERE e = '2026-05-20'",
            "WITH a AS (SELECT * FROM o.days) SELECT n FROM a WHERE d = '2026-05-20'",
            "SELECT s FROM (SELECT d, SUM(n) AS s FROM o.days GROUP BY d) WHERE d = '2026-05-20'",
            "SELECT days.n FROM o.plain JOIN o.days ON plain.d = days.d AND days.d ="
                + " '2026-05-20'",
            "SELECT number FROM o.seen WHERE day = '2026-05-20'",
            "DECLARE x DATE DEFAULT '2026-05-20'; SELECT n FROM o.days WHERE d = x"))
      assertThat(run(sql)).as(sql).containsExactly("2");
    var named =
        QueryJobConfiguration.newBuilder("SELECT n FROM o.days WHERE d = @d")
            .addNamedParameter("d", QueryParameterValue.date("2026-05-20"))
            .build();
    assertThat(bq.query(named).getTotalRows()).isEqualTo(1);
  }

  @Test
  void rows_go_in_and_change_by_partition() throws Exception {
    run(
        "CREATE TABLE o.moving PARTITION BY d OPTIONS (require_partition_filter = TRUE) AS SELECT *"
            + " FROM o.plain");
    run("INSERT INTO o.moving VALUES ('2026-05-21', 3)");
    run("DELETE FROM o.moving WHERE d = '2026-05-21'");
    run("UPDATE o.moving SET n = 20 WHERE d = '2026-05-20'");
    run(
        "MERGE o.moving t USING o.plain s ON FALSE WHEN NOT MATCHED BY SOURCE AND d IN"
            + " ('2026-05-19') THEN DELETE WHEN NOT MATCHED THEN INSERT (d, n) VALUES (d, n + 100)");
    assertThat(run("SELECT n FROM o.moving WHERE d IS NOT NULL ORDER BY n"))
        .containsExactly("20", "101", "102");
  }

  @Test
  void the_demand_is_made_and_taken_back_by_either_way() throws Exception {
    var id = TableId.of("o", "asked");
    var schema =
        Schema.of(
            Field.of("d", StandardSQLTypeName.DATE), Field.of("n", StandardSQLTypeName.INT64));
    var days = TimePartitioning.newBuilder(TimePartitioning.Type.DAY).setField("d").build();
    var definition =
        StandardTableDefinition.newBuilder().setSchema(schema).setTimePartitioning(days).build();
    bq.create(TableInfo.newBuilder(id, definition).setRequirePartitionFilter(true).build());
    refused("SELECT * FROM o.asked", "convergence.o.asked", "'d'");
    assertThat(bq.getTable(id).getRequirePartitionFilter()).isTrue();
    run("ALTER TABLE o.asked SET OPTIONS (require_partition_filter = FALSE)");
    assertThat(run("SELECT n FROM o.asked")).isEmpty();
    assertThat(bq.getTable(id).getRequirePartitionFilter()).isNotEqualTo(true);
    bq.getTable(id).toBuilder().setRequirePartitionFilter(true).build().update();
    refused("SELECT * FROM o.asked", "convergence.o.asked", "'d'");
    assertThat(
            run(
                "SELECT option_value FROM o.INFORMATION_SCHEMA.TABLE_OPTIONS WHERE table_name ="
                    + " 'asked' AND option_name = 'require_partition_filter'"))
        .containsExactly("true");
  }

  @Test
  void partitions_by_ingestion_are_asked_for_by_their_pseudo_columns() throws Exception {
    run(
        "CREATE TABLE o.taken (n INT64) PARTITION BY _PARTITIONDATE OPTIONS"
            + " (require_partition_filter = TRUE)");
    run("INSERT INTO o.taken (n) VALUES (4)");
    refused(
        "SELECT n FROM o.taken",
        "convergence.o.taken",
        "'_PARTITION_LOAD_TIME', '_PARTITIONDATE', '_PARTITIONTIME'");
    assertThat(run("SELECT n FROM o.taken WHERE _PARTITIONDATE = '2026-05-20'"))
        .containsExactly("4");
    assertThat(run("SELECT n FROM o.taken WHERE _PARTITIONTIME >= TIMESTAMP '2026-05-20'"))
        .containsExactly("4");
  }

  @Test
  void a_table_goes_when_its_time_is_over_whoever_set_it() throws Exception {
    run(
        "CREATE TABLE o.by_sql (n INT64) OPTIONS (expiration_timestamp ="
            + " TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL 1 HOUR))");
    run(
        "CREATE VIEW o.view_by_sql OPTIONS (expiration_timestamp = TIMESTAMP_ADD("
            + "CURRENT_TIMESTAMP(), INTERVAL 1 HOUR)) AS SELECT 1 AS n");
    run("CREATE TABLE o.kept (n INT64)");
    run(
        "ALTER TABLE o.kept SET OPTIONS (expiration_timestamp = TIMESTAMP_ADD(CURRENT_TIMESTAMP(),"
            + " INTERVAL 1 HOUR))");
    var kept = bq.getTable(TableId.of("o", "kept"));
    assertThat(kept.getExpirationTime()).isEqualTo(afterNoon(60).toEpochMilli());
    long later = afterNoon(120).toEpochMilli();
    kept.toBuilder().setExpirationTime(later).build().update();
    run(
        "CREATE TABLE o.stays (n INT64) OPTIONS (expiration_timestamp = TIMESTAMP '2026-05-20 12:30:00')");
    run("ALTER TABLE o.stays SET OPTIONS (expiration_timestamp = NULL)");
    var definition =
        StandardTableDefinition.of(Schema.of(Field.of("n", StandardSQLTypeName.INT64)));
    bq.create(
        TableInfo.newBuilder(TableId.of("o", "by_rest"), definition)
            .setExpirationTime(afterNoon(60).toEpochMilli())
            .build());
    for (String name : List.of("by_sql", "view_by_sql", "by_rest"))
      assertThat(run("SELECT COUNT(*) FROM o." + name)).as(name).hasSize(1);
    MINUTES.set(61);
    for (String name : List.of("by_sql", "view_by_sql", "by_rest")) {
      assertThatThrownBy(() -> run("SELECT n FROM o." + name))
          .as(name)
          .hasMessageContaining("Not found: Table convergence:o." + name);
      assertThat(bq.getTable("o", name)).as(name).isNull();
    }
    assertThat(run("SELECT n FROM o.kept")).isEmpty();
    assertThat(run("SELECT n FROM o.stays")).isEmpty();
    run("CREATE TABLE o.by_sql (other STRING)");
    assertThat(run("SELECT other FROM o.by_sql")).isEmpty();
  }
}
