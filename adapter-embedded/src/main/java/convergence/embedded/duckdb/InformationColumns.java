package convergence.embedded.duckdb;

import convergence.warehouse.Column;
import convergence.warehouse.InformationViews;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The columns of INFORMATION_SCHEMA's views: all that BigQuery has, in its order. Those that
/// this house does not know are NULL.
final class InformationColumns {
  private static final Set<String> TAGS = Set.of("data_policies", "policy_tags");

  /// What this house does not know, by view: NULL. BigQuery has NULL there, too, for tables that are
  /// neither copies nor replicas; of datasets the times are not kept.
  private static final Map<String, Set<String>> UNKNOWN =
      Map.of(
          "TABLES",
          Set.of(
              "managed_table_type",
              "base_table_catalog",
              "base_table_schema",
              "base_table_name",
              "snapshot_time_ms",
              "replica_source_catalog",
              "replica_source_schema",
              "replica_source_name",
              "replication_status",
              "replication_error",
              "sync_status",
              "upsert_stream_apply_watermark"),
          "COLUMNS",
          TAGS,
          "COLUMN_FIELD_PATHS",
          TAGS,
          "SCHEMATA",
          Set.of("creation_time", "last_modified_time", "sync_status"),
          "ROUTINES",
          Set.of("is_deterministic", "security_type", "connection"));

  private InformationColumns() {}

  /// @throws SqlError there is no such view here
  static List<Column> all(String view) {
    if (JobColumns.has(view)) return JobColumns.all();
    return InformationViews.columns(view)
        .orElseThrow(() -> SqlErrors.unsupported("INFORMATION_SCHEMA." + view));
  }

  /// Those that are filled.
  static List<Column> known(String view) {
    var unknown = UNKNOWN.getOrDefault(view, Set.of());
    return all(view).stream().filter(column -> !unknown.contains(column.name())).toList();
  }

  /// Those that are not, as a list of SELECT.
  static List<Column> unknown(String view) {
    var unknown = UNKNOWN.getOrDefault(view, Set.of());
    return all(view).stream().filter(column -> unknown.contains(column.name())).toList();
  }
}
