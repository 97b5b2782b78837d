package convergence.bigquery.catalog;

import com.google.api.client.util.Data;
import com.google.api.services.bigquery.model.Table;
import com.google.api.services.bigquery.model.TableFieldSchema;
import com.google.api.services.bigquery.model.TimePartitioning;
import convergence.bigquery.http.ApiException;
import convergence.bigquery.http.Unserved;
import convergence.bigquery.rows.Fields;
import convergence.bigquery.sql.House;
import convergence.bigquery.sql.Literals;
import convergence.bigquery.sql.TableName;
import convergence.warehouse.Column;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A table as a REST resource → the statement that makes it, so that REST and SQL make the same
/// tables.
final class Definitions {
  private Definitions() {}

  static String create(TableName name, Table table) {
    if (table.getView() != null) return view(name, table);
    if (table.getMaterializedView() != null)
      return "CREATE MATERIALIZED VIEW "
          + Literals.table(name)
          + Literals.options(options(table))
          + " AS "
          + table.getMaterializedView().getQuery();
    if (table.getExternalDataConfiguration() != null) throw Unserved.EXTERNAL_TABLE.refusal();
    return "CREATE TABLE "
        + Literals.table(name)
        + columns(table)
        + partitioning(table)
        + clustering(table)
        + Literals.options(options(table));
  }

  private static String view(TableName name, Table table) {
    if (Boolean.TRUE.equals(table.getView().getUseLegacySql()))
      throw Unserved.LEGACY_VIEW.refusal();
    if (table.getView().getQuery() == null) throw ApiException.required("view.query");
    return "CREATE VIEW "
        + Literals.table(name)
        + Literals.options(options(table))
        + " AS "
        + table.getView().getQuery();
  }

  /// What a table's owner says of it that has an effect. The warehouse keeps it, whoever says it.
  static List<String> options(Table table) {
    var options = new ArrayList<String>();
    if (Boolean.TRUE.equals(demands(table))) options.add("require_partition_filter = true");
    if (table.getExpirationTime() != null && !Data.isNull(table.getExpirationTime()))
      options.add("expiration_timestamp = " + moment(table.getExpirationTime()));
    return options;
  }

  /// As [#options], for what is to change of a table that is there: what is set to null goes.
  ///
  /// @param replace true: what is left out goes, too
  static List<String> changed(Table now, Table given, boolean replace) {
    var options = new ArrayList<String>();
    Boolean demands = demands(given);
    boolean demanded = Boolean.TRUE.equals(now.getRequirePartitionFilter());
    if ((demands != null || replace) && Boolean.TRUE.equals(demands) != demanded)
      options.add("require_partition_filter = " + !demanded);
    Long moment = given.getExpirationTime();
    Long wanted = moment == null || Data.isNull(moment) ? null : moment;
    if ((moment != null || replace) && !Objects.equals(wanted, now.getExpirationTime()))
      options.add("expiration_timestamp = " + (wanted == null ? "NULL" : moment(wanted)));
    return options;
  }

  /// Clients of earlier days say it of the partitioning.
  private static @Nullable Boolean demands(Table table) {
    if (table.getRequirePartitionFilter() != null) return table.getRequirePartitionFilter();
    var time = table.getTimePartitioning();
    return time == null ? null : time.getRequirePartitionFilter();
  }

  private static String moment(long milliseconds) {
    return "TIMESTAMP " + Literals.text(Instant.ofEpochMilli(milliseconds).toString());
  }

  /// A column as a statement declares it.
  static String column(Column column, TableFieldSchema said) {
    String parameters = column.repeated() ? "" : TypeParameters.written(said);
    String byDefault = said.getDefaultValueExpression();
    return Literals.name(column.name())
        + " "
        + Literals.type(column)
        + parameters
        + (byDefault == null || byDefault.isBlank() ? "" : " DEFAULT " + byDefault)
        + (column.required() ? " NOT NULL" : "");
  }

  private static String columns(Table table) {
    var columns = Fields.columns(table.getSchema());
    if (columns.isEmpty()) return " (" + House.UNKNOWN + " BOOL)";
    var said = table.getSchema().getFields();
    return IntStream.range(0, columns.size())
        .mapToObj(i -> column(columns.get(i), said.get(i)))
        .collect(Collectors.joining(", ", " (", ")"));
  }

  private static String partitioning(Table table) {
    if (table.getTimePartitioning() != null) return " PARTITION BY " + time(table);
    var range = table.getRangePartitioning();
    if (range == null) return "";
    if (range.getField() == null || range.getRange() == null)
      throw ApiException.required("rangePartitioning.range");
    return " PARTITION BY RANGE_BUCKET(%s, GENERATE_ARRAY(%d, %d, %d))"
        .formatted(
            Literals.name(range.getField()),
            range.getRange().getStart(),
            range.getRange().getEnd(),
            range.getRange().getInterval());
  }

  private static String time(Table table) {
    TimePartitioning time = table.getTimePartitioning();
    String unit = time.getType() == null ? "DAY" : time.getType().toUpperCase(Locale.ROOT);
    if (time.getField() == null || time.getField().isEmpty())
      return unit.equals("DAY")
          ? "_PARTITIONDATE"
          : "TIMESTAMP_TRUNC(_PARTITIONTIME, " + unit + ")";
    String field = time.getField();
    var column =
        Fields.columns(table.getSchema()).stream()
            .filter(c -> c.name().equalsIgnoreCase(field))
            .findFirst()
            .orElseThrow(
                () ->
                    ApiException.invalid(
                        "The field specified for partitioning cannot be found in the schema: "
                            + field));
    String name = Literals.name(column.name());
    return switch (column.type()) {
      case DATE -> unit.equals("DAY") ? name : "DATE_TRUNC(" + name + ", " + unit + ")";
      case TIMESTAMP ->
          unit.equals("DAY") ? "DATE(" + name + ")" : "TIMESTAMP_TRUNC(" + name + ", " + unit + ")";
      case DATETIME ->
          unit.equals("DAY") ? "DATE(" + name + ")" : "DATETIME_TRUNC(" + name + ", " + unit + ")";
      case STRING,
          BYTES,
          INT64,
          FLOAT64,
          NUMERIC,
          BIGNUMERIC,
          BOOL,
          TIME,
          INTERVAL,
          JSON,
          GEOGRAPHY,
          RANGE_DATE,
          RANGE_DATETIME,
          RANGE_TIMESTAMP,
          STRUCT ->
          throw ApiException.invalid(
              "The field specified for partitioning can only be of type TIMESTAMP, DATE or"
                  + " DATETIME. The type found is: "
                  + column.type());
    };
  }

  private static String clustering(Table table) {
    if (table.getClustering() == null || table.getClustering().getFields() == null) return "";
    return table.getClustering().getFields().stream()
        .map(Literals::name)
        .collect(Collectors.joining(", ", " CLUSTER BY ", ""));
  }
}
