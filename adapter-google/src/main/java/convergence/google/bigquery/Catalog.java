package convergence.google.bigquery;

import com.google.cloud.bigquery.BigQuery;
import com.google.cloud.bigquery.BigQueryException;
import com.google.cloud.bigquery.Clustering;
import com.google.cloud.bigquery.DatasetInfo;
import com.google.cloud.bigquery.Field;
import com.google.cloud.bigquery.Schema;
import com.google.cloud.bigquery.StandardTableDefinition;
import com.google.cloud.bigquery.Table;
import com.google.cloud.bigquery.TableDefinition;
import com.google.cloud.bigquery.TableId;
import com.google.cloud.bigquery.TableInfo;
import com.google.cloud.bigquery.TimePartitioning;
import com.google.cloud.bigquery.ViewDefinition;
import convergence.warehouse.Column;
import convergence.warehouse.SchemaRules;
import convergence.warehouse.Schemas;
import convergence.warehouse.TableRef;
import convergence.warehouse.TableSchema;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Datasets and tables. Every answer is asked for anew: other processes change tables too. The version moves when
/// this process changes a table or sees that one has changed.
final class Catalog implements Schemas {
  private final BigQuery client;
  private final String location;
  private final Map<TableRef, String> seen = new ConcurrentHashMap<>();
  private final AtomicLong version = new AtomicLong();

  Catalog(BigQuery client, String location) {
    this.client = client;
    this.location = location;
  }

  static TableId id(TableRef table) {
    return table.project() == null
        ? TableId.of(table.dataset(), table.table())
        : TableId.of(table.project(), table.dataset(), table.table());
  }

  boolean hasDataset(String dataset) {
    try {
      return client.getDataset(dataset) != null;
    } catch (BigQueryException e) {
      if (Answers.isMissing(e)) return false;
      throw Answers.of(e, "sql_invalid");
    }
  }

  /// @param lifetime of each of its tables, null: for ever
  boolean createDataset(String dataset, @Nullable Duration lifetime) {
    var info = DatasetInfo.newBuilder(dataset).setLocation(location);
    if (lifetime != null) info.setDefaultTableLifetime(lifetime.toMillis());
    try {
      var _ = client.create(info.build());
      return true;
    } catch (BigQueryException e) {
      if (Answers.isDuplicate(e)) return false;
      throw Answers.of(e, "sql_invalid");
    }
  }

  Optional<Table> table(TableRef table) {
    try {
      return Optional.ofNullable(client.getTable(id(table)));
    } catch (BigQueryException e) {
      if (Answers.isMissing(e)) return Optional.empty();
      throw Answers.of(e, "sql_invalid");
    }
  }

  void drop(TableRef table) {
    try {
      boolean _ = client.delete(id(table));
    } catch (BigQueryException e) {
      if (!Answers.isMissing(e)) throw Answers.of(e, "sql_invalid");
    }
  }

  /// What is cached of schemas may be wrong from now on.
  void changed() {
    long _ = version.incrementAndGet();
  }

  @Override
  public long version() {
    return version.get();
  }

  @Override
  public Optional<TableSchema> find(TableRef table) {
    var found = table(table);
    String etag = found.map(Table::getEtag).orElse("");
    String before = seen.put(table, etag);
    if (before != null && !before.equals(etag)) changed();
    return found.map(Catalog::schema);
  }

  @Override
  public List<String> tables(String dataset) {
    try {
      var names = new ArrayList<String>();
      for (var table : client.listTables(dataset).iterateAll())
        names.add(table.getTableId().getTable());
      return names.stream().sorted().toList();
    } catch (BigQueryException e) {
      if (Answers.isMissing(e)) return List.of();
      throw Answers.of(e, "sql_invalid");
    }
  }

