package convergence.bigquery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.cloud.bigquery.BigQuery;
import com.google.cloud.bigquery.BigQueryException;
import com.google.cloud.bigquery.DatasetInfo;
import com.google.cloud.bigquery.ExtractJobConfiguration;
import com.google.cloud.bigquery.FormatOptions;
import com.google.cloud.bigquery.JobInfo;
import com.google.cloud.bigquery.JobInfo.CreateDisposition;
import com.google.cloud.bigquery.JobInfo.WriteDisposition;
import com.google.cloud.bigquery.LoadJobConfiguration;
import com.google.cloud.bigquery.QueryJobConfiguration;
import com.google.cloud.bigquery.TableId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Tables as files, and back.
@Timeout(300)
final class ExtractTest {
  private static final String COLUMNS =
      " (i INT64, f FLOAT64, s STRING, b BOOL, y BYTES, n NUMERIC, d DATE, t TIME, dt DATETIME, ts"
          + " TIMESTAMP, j JSON, a ARRAY<INT64>, r STRUCT<x INT64, y ARRAY<STRING>>, `of` STRING)";
  @TempDir static Path folder;
  private static Served served;
  private static BigQuery bq;

  @BeforeAll
  static void open() throws Exception {
    served = Served.on(folder);
    bq = served.client();
    bq.create(DatasetInfo.of("x"));
    run("CREATE TABLE x.types" + COLUMNS);
    run(
        "INSERT INTO x.types VALUES (9007199254740993, 1.5, 'a\"ä', TRUE, b'\\x00\\xff', NUMERIC"
            + " '12345678901234567890.123456789', '2026-05-20', '12:34:56.789012', '2026-05-20"
            + " 12:34:56.789012', '2026-05-20 12:34:56.789012 UTC', JSON '{\"k\":[1,null]}', [1, 2],"
            + " STRUCT(3, ['p', 'q']), 'of')");
    run("INSERT INTO x.types (i, a) VALUES (NULL, [])");
  }

  @AfterAll
  static void close() {
    served.close();
  }

  private static List<String> run(String sql) throws Exception {
    var rows = new ArrayList<String>();
    for (var row : bq.query(QueryJobConfiguration.of(sql)).iterateAll())
      rows.add(row.isEmpty() || row.get(0).isNull() ? "" : row.get(0).getValue().toString());
    return rows;
  }

  private static List<String> texts(String table) throws Exception {
    return run("SELECT TO_JSON_STRING(t) FROM " + table + " AS t ORDER BY 1");
  }

  private static void extract(String table, String uri, String format, String compression)
      throws Exception {
    var _ =
        bq.create(
                JobInfo.of(
                    ExtractJobConfiguration.newBuilder(TableId.of("x", table), uri)
                        .setFormat(format)
                        .setCompression(compression)
                        .build()))
            .waitFor();
  }

  private static void load(String uri, String table, FormatOptions format) throws Exception {
    var _ =
        bq.create(
                JobInfo.of(
                    LoadJobConfiguration.newBuilder(TableId.of("x", table), uri, format)
                        .setCreateDisposition(CreateDisposition.CREATE_NEVER)
                        .setWriteDisposition(WriteDisposition.WRITE_APPEND)
                        .build()))
            .waitFor();
  }

  @Test
  void every_type_comes_back_from_parquet_and_avro() throws Exception {
    var files =
        List.of(
            List.of("PARQUET", "NONE"),
            List.of("PARQUET", "SNAPPY"),
            List.of("PARQUET", "GZIP"),
            List.of("PARQUET", "ZSTD"),
            List.of("AVRO", "NONE"),
            List.of("AVRO", "DEFLATE"));
    for (var file : files) {
      String name = String.join("_", file);
      String uri = "gs://out/" + name + "-*.data";
      extract("types", uri, file.get(0), file.get(1));
      run("CREATE TABLE x." + name + COLUMNS);
      load(uri, name, FormatOptions.of(file.get(0)));
      assertThat(texts("x." + name)).as(name).isEqualTo(texts("x.types"));
    }
    assertThat(magic("out/PARQUET_ZSTD-000000000000.data")).isEqualTo("PAR1");
    assertThat(magic("out/AVRO_NONE-000000000000.data")).isEqualTo("Obj\u0001");
  }

