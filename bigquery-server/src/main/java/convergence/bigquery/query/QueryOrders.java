package convergence.bigquery.query;

import com.google.api.services.bigquery.model.Clustering;
import com.google.api.services.bigquery.model.ConnectionProperty;
import com.google.api.services.bigquery.model.JobConfiguration;
import com.google.api.services.bigquery.model.JobConfigurationQuery;
import com.google.api.services.bigquery.model.RangePartitioning;
import com.google.api.services.bigquery.model.TimePartitioning;
import convergence.bigquery.http.ApiException;
import convergence.bigquery.http.Unserved;
import convergence.bigquery.sql.DatasetName;
import convergence.bigquery.sql.House;
import convergence.bigquery.sql.Order;
import convergence.bigquery.sql.Parameter;
import convergence.bigquery.sql.TableName;
import convergence.embedded.duckdb.ResultTable;
import convergence.embedded.duckdb.ResultTable.Create;
import convergence.embedded.duckdb.ResultTable.SchemaUpdate;
import convergence.embedded.duckdb.ResultTable.Write;
import convergence.googlesql.ir.Partitioning;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A query job's configuration → what to run.
public final class QueryOrders {
  static final int IN_MEMORY = 20_000;
  private static final Duration PATIENCE = Duration.ofHours(6);

  /// @throws ApiException for what it does not serve
  public Order order(String project, JobConfiguration configuration) {
    var query = configuration.getQuery();
    check(query);
    return new Order(
        Optional.empty(),
        project,
        query.getQuery(),
        Parameter.of(query.getQueryParameters()),
        query.getDefaultDataset() == null
            ? null
            : DatasetName.of(query.getDefaultDataset(), project),
        query.getDestinationTable() == null ? null : into(project, query),
        Boolean.TRUE.equals(configuration.getDryRun()),
        session(query.getConnectionProperties()),
        Boolean.TRUE.equals(query.getCreateSession()),
        IN_MEMORY,
        configuration.getJobTimeoutMs() == null
            ? PATIENCE
            : Duration.ofMillis(configuration.getJobTimeoutMs()));
  }

  private static void check(JobConfigurationQuery query) {
    if (query.getQuery() == null || query.getQuery().isBlank())
      throw ApiException.required("query");
    if (Boolean.TRUE.equals(query.getUseLegacySql())) throw Unserved.LEGACY_SQL.refusal();
    if (query.getTableDefinitions() != null && !query.getTableDefinitions().isEmpty())
      throw Unserved.TABLE_DEFINITIONS.refusal();
    if (query.getUserDefinedFunctionResources() != null
        && !query.getUserDefinedFunctionResources().isEmpty())
      throw Unserved.FUNCTION_RESOURCES.refusal();
  }

  private static @Nullable String session(@Nullable List<ConnectionProperty> properties) {
    if (properties == null) return null;
    String session = null;
    for (var property : properties) {
      if ("session_id".equals(property.getKey())) session = property.getValue();
      if ("time_zone".equals(property.getKey()) && !"UTC".equals(property.getValue()))
        throw Unserved.TIME_ZONE.refusal();
    }
    return session;
  }

  private Order.Into into(String project, JobConfigurationQuery query) {
    var table = TableName.of(query.getDestinationTable(), project);
    return new Order.Into(
        table,
        new ResultTable(
            House.wire(table),
            create(query.getCreateDisposition()),
            write(query.getWriteDisposition(), Write.EMPTY),
            partitioning(query.getTimePartitioning(), query.getRangePartitioning()),
            clustering(query.getClustering()),
            updates(query.getSchemaUpdateOptions())));
  }

  public static Create create(@Nullable String disposition) {
    if (disposition == null) return Create.IF_NEEDED;
    return switch (disposition) {
      case "CREATE_IF_NEEDED" -> Create.IF_NEEDED;
      case "CREATE_NEVER" -> Create.NEVER;
      default -> throw ApiException.invalid("Invalid value for createDisposition: " + disposition);
    };
  }

  public static Write write(@Nullable String disposition, Write absent) {
    if (disposition == null) return absent;
    return switch (disposition) {
      case "WRITE_EMPTY" -> Write.EMPTY;
      case "WRITE_TRUNCATE", "WRITE_TRUNCATE_DATA" -> Write.TRUNCATE;
      case "WRITE_APPEND" -> Write.APPEND;
      default -> throw ApiException.invalid("Invalid value for writeDisposition: " + disposition);
    };
  }

  public static Optional<Partitioning> partitioning(
      @Nullable TimePartitioning time, @Nullable RangePartitioning range) {
    if (time != null) {
      String type = time.getType() == null ? "DAY" : time.getType().toUpperCase(Locale.ROOT);
      if (!Set.of("HOUR", "DAY", "MONTH", "YEAR").contains(type))
        throw ApiException.invalid("Invalid value for timePartitioning.type: " + type);
      return Optional.of(Partitioning.by(time.getField(), Partitioning.Unit.valueOf(type)));
    }
    if (range == null) return Optional.empty();
    var bounds = range.getRange();
    if (range.getField() == null || bounds == null)
      throw ApiException.required("rangePartitioning.range");
    return Optional.of(
        new Partitioning(
            range.getField(), null, bounds.getStart(), bounds.getEnd(), bounds.getInterval()));
  }

  public static List<String> clustering(@Nullable Clustering clustering) {
    return clustering == null || clustering.getFields() == null
        ? List.of()
        : clustering.getFields();
  }

  public static Set<SchemaUpdate> updates(@Nullable List<String> options) {
    var updates = EnumSet.noneOf(SchemaUpdate.class);
    if (options != null)
      for (String option : options) {
        if (!Set.of("ALLOW_FIELD_ADDITION", "ALLOW_FIELD_RELAXATION").contains(option))
          throw ApiException.invalid("Invalid value for schemaUpdateOptions: " + option);
        updates.add(SchemaUpdate.valueOf(option));
      }
    return updates;
  }
}
