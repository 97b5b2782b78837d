package convergence.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import convergence.problem.Fault;
import convergence.warehouse.Column;
import convergence.warehouse.Destination;
import convergence.warehouse.Job;
import convergence.warehouse.JobResult;
import convergence.warehouse.SqlType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Files into a [convergence.port.Warehouse]: exact values, NULL, faults with their place, all or nothing.
public abstract class WarehouseLoadsContract extends WarehouseFixture {
  private static final Job.FileFormat CSV =
      new Job.FileFormat(Job.FileFormat.Kind.CSV, ",", true, "NULL");
  private static final Job.FileFormat JSONL =
      new Job.FileFormat(Job.FileFormat.Kind.JSONL, ",", false, "");

  private static final List<Column> COSTS =
      List.of(
          Column.of("id", SqlType.INT64),
          Column.of("cost", SqlType.NUMERIC),
          Column.of("name", SqlType.STRING));

  private JobResult load(
      String id,
      String path,
      Job.FileFormat format,
      @Nullable List<Column> columns,
      Destination to) {
    return warehouse().run(new Job.Load(id(id), path, format, columns, to, PATIENCE));
  }

  private String csv(String text) {
    return file(dataset + ".csv", text.getBytes(UTF_8));
  }

  private String jsonl(String text) {
    return file(dataset + ".jsonl", text.getBytes(UTF_8));
  }

  @Test
  final void csv_values_arrive_exactly() {
    String path =
        csv(
            """
            id,cost,name
            1,12345678901234567890.123456789,plain
            2,0.1,"with, comma and ""quote"" and
            line end"
            -3,2.5E-7,Grüße
            """);
    assertThat(load("a", path, CSV, COSTS, append("t")).rows()).isEqualTo(3);
    assertThat(values("SELECT id, cost, name FROM t ORDER BY id DESC"))
        .containsExactly(
            List.of(2L, new BigDecimal("0.1"), "with, comma and \"quote\" and\nline end"),
            List.of(1L, new BigDecimal("12345678901234567890.123456789"), "plain"),
            List.of(-3L, new BigDecimal("0.00000025"), "Grüße"));
  }

  @Test
  final void only_the_unquoted_null_marker_is_null() {
    String path = csv("id,cost,name\n1,NULL,NULL\n2,1,\"NULL\"\n3,2,\n");
    load("a", path, CSV, COSTS, append("t"));
    assertThat(values("SELECT cost, name FROM t ORDER BY id"))
        .containsExactly(
            Arrays.asList(null, null),
            List.of(BigDecimal.ONE, "NULL"),
            List.of(BigDecimal.TWO, ""));
  }

  @Test
  final void a_csv_fault_says_line_and_column_and_writes_nothing() {
    String path = csv("id,cost,name\n1,1,\"two\nlines\"\n2,cheap,x\n");
    var fault = fails(Fault.Permanent.class, () -> load("a", path, CSV, COSTS, append("t")));
    assertThat(fault.code()).isEqualTo("data_invalid");
    assertThat(fault).hasMessageContaining("line 4").hasMessageContaining("cost");
    assertThat(fault.getMessage()).doesNotContain("/");
    assertThat(warehouse().tables(dataset)).isEmpty();
  }

  @Test
  final void a_csv_record_of_the_wrong_length_is_refused_with_its_line() {
    String path = csv("id,cost,name\n1,1,\"two\nlines\"\n2,3\n");
    var fault = fails(Fault.Permanent.class, () -> load("a", path, CSV, COSTS, append("t")));
    assertThat(fault.code()).isEqualTo("data_invalid");
    assertThat(fault).hasMessageContaining("line 4");
    assertThat(fault.getMessage()).doesNotContain("/");
  }

  @Test
  final void numbers_are_read_strictly() {
    refused(
        "data_invalid", () -> load("a", csv("id\n1.5\n"), CSV, COSTS.subList(0, 1), append("t")));
    refused(
        "data_invalid", () -> load("b", csv("id\n1_000\n"), CSV, COSTS.subList(0, 1), append("t")));
    var day = List.of(Column.of("day", SqlType.DATE));
    refused("data_invalid", () -> load("c", csv("day\n2024-02-30\n"), CSV, day, append("t")));
  }

