package convergence.embedded.duckdb;

import convergence.port.Fact;
import convergence.warehouse.BoundSql;
import convergence.warehouse.Column;
import convergence.warehouse.Destination;
import convergence.warehouse.Job;
import convergence.warehouse.JobId;
import convergence.warehouse.SqlType;
import convergence.warehouse.TableRef;
import convergence.warehouse.TableSchema;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Everything that the adapter does to the file, once each; every later one builds on the earlier ones.
enum Shape {
  DATASET,
  CREATE,
  CREATE_AS,
  REPLACE,
  APPEND,
  APPEND_CREATES,
  PARTITION_CREATES,
  PARTITION_DELETES,
  MERGE_CREATES,
  MERGE,
  RECREATE,
  ADD_COLUMN,
  ADD_COLUMN_WITHOUT_CHECKPOINT,
  FACTS,
  FACTS_WAIT,
  FACTS_RELEASED,
  VIEW,
  VIEW_REPLACED,
  LOAD,
  FORBID,
  STATEMENT_CREATES,
  STATEMENT_INSERTS,
  STATEMENT_UPDATES,
  STATEMENT_DELETES,
  STATEMENT_MERGES,
  STATEMENT_SELECTS_INTO,
  STATEMENT_REPLACES,
  STATEMENT_ADDS_COLUMN,
  STATEMENT_DROPS_COLUMN,
  STATEMENT_RENAMES_COLUMN,
  STATEMENT_WIDENS_COLUMN,
  STATEMENT_RENAMES_TABLE,
  STATEMENT_COPIES,
  STATEMENT_TRUNCATES,
  STATEMENT_DROPS_TABLE,
  STATEMENT_MAKES_VIEW,
  STATEMENT_MAKES_FUNCTION,
  STATEMENT_MAKES_SCHEMA,
  STATEMENT_DROPS_SCHEMA;

  static final String DATASET_NAME = "acme";
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final TableSchema EVENTS =
      new TableSchema(Words.ROW, "day", List.of("id"), null, Map.of("kind", "events"));

  void act(DuckDbWarehouse warehouse, Path files) {
    switch (this) {
      case DATASET -> warehouse.createDataset(DATASET_NAME);
      case CREATE -> warehouse.createTable(table("made"), EVENTS);
      case CREATE_AS ->
          run(warehouse, "rows 0 5000 first", to("copied", Destination.Mode.OVERWRITE));
      case REPLACE ->
          run(warehouse, "rows 0 3000 second", to("copied", Destination.Mode.OVERWRITE));
      case APPEND -> run(warehouse, "rows 10 20 more", to("copied", Destination.Mode.APPEND));
      case APPEND_CREATES -> run(warehouse, "rows 0 10 x", to("appended", Destination.Mode.APPEND));
      case PARTITION_CREATES -> run(warehouse, "rows 0 3000 x", day());
      case PARTITION_DELETES -> run(warehouse, "rows 100 200 y", day());
      case MERGE_CREATES -> run(warehouse, "rows 0 3000 x", merge());
      case MERGE -> run(warehouse, "rows 2000 5000 y", merge());
      case RECREATE -> run(warehouse, "rows 0 7 again", recreate());
      case ADD_COLUMN -> warehouse.createTable(table("copied"), wider("extra"));
      case ADD_COLUMN_WITHOUT_CHECKPOINT ->
          besideAnotherWriter(
              warehouse, () -> warehouse.createTable(table("copied"), wider("late")));
      case FACTS -> warehouse.append(facts(1, 5000, "made"));
      case FACTS_WAIT -> warehouse.append(facts(6000, 6010, "awaited"));
      case FACTS_RELEASED -> warehouse.createTable(table("awaited"), EVENTS);
      case VIEW -> warehouse.createView(table("shown"), view("all copied"));
      case VIEW_REPLACED -> warehouse.createView(table("shown"), view("all made"));
      case LOAD -> warehouse.run(load(files));
      case FORBID -> warehouse.forbid(new JobId("forbidden"));
      case STATEMENT_CREATES,
          STATEMENT_INSERTS,
          STATEMENT_UPDATES,
          STATEMENT_DELETES,
          STATEMENT_MERGES,
          STATEMENT_SELECTS_INTO,
          STATEMENT_REPLACES,
          STATEMENT_ADDS_COLUMN,
          STATEMENT_DROPS_COLUMN,
          STATEMENT_RENAMES_COLUMN,
          STATEMENT_WIDENS_COLUMN,
          STATEMENT_RENAMES_TABLE,
          STATEMENT_COPIES,
          STATEMENT_TRUNCATES,
          STATEMENT_DROPS_TABLE,
          STATEMENT_MAKES_VIEW,
          STATEMENT_MAKES_FUNCTION,
          STATEMENT_MAKES_SCHEMA,
          STATEMENT_DROPS_SCHEMA ->
          warehouse.execute(StatementShapes.of(this));
    }
  }