  static TableSchema schema(TableInfo table) {
    TableDefinition definition = table.getDefinition();
    var columns = Fields.columns(definition.getSchema());
    var labels = new HashMap<String, String>();
    Objects.requireNonNullElse(table.getLabels(), Map.<String, String>of())
        .forEach((name, value) -> labels.put(name, Objects.requireNonNullElse(value, "")));
    return switch (definition) {
      case StandardTableDefinition standard ->
          new TableSchema(columns, day(standard), cluster(standard), null, labels);
      case ViewDefinition view ->
          new TableSchema(columns, null, List.of(), view.getQuery(), labels);
      default -> new TableSchema(columns, null, List.of(), null, labels);
    };
  }

  private static @Nullable String day(StandardTableDefinition table) {
    var by = table.getTimePartitioning();
    return by != null && by.getType() == TimePartitioning.Type.DAY ? by.getField() : null;
  }

  private static List<String> cluster(StandardTableDefinition table) {
    return table.getClustering() == null ? List.of() : table.getClustering().getFields();
  }

  /// @return true when it was made now
  boolean createTable(TableRef table, TableSchema schema) {
    while (true) {
      try {
        var there = table(table);
        if (there.isPresent()) {
          widen(there.get(), schema.columns());
          return false;
        }
        var _ = client.create(info(table, schema));
        changed();
        return true;
      } catch (BigQueryException e) {
        // Somebody else was faster: look again at what is there now.
        if (!Answers.isDuplicate(e) && e.getCode() != 412) throw Answers.of(e, "data_invalid");
      }
    }
  }

  private static TableInfo info(TableRef table, TableSchema schema) {
    var definition =
        StandardTableDefinition.newBuilder().setSchema(Fields.schema(schema.columns()));
    if (schema.partitionField() != null)
      definition.setTimePartitioning(byDay(schema.partitionField()));
    if (!schema.clusterFields().isEmpty())
      definition.setClustering(clustering(schema.clusterFields()));
    return TableInfo.newBuilder(id(table), definition.build()).setLabels(schema.labels()).build();
  }

  static TimePartitioning byDay(String field) {
    return TimePartitioning.newBuilder(TimePartitioning.Type.DAY).setField(field).build();
  }

  static Clustering clustering(List<String> fields) {
    return Clustering.newBuilder().setFields(fields).build();
  }

  /// BigQuery adds no REQUIRED column to a table that is there.
  private void widen(Table there, List<Column> columns) {
    if (!(there.<TableDefinition>getDefinition() instanceof StandardTableDefinition old)) return;
    var had = Objects.requireNonNull(old.getSchema()).getFields();
    var fields = new ArrayList<Field>();
    for (var field : had)
      fields.add(
          SchemaRules.loosened(Fields.column(field), columns)
              ? field.toBuilder().setMode(Field.Mode.NULLABLE).build()
              : field);
    var known = Fields.columns(old.getSchema());
    for (var column : columns)
      if (SchemaRules.find(known, column.name()).isEmpty()) fields.add(optional(column));
    if (fields.equals(had)) return;
    var wider = old.toBuilder().setSchema(Schema.of(fields)).build();
    var _ = client.update(there.toBuilder().setDefinition(wider).build());
    changed();
  }

  private static Field optional(Column column) {
    var field = Fields.field(column);
    return column.required() ? field.toBuilder().setMode(Field.Mode.NULLABLE).build() : field;
  }

  /// Adds labels to those that the table has.
  ///
  /// @param alone take all others away
  void label(TableRef table, Map<String, String> labels, boolean alone) {
    if (labels.isEmpty() && !alone) return;
    var there = table(table);
    if (there.isEmpty()) return;
    var had = schema(there.get()).labels();
    var all = new HashMap<String, @Nullable String>(had);
    // BigQuery takes a label away that is sent without a value.
    if (alone) all.replaceAll((_, _) -> null);
    all.putAll(labels);
    if (all.equals(had)) return;
    try {
      var _ = client.update(there.get().toBuilder().setLabels(all).build());
    } catch (BigQueryException e) {
      throw Answers.of(e, "data_invalid");
    }
    changed();
  }
}