  @Test
  final void csv_types_are_inferred() {
    String path = csv("id,cost,day,name,open\n1,1.5,2024-05-01,a,true\n2,2,2024-05-02,b,false\n");
    load("a", path, CSV, null, overwrite("t"));
    assertThat(warehouse().schemas().find(table("t")).orElseThrow().columns())
        .extracting(Column::type)
        .containsExactly(
            SqlType.INT64, SqlType.FLOAT64, SqlType.DATE, SqlType.STRING, SqlType.BOOL);
    assertThat(values("SELECT day FROM t ORDER BY id"))
        .containsExactly(LocalDate.of(2024, 5, 1), LocalDate.of(2024, 5, 2));
  }

  @Test
  final void json_text_stays_json() {
    var columns = List.of(Column.of("id", SqlType.INT64), Column.of("tags", SqlType.JSON));
    load("a", csv("id,tags\n1,\"{\"\"env\"\": \"\"prod\"\"}\"\n"), CSV, columns, append("t"));
    assertThat(json(values("SELECT tags FROM t").getFirst())).isEqualTo(Map.of("env", "prod"));
  }

  @Test
  final void json_lines_keep_nested_values_and_every_digit() {
    var columns =
        List.of(
            Column.of("id", SqlType.INT64),
            Column.of("moment", SqlType.TIMESTAMP),
            Column.of("cost", SqlType.NUMERIC),
            Column.struct("service", Column.of("id", SqlType.STRING)),
            Column.repeatedStruct(
                "credits",
                Column.of("name", SqlType.STRING),
                Column.of("amount", SqlType.NUMERIC)));
    String path =
        jsonl(
            """
            {"id": 1, "moment": "2024-05-01T10:00:00Z", "cost": 12345678901234567.123456789, "service": {"id": "A"}, "credits": [{"name": "x", "amount": -0.1}, {"name": "y", "amount": "-2"}]}
            {"id": 2, "cost": null, "service": {"id": null}}
            """);
    assertThat(load("a", path, JSONL, columns, append("t")).rows()).isEqualTo(2);
    assertThat(values("SELECT moment, cost, service.id AS service FROM t ORDER BY id"))
        .containsExactly(
            List.of(
                Instant.parse("2024-05-01T10:00:00Z"),
                new BigDecimal("12345678901234567.123456789"),
                "A"),
            Arrays.asList(null, null, null));
    assertThat(
            values("SELECT t.id, c.name, c.amount FROM t, UNNEST(t.credits) AS c ORDER BY c.name"))
        .containsExactly(
            List.of(1L, "x", new BigDecimal("-0.1")), List.of(1L, "y", new BigDecimal("-2")));
  }

  @Test
  final void json_lines_hold_every_type() {
    var columns =
        List.of(
            Column.of("f", SqlType.FLOAT64),
            Column.of("b", SqlType.BOOL),
            Column.of("d", SqlType.DATE),
            Column.of("dt", SqlType.DATETIME),
            Column.of("clock", SqlType.TIME),
            Column.of("bytes", SqlType.BYTES),
            Column.of("doc", SqlType.JSON),
            Column.repeated("n", SqlType.INT64));
    String path =
        jsonl(
            """
            {"f": 1e-3, "b": true, "d": "2024-02-29", "dt": "2024-02-29T10:00:00.5", "clock": "23:59:59", "bytes": "AP8=", "doc": {"x": [1, "y"]}, "n": [1, "2"]}
            {"f": "NaN", "b": "false", "doc": "text"}
            """);
    load("a", path, JSONL, columns, append("t"));
    var row = query("SELECT f, b, d, dt, clock, n FROM t WHERE b").rows().getFirst();
    assertThat(row)
        .containsExactly(
            0.001,
            true,
            LocalDate.of(2024, 2, 29),
            LocalDateTime.of(2024, 2, 29, 10, 0, 0, 500_000_000),
            LocalTime.of(23, 59, 59),
            List.of(1L, 2L));
    assertThat(values("SELECT bytes FROM t WHERE b")).containsExactly(new byte[] {0, (byte) 0xff});
    assertThat(json(values("SELECT doc FROM t WHERE b").getFirst()))
        .isEqualTo(Map.of("x", List.of(1, "y")));
    assertThat(values("SELECT f FROM t WHERE NOT b")).containsExactly(Double.NaN);
    assertThat(values("SELECT ARRAY_LENGTH(n) AS n FROM t WHERE NOT b")).containsExactly(0L);
  }