  /// While another transaction has written, there can be no checkpoint.
  private static void besideAnotherWriter(DuckDbWarehouse warehouse, Runnable act) {
    try (var other = warehouse.connect();
        var statement = other.createStatement()) {
      statement.execute("BEGIN TRANSACTION");
      statement.execute("INSERT INTO _convergence.datasets VALUES ('undone')");
      act.run();
      statement.execute("ROLLBACK");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void run(DuckDbWarehouse warehouse, String sql, Destination to) {
    warehouse.run(new Job.Query(id(), BoundSql.of(sql), Map.of(), DATASET_NAME, to, PATIENCE));
  }

  private Job load(Path files) {
    var csv = new Job.FileFormat(Job.FileFormat.Kind.CSV, ",", true, "");
    return new Job.Load(
        id(),
        files.resolve("load.csv").toString(),
        csv,
        List.of(Column.of("id", SqlType.INT64), Column.of("text", SqlType.STRING)),
        to("appended", Destination.Mode.APPEND),
        PATIENCE);
  }

  JobId id() {
    return new JobId("job-" + name());
  }

  static TableRef table(String name) {
    return TableRef.of(DATASET_NAME, name);
  }

  private static Destination to(String table, Destination.Mode mode) {
    return destination(table, mode, List.of(), null, null, false);
  }

  private static Destination day() {
    return destination("daily", Destination.Mode.OVERWRITE, List.of(), "day", "2024-05-01", false);
  }

  private static Destination merge() {
    return destination("merged", Destination.Mode.MERGE, List.of("id"), null, null, false);
  }

  private static Destination recreate() {
    return destination("daily", Destination.Mode.OVERWRITE, List.of(), null, null, true);
  }

  private static Destination destination(
      String table,
      Destination.Mode mode,
      List<String> keys,
      @Nullable String field,
      @Nullable String partition,
      boolean recreate) {
    return new Destination(table(table), mode, keys, field, partition, recreate, Map.of());
  }

  private static TableSchema wider(String name) {
    return TableSchema.of(
        List.of(Column.of(name, SqlType.TIMESTAMP), Column.repeated(name + "s", SqlType.STRING)));
  }

  private static TableSchema view(String sql) {
    return new TableSchema(Words.ROW, null, List.of(), sql, Map.of());
  }

  private static List<Fact.Numbered> facts(long from, long to, String table) {
    var facts = new ArrayList<Fact.Numbered>();
    for (long i = from; i < to; i++)
      facts.add(
          new Fact.Numbered(
              i, new Fact(DATASET_NAME, table, Map.of("id", i, "text", "fact " + i, "doc", "{}"))));
    return facts;
  }

  /// All that is there, as text: schemas, rows, effects.
  static String picture(DuckDbWarehouse warehouse) {
    var picture = new TreeMap<String, String>();
    for (String name : warehouse.tables(DATASET_NAME)) {
      var schema = warehouse.schemas().find(table(name)).orElseThrow();
      picture.put(name + " schema", new TreeMap<>(schema.labels()) + schema.columns().toString());
      if (schema.viewSql() != null) picture.put(name + " view", schema.viewSql());
      else picture.put(name + " rows", rows(warehouse, name));
    }
    for (var shape : values())
      picture.put("effect " + shape, String.valueOf(warehouse.find(shape.id()).orElse(null)));
    return picture.toString();
  }

  private static String rows(DuckDbWarehouse warehouse, String table) {
    var all =
        warehouse
            .query(BoundSql.of("all " + table), Map.of(), DATASET_NAME, 100_000, PATIENCE)
            .rows();
    var texts = all.stream().map(Object::toString).sorted().toList();
    return texts.size()
        + " "
        + texts.hashCode()
        + " "
        + texts.subList(0, Math.min(2, texts.size()));
  }
}