  private static String magic(String object) throws Exception {
    try (var in = Files.newInputStream(folder.resolve("gs").resolve(object))) {
      return new String(in.readNBytes(4), StandardCharsets.ISO_8859_1);
    }
  }

  @Test
  void a_query_is_exported_as_parquet() throws Exception {
    run(
        "EXPORT DATA OPTIONS (uri='gs://out/query-*.parquet', format='PARQUET') AS SELECT i, s FROM"
            + " x.types WHERE i IS NOT NULL");
    run("CREATE TABLE x.exported (i INT64, s STRING)");
    load("gs://out/query-000000000000.parquet", "exported", FormatOptions.parquet());
    assertThat(run("SELECT CONCAT(i, s) FROM x.exported")).containsExactly("9007199254740993a\"ä");
    assertThat(bq.listTables("_results").iterateAll()).isEmpty();
  }

  @Test
  void decimals_of_parquet_keep_their_digits_or_are_refused() throws Exception {
    run(
        "EXPORT DATA OPTIONS (uri='gs://out/big-*', format='PARQUET') AS SELECT BIGNUMERIC"
            + " '123.999999999999' AS n");
    var narrow = inferred("narrow", "NUMERIC");
    assertThatThrownBy(() -> bq.create(narrow).waitFor())
        .hasMessageContaining("out of valid NUMERIC range");
    var _ = bq.create(inferred("wide", "BIGNUMERIC", "NUMERIC")).waitFor();
    assertThat(run("SELECT n FROM x.wide")).containsExactly("123.999999999999");
    var _ = bq.create(inferred("text", "NUMERIC", "STRING")).waitFor();
    assertThat(run("SELECT RTRIM(n, '0') FROM x.text")).containsExactly("123.999999999999");
  }

  private static JobInfo inferred(String table, String... decimals) {
    return JobInfo.of(
        LoadJobConfiguration.newBuilder(
                TableId.of("x", table), "gs://out/big-000000000000", FormatOptions.parquet())
            .setDecimalTargetTypes(List.of(decimals))
            .build());
  }

  @Test
  void a_null_in_a_parquet_file_does_not_go_into_a_required_column() throws Exception {
    run("CREATE TABLE x.strict (i INT64 NOT NULL)");
    run("EXPORT DATA OPTIONS (uri='gs://out/i-*', format='PARQUET') AS SELECT i FROM x.types");
    assertThatThrownBy(() -> load("gs://out/i-000000000000", "strict", FormatOptions.parquet()))
        .hasMessageContaining("Required field i cannot be null");
    assertThat(run("SELECT COUNT(*) FROM x.strict")).containsExactly("0");
  }

  @Test
  void what_cannot_be_written_or_read_is_refused_by_name() {
    assertThatThrownBy(() -> extract("types", "gs://out/no", "PARQUET", "DEFLATE"))
        .isInstanceOf(BigQueryException.class)
        .hasMessageContaining("Parquet compressed by DEFLATE");
    assertThatThrownBy(() -> extract("types", "gs://out/no", "ORC", "NONE"))
        .hasMessageContaining("files of format ORC");
    assertThat(folder.resolve("gs/out/no")).doesNotExist();
  }

  @Test
  void files_of_orc_are_refused_by_name() throws Exception {
    Files.createDirectories(folder.resolve("gs/in"));
    Files.writeString(folder.resolve("gs/in/rows.orc"), "ORC");
    assertThatThrownBy(() -> load("gs://in/rows.orc", "types", FormatOptions.orc()))
        .hasMessageContaining("files of format ORC");
  }
}