  @Test
  final void json_lines_may_be_gzipped_and_inferred() throws IOException {
    var zipped = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(zipped)) {
      out.write(
          "{\"id\": 1, \"tags\": [\"a\", \"b\"]}\n{\"id\": 2, \"tags\": []}\n".getBytes(UTF_8));
    }
    String path = file(dataset + ".jsonl.gz", zipped.toByteArray());
    assertThat(load("a", path, JSONL, null, overwrite("t")).rows()).isEqualTo(2);
    assertThat(values("SELECT id, ARRAY_LENGTH(tags) AS n FROM t ORDER BY id"))
        .containsExactly(List.of(1L, 2L), List.of(2L, 0L));
  }

  @Test
  final void a_json_fault_says_line_and_field() {
    String path = jsonl("{\"id\": 1}\n\n{\"id\": 2, \"cost\": \"cheap\"}\n");
    var fault = fails(Fault.Permanent.class, () -> load("a", path, JSONL, COSTS, append("t")));
    assertThat(fault.code()).isEqualTo("data_invalid");
    assertThat(fault).hasMessageContaining("line 3").hasMessageContaining("cost");
    refused("data_invalid", () -> load("b", jsonl("{\"id\": 1"), JSONL, COSTS, append("t")));
    refused("data_invalid", () -> load("c", jsonl("{\"ID2\": 1}"), JSONL, COSTS, append("t")));
    refused("data_invalid", () -> load("d", jsonl("{\"id\": 1.5}"), JSONL, COSTS, append("t")));
    refused("data_invalid", () -> load("e", jsonl("{\"id\": [1]}"), JSONL, COSTS, append("t")));
    refused(
        "data_invalid",
        () -> load("f", jsonl("{\"id\": 1, \"id\": 2}"), JSONL, COSTS, append("t")));
    refused("data_invalid", () -> load("g", jsonl("[1]"), JSONL, COSTS, append("t")));
    assertThat(warehouse().tables(dataset)).isEmpty();
  }

  @Test
  final void a_load_obeys_the_write_mode() {
    load("a", csv("id,cost,name\n1,1,a\n2,2,b\n"), CSV, COSTS, merge("t", "id"));
    load("b", csv("id,cost,name\n2,20,b\n3,30,c\n"), CSV, COSTS, merge("t", "id"));
    assertThat(values("SELECT cost FROM t ORDER BY id"))
        .containsExactly(BigDecimal.ONE, new BigDecimal("20"), new BigDecimal("30"));
    load("c", csv("id,cost,name\n9,9,z\n"), CSV, COSTS, overwrite("t"));
    assertThat(values("SELECT id FROM t")).containsExactly(9L);
  }

  @Test
  final void a_load_with_the_same_id_takes_effect_once() {
    String path = csv("id,cost,name\n1,1,a\n");
    load("once", path, CSV, COSTS, append("t"));
    assertThat(load("once", path, CSV, COSTS, append("t")).attached()).isTrue();
    assertThat(count("t")).isEqualTo(1);
  }

  @Test
  final void a_missing_file_is_a_permanent_fault() {
    String path = csv("id\n1\n");
    refused("file_not_found", () -> load("a", path + ".gone", CSV, null, append("t")));
  }
}
