package convergence.warehouse;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The views of INFORMATION_SCHEMA, and `__TABLES__`: all columns that BigQuery has, in its order. As a [TableRef]
/// one is called `dataset.INFORMATION_SCHEMA.TABLES`.
public final class InformationViews {
  public static final String TABLES = "__TABLES__";
  private static final String SCHEMA = "INFORMATION_SCHEMA.";

  /// Those that tell of one dataset alone, when it stands before them.
  private static final Set<String> OF_A_DATASET =
      Set.of(
          "TABLES",
          "COLUMNS",
          "COLUMN_FIELD_PATHS",
          "VIEWS",
          "TABLE_OPTIONS",
          "ROUTINES",
          "PARTITIONS",
          TABLES);

  private static final Map<String, SqlType> TYPES =
      Map.of(
          "ordinal_position", SqlType.INT64,
          "clustering_ordinal_position", SqlType.INT64,
          "creation_time", SqlType.TIMESTAMP,
          "snapshot_time_ms", SqlType.TIMESTAMP,
          "last_modified_time", SqlType.TIMESTAMP,
          "created", SqlType.TIMESTAMP,
          "last_altered", SqlType.TIMESTAMP,
          "upsert_stream_apply_watermark", SqlType.TIMESTAMP,
          "sync_status", SqlType.JSON);

  private InformationViews() {}

  public static boolean has(TableRef table) {
    return table.table().startsWith(SCHEMA) || table.table().equals(TABLES);
  }

  /// Without INFORMATION_SCHEMA before it.
  public static String view(TableRef table) {
    return table.table().equals(TABLES) ? TABLES : table.table().substring(SCHEMA.length());
  }

  /// Whether it tells of the dataset before it and of nothing else.
  public static boolean tellsOfDataset(TableRef table) {
    boolean region = table.dataset().toLowerCase(Locale.ROOT).startsWith("region-");
    return !region && has(table) && OF_A_DATASET.contains(view(table));
  }

  /// Empty: there is no such view, or it tells of more than a dataset.
  static Optional<TableSchema> find(TableRef table) {
    return tellsOfDataset(table) ? columns(view(table)).map(TableSchema::of) : Optional.empty();
  }

  /// Empty: this house knows no such view.
  public static Optional<List<Column>> columns(String view) {
    return Optional.ofNullable(
        switch (view) {
          case "TABLES" ->
              named(
                  "table_catalog table_schema table_name table_type managed_table_type"
                      + " is_insertable_into is_fine_grained_mutations_enabled is_typed"
                      + " is_change_history_enabled creation_time base_table_catalog"
                      + " base_table_schema base_table_name snapshot_time_ms replica_source_catalog"
                      + " replica_source_schema replica_source_name replication_status"
                      + " replication_error ddl default_collation_name sync_status"
                      + " upsert_stream_apply_watermark");
          case "COLUMNS" ->
              tagged(
                  "table_catalog table_schema table_name column_name ordinal_position is_nullable"
                      + " data_type is_generated generation_expression is_stored is_hidden"
                      + " is_updatable is_system_defined is_partitioning_column"
                      + " clustering_ordinal_position collation_name column_default rounding_mode");
          case "COLUMN_FIELD_PATHS" ->
              tagged(
                  "table_catalog table_schema table_name column_name field_path data_type description"
                      + " collation_name rounding_mode");
          case "SCHEMATA" ->
              named(
                  "catalog_name schema_name schema_owner creation_time last_modified_time location ddl"
                      + " default_collation_name sync_status");
          case "VIEWS" ->
              named(
                  "table_catalog table_schema table_name view_definition check_option"
                      + " use_standard_sql");
          case "TABLE_OPTIONS" ->
              named("table_catalog table_schema table_name option_name option_type option_value");
          case "ROUTINES" ->
              named(
                  "specific_catalog specific_schema specific_name routine_catalog routine_schema"
                      + " routine_name routine_type data_type routine_body routine_definition"
                      + " external_language is_deterministic security_type created last_altered ddl"
                      + " connection");
          case "PARTITIONS" ->
              typed(
                  "table_catalog table_schema table_name partition_id +total_rows"
                      + " +total_logical_bytes @last_modified_time storage_tier");
          case "TABLE_STORAGE" ->
              typed(
                  "project_id +project_number table_catalog table_schema table_name @creation_time"
                      + " +total_rows +total_partitions +total_logical_bytes +active_logical_bytes"
                      + " +long_term_logical_bytes +current_physical_bytes +total_physical_bytes"
                      + " +active_physical_bytes +long_term_physical_bytes"
                      + " +time_travel_physical_bytes @storage_last_modified_time ?deleted table_type");
          case TABLES ->
              typed(
                  "project_id dataset_id table_id +creation_time +last_modified_time +row_count"
                      + " +size_bytes +type");
          default -> null;
        });
  }

  private static List<Column> named(String names) {
    return Arrays.stream(names.split(" ", -1))
        .map(name -> Column.of(name, TYPES.getOrDefault(name, SqlType.STRING)))
        .toList();
  }

  /// `+` before an INT64, `@` before a TIMESTAMP, `?` before a BOOL.
  private static List<Column> typed(String names) {
    return Arrays.stream(names.split(" ", -1))
        .map(
            name ->
                switch (name.charAt(0)) {
                  case '+' -> Column.of(name.substring(1), SqlType.INT64);
                  case '@' -> Column.of(name.substring(1), SqlType.TIMESTAMP);
                  case '?' -> Column.of(name.substring(1), SqlType.BOOL);
                  default -> Column.of(name, SqlType.STRING);
                })
        .toList();
  }

  /// With what guards a column, at the end.
  private static List<Column> tagged(String names) {
    List<Column> columns = new ArrayList<>(named(names));
    columns.add(Column.repeatedStruct("data_policies", Column.of("name", SqlType.STRING)));
    columns.add(Column.repeated("policy_tags", SqlType.STRING));
    return columns;
  }
}
