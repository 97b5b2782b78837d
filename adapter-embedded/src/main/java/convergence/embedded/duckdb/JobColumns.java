package convergence.embedded.duckdb;

import static convergence.warehouse.Column.repeatedStruct;
import static convergence.warehouse.Column.struct;

import com.fasterxml.jackson.core.JsonProcessingException;
import convergence.embedded.duckdb.sql.DuckTypes;
import convergence.port.Json;
import convergence.warehouse.Column;
import convergence.warehouse.SqlType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// The views JOBS, JOBS_BY_PROJECT and JOBS_BY_USER: all of BigQuery's columns, in its order.
public final class JobColumns {
  /// Everybody who asks is the one user of what it sees, so the three are the same.
  private static final Set<String> VIEWS = Set.of("JOBS", "JOBS_BY_PROJECT", "JOBS_BY_USER");

  private static final Column[] TABLE = {text("project_id"), text("dataset_id"), text("table_id")};

  /// There is nothing here that they could tell of: no slots, reservations, indexes, BI Engine or
  /// numbers of projects.
  private static final List<Column> UNFILLED =
      List.of(
          number("project_number"),
          text("reservation_id"),
          repeatedStruct(
              "timeline",
              numbers(
                  "elapsed_ms",
                  "total_slot_ms",
                  "pending_units",
                  "completed_units",
                  "active_units",
                  "estimated_runnable_units")),
          number("total_modified_partitions"),
          struct(
              "bi_engine_statistics",
              text("bi_engine_mode"),
              text("acceleration_mode"),
              repeatedStruct("bi_engine_reasons", text("code"), text("message"))),
          struct(
              "query_info",
              text("resource_warning"),
              Column.of("optimization_details", SqlType.JSON),
              struct("query_hashes", text("normalized_literals")),
              struct("performance_insights", number("avg_previous_execution_ms"))),
          struct(
              "materialized_view_statistics",
              repeatedStruct(
                  "materialized_view",
                  struct("table_reference", TABLE),
                  Column.of("chosen", SqlType.BOOL),
                  number("estimated_bytes_saved"),
                  text("rejected_reason"))),
          text("edition"),
          struct(
              "metadata_cache_statistics",
              repeatedStruct(
                  "table_metadata_cache_usage",
                  struct("table_reference", TABLE),
                  text("unused_reason"),
                  text("explanation"))),
          struct("search_statistics", index()),
          struct("vector_search_statistics", index()),
          Column.of("continuous", SqlType.BOOL),
          struct("continuous_query_info", Column.of("output_watermark", SqlType.TIMESTAMP)),
          number("total_services_sku_slot_ms"));

  private static final List<Column> FILLED =
      List.of(
          Column.of("creation_time", SqlType.TIMESTAMP),
          text("project_id"),
          text("user_email"),
          text("job_id"),
          text("job_type"),
          text("statement_type"),
          text("priority"),
          Column.of("start_time", SqlType.TIMESTAMP),
          Column.of("end_time", SqlType.TIMESTAMP),
          text("query"),
          text("state"),
          number("total_bytes_processed"),
          number("total_slot_ms"),
          struct(
              "error_result",
              text("reason"),
              text("location"),
              text("debug_info"),
              text("message")),
          Column.of("cache_hit", SqlType.BOOL),
          struct("destination_table", TABLE),
          repeatedStruct("referenced_tables", TABLE),
          repeatedStruct("labels", text("key"), text("value")),
          repeatedStruct("job_stages", stage()),
          number("total_bytes_billed"),
          text("transaction_id"),
          text("parent_job_id"),
          struct("session_info", text("session_id")),
          struct(
              "dml_statistics",
              numbers("inserted_row_count", "deleted_row_count", "updated_row_count")),
          number("transferred_bytes"),
          struct("job_creation_reason", text("code")),
          text("query_dialect"),
          text("principal_subject"));

