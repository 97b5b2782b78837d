package convergence.embedded.duckdb;

import static convergence.embedded.duckdb.sql.DuckTypes.quote;

import convergence.embedded.duckdb.sql.DuckTypes;
import convergence.warehouse.Column;
import convergence.warehouse.Destination;
import convergence.warehouse.SchemaRules;
import convergence.warehouse.TableRef;
import convergence.warehouse.TableSchema;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Puts rows into a table in one of the write modes, within the caller's transaction. Schemas follow
/// BigQuery: an overwrite replaces data and schema, an append or merge adapts to the table.
final class TableWriter {
  /// @param schema as the table has it from this commit on
  record Written(long rows, StoredTable schema) {}

  private final Catalog catalog;

  TableWriter(Catalog catalog) {
    this.catalog = catalog;
  }

  Written write(Session session, Source source, Destination to) throws SQLException {
    var table = to.table();
    if (!catalog.hasDataset(table.dataset())) throw Faults.noDataset(table.dataset());
    var there = catalog.stored(table);
    if (there.isPresent() && there.get().isView())
      throw Faults.unsupported(table + " is a view; rows go into tables only");
    SchemaRules.distinctNames(source.columns());
    var written =
        switch (to.mode()) {
          case OVERWRITE ->
              to.partition() == null
                  ? overwrite(session, source, to, there)
                  : overwriteDay(session, source, to, to.partition(), there);
          case APPEND -> append(session, source, to, there);
          case MERGE -> merge(session, source, to, there);
        };
    if (!Optional.of(written.schema()).equals(there))
      catalog.store(session, table, written.schema());
    return written;
  }

  /// Also for rows that are read from the very table: the old one is replaced after they were read.
  private Written overwrite(
      Session session, Source source, Destination to, Optional<StoredTable> there)
      throws SQLException {
    long rows =
        session.execute(
            "CREATE OR REPLACE TABLE " + catalog.physical(to.table()) + " AS " + source.sql(),
            source.parameters());
    var before = to.recreate() ? Optional.<StoredTable>empty() : there;
    return new Written(rows, StoredTable.of(replaced(source, to, before)));
  }

  private static TableSchema replaced(Source source, Destination to, Optional<StoredTable> before) {
    var fresh = fresh(source, to);
    if (before.isEmpty()) return fresh;
    var old = before.get().schema();
    String field =
        to.partitionField() == null ? kept(old.partitionField(), source) : to.partitionField();
    var cluster =
        old.clusterFields().stream()
            .filter(name -> SchemaRules.find(source.columns(), name).isPresent())
            .toList();
    return new TableSchema(source.columns(), field, cluster, null, labels(old, to));
  }

  private static @Nullable String kept(@Nullable String field, Source source) {
    return field != null && SchemaRules.find(source.columns(), field).isPresent() ? field : null;
  }

  private static TableSchema fresh(Source source, Destination to) {
    if (to.partitionField() != null) PartitionDay.column(source.columns(), to.partitionField());
    return new TableSchema(source.columns(), to.partitionField(), List.of(), null, to.labels());
  }

  private static Map<String, String> labels(TableSchema old, Destination to) {
    var labels = new HashMap<>(old.labels());
    labels.putAll(to.labels());
    return labels;
  }

  private static StoredTable labelled(StoredTable stored, Destination to) {
    var old = stored.schema();
    return StoredTable.of(
        new TableSchema(
            old.columns(), old.partitionField(), old.clusterFields(), null, labels(old, to)));
  }

  private Written overwriteDay(
      Session session, Source source, Destination to, String day, Optional<StoredTable> there)
      throws SQLException {
    String field = Objects.requireNonNull(to.partitionField());
    var partition = new PartitionDay(PartitionDay.column(source.columns(), field), day);
    var stage = Stage.of(session, source);
    stage.checkDay(partition);
    if (there.isEmpty()) return createFromStage(session, source, to);
    if (!field.equalsIgnoreCase(there.get().schema().partitionField()))
      throw Faults.unsupported(
          "table "
              + to.table()
              + " is not partitioned by `"
              + field
              + "`; recreate it to change that");
    session.execute(
        "DELETE FROM " + catalog.physical(to.table()) + " WHERE " + partition.condition());
    return insert(session, source, to, there.get(), stage);
  }

  private Written append(
      Session session, Source source, Destination to, Optional<StoredTable> there)
      throws SQLException {
    if (there.isEmpty()) return create(session, source, to);
    var matched = matched(source, to, there.get(), false);
    if (matched.stream().anyMatch(Column::required))
      return insert(session, source, to, there.get(), Stage.of(session, source));
    long rows = session.execute(insertion(to, matched) + source.sql(), source.parameters());
    return new Written(rows, labelled(there.get(), to));
  }

  private Written insert(
      Session session, Source source, Destination to, StoredTable there, Stage stage)
      throws SQLException {
    var matched = matched(source, to, there, false);
    stage.checkRequired(matched);
    long rows = session.execute(insertion(to, matched) + "SELECT * FROM " + Stage.NAME);
    return new Written(rows, labelled(there, to));
  }

  private String insertion(Destination to, List<Column> into) {
    String names =
        into.stream().map(column -> quote(column.name())).collect(Collectors.joining(", "));
    return "INSERT INTO " + catalog.physical(to.table()) + " (" + names + ") ";
  }

  private Written merge(Session session, Source source, Destination to, Optional<StoredTable> there)
      throws SQLException {
    var stage = Stage.of(session, source);
    var keys = stage.checkedKeys(to.mergeKeys());
    if (there.isEmpty()) return createFromStage(session, source, to);
    var matched = matched(source, to, there.get(), true);
    stage.checkRequired(matched);
    long rows = session.execute(mergeStatement(to.table(), keys, source.columns(), matched));
    return new Written(rows, labelled(there.get(), to));
  }

  private static List<Column> matched(
      Source source, Destination to, StoredTable there, boolean coerce) {
    var target = there.schema().columns();
    SchemaRules.requiredArePresent(to.table(), source.columns(), target);
    return SchemaRules.matched(to.table(), source.columns(), target, coerce);
  }

  private String mergeStatement(
      TableRef table, List<Column> keys, List<Column> source, List<Column> target) {
    var on = new StringJoiner(" AND ");
    var set = new StringJoiner(", ", "UPDATE SET ", "").setEmptyValue("DO NOTHING");
    var names = new StringJoiner(", ");
    var values = new StringJoiner(", ");
    for (int i = 0; i < source.size(); i++) {
      String name = quote(target.get(i).name());
      String value =
          "CAST(s.%s AS %s)".formatted(quote(source.get(i).name()), DuckTypes.of(target.get(i)));
      names.add(name);
      values.add(value);
      if (keys.contains(source.get(i))) on.add("t." + name + " = " + value);
      else set.add(name + " = " + value);
    }
    return "MERGE INTO %s AS t USING %s AS s ON %s WHEN MATCHED THEN %s WHEN NOT MATCHED THEN INSERT (%s) VALUES (%s)"
        .formatted(catalog.physical(table), Stage.NAME, on, set, names, values);
  }

  private Written create(Session session, Source source, Destination to) throws SQLException {
    var schema = fresh(source, to);
    long rows =
        session.execute(
            "CREATE TABLE " + catalog.physical(to.table()) + " AS " + source.sql(),
            source.parameters());
    return new Written(rows, StoredTable.of(schema));
  }

  private Written createFromStage(Session session, Source source, Destination to)
      throws SQLException {
    var staged =
        new Source("SELECT * FROM " + Stage.NAME, List.of(), source.columns(), source.bytes());
    return create(session, staged, to);
  }
}