  private static final List<String> ORDER =
      List.of(
          """
          creation_time project_id project_number user_email job_id job_type statement_type priority
          start_time end_time query state reservation_id total_bytes_processed total_slot_ms
          error_result cache_hit destination_table referenced_tables labels timeline job_stages
          total_bytes_billed transaction_id parent_job_id session_info dml_statistics
          total_modified_partitions bi_engine_statistics query_info transferred_bytes
          materialized_view_statistics edition job_creation_reason metadata_cache_statistics
          search_statistics vector_search_statistics query_dialect continuous
          continuous_query_info total_services_sku_slot_ms principal_subject"""
              .split("\\s+", -1));

  private JobColumns() {}

  static boolean has(String view) {
    return VIEWS.contains(view);
  }

  static List<Column> all() {
    var columns = new ArrayList<>(FILLED);
    columns.addAll(UNFILLED);
    columns.sort(java.util.Comparator.comparing(column -> ORDER.indexOf(column.name())));
    return columns;
  }

  /// The columns that are NULL (an ARRAY: empty) for every job.
  public static List<String> unfilled() {
    return UNFILLED.stream().map(Column::name).toList();
  }

  /// An item of FROM.
  static String from(List<Map<String, Object>> jobs) {
    String list =
        all().stream()
            .map(column -> cell(column) + " AS " + DuckTypes.quote(column.name()))
            .collect(Collectors.joining(", "));
    return "(SELECT "
        + list
        + " FROM (SELECT unnest(from_json("
        + DuckTypes.literal(json(jobs))
        + ", "
        + DuckTypes.literal(json(List.of(shape(FILLED))))
        + ")) AS j)) AS i";
  }

  private static String cell(Column column) {
    String type = DuckTypes.of(column);
    if (UNFILLED.contains(column))
      return (column.repeated() ? "CAST([] AS " : "CAST(NULL AS ") + type + ")";
    String value = "j." + DuckTypes.quote(column.name());
    if (column.type() == SqlType.TIMESTAMP) return "make_timestamptz(" + value + " * 1000)";
    return column.repeated() ? "coalesce(" + value + ", CAST([] AS " + type + "))" : value;
  }

  /// Types as `from_json` wants them told.
  private static Map<String, Object> shape(List<Column> columns) {
    var shape = new LinkedHashMap<String, Object>();
    for (var column : columns) {
      Object one =
          switch (column.type()) {
            case STRUCT -> shape(column.fields());
            case TIMESTAMP -> DuckTypes.scalar(SqlType.INT64);
            default -> DuckTypes.scalar(column.type());
          };
      shape.put(column.name(), column.repeated() ? List.of(one) : one);
    }
    return shape;
  }

  private static String json(Object value) {
    try {
      return Json.mapper().writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Column text(String name) {
    return Column.of(name, SqlType.STRING);
  }

  private static Column number(String name) {
    return Column.of(name, SqlType.INT64);
  }

  private static Column[] numbers(String... names) {
    return Arrays.stream(names).map(JobColumns::number).toArray(Column[]::new);
  }

  private static Column[] index() {
    return new Column[] {
      text("index_usage_mode"),
      repeatedStruct(
          "index_unused_reasons",
          text("code"),
          text("message"),
          struct("base_table", TABLE),
          text("index_name"))
    };
  }

  private static Column[] stage() {
    List<Column> stage = new ArrayList<>(List.of(text("name"), number("id")));
    stage.add(number("start_ms"));
    stage.add(number("end_ms"));
    stage.add(Column.repeated("input_stages", SqlType.INT64));
    for (String part : List.of("wait", "read", "compute", "write"))
      for (String size : List.of("avg", "max")) {
        stage.add(Column.of(part + "_ratio_" + size, SqlType.FLOAT64));
        stage.add(number(part + "_ms_" + size));
      }
    stage.addAll(
        List.of(
            numbers(
                "shuffle_output_bytes",
                "shuffle_output_bytes_spilled",
                "records_read",
                "records_written",
                "parallel_inputs",
                "completed_parallel_inputs")));
    stage.add(text("status"));
    stage.add(repeatedStruct("steps", text("kind"), Column.repeated("substeps", SqlType.STRING)));
    stage.add(number("slot_ms"));
    stage.add(text("compute_mode"));
    return stage.toArray(Column[]::new);
  }
}
