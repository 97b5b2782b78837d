package convergence.embedded.duckdb;

import convergence.embedded.duckdb.sql.TableNames;
import convergence.googlesql.ir.Command;
import convergence.googlesql.ir.ScriptResolver;
import convergence.port.Fact;
import convergence.port.Pulse;
import convergence.port.Warehouse;
import convergence.problem.Fault;
import convergence.warehouse.BoundSql;
import convergence.warehouse.Job;
import convergence.warehouse.JobId;
import convergence.warehouse.JobResult;
import convergence.warehouse.Rows;
import convergence.warehouse.Schemas;
import convergence.warehouse.SqlValue;
import convergence.warehouse.TableRef;
import convergence.warehouse.TableSchema;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The warehouse in one DuckDB file. Any thread may call; native work runs on the adapter's own threads.
public final class DuckDbWarehouse implements Warehouse, Pulse, AutoCloseable {
  private final Database database;
  private final DuckDbConfig config;
  private final Lanes lanes;
  private final Catalog catalog;
  private final Facts facts;
  private final Views views;
  private final Selects selects;
  private final Jobs jobs;
  private final Tables tables;
  private final Sizes sizes;
  private final Desk desk;
  private final Intake intake;
  private final Path exchange;

  private DuckDbWarehouse(
      Database database,
      DuckDbConfig config,
      Function<TableNames, Compiler> compilers,
      ScriptResolver resolver,
      PhysicalNames names,
      InstantSource clock) {
    this.database = database;
    this.config = config;
    this.lanes = new Lanes(database, config);
    this.catalog = new Catalog(names);
    var compiler = compilers.apply(catalog);
    this.facts = new Facts(catalog, names);
    this.views = new Views(compiler, catalog, resolver, lanes);
    this.selects = new Selects(compiler, catalog, views);
    this.tables = new Tables(lanes, catalog, facts);
    this.sizes = new Sizes(catalog);
    var loads = new Loads(config);
    var effects = new Effects(clock);
    var tool =
        new Tool(
            catalog,
            names,
            lanes,
            effects,
            resolver,
            new Resolutions(resolver),
            clock,
            database::connectForSql);
    this.desk = new Desk(tool, views);
    this.intake = new Intake(tool);
    this.exchange = config.temp();
    this.jobs =
        new Jobs(
            lanes,
            effects,
            catalog,
            job ->
                switch (job) {
                  case Job.Query query -> {
                    var source =
                        selects.source(query.sql(), query.values(), query.defaultDataset());
                    yield _ -> source;
                  }
                  case Job.Load load -> loads.prepare(load);
                });
  }

  /// Opens the file of `config.dataDir()`, or makes it.
  ///
  /// @param compilers the compiler of these tables
  /// @throws IllegalStateException another process has it open, or it is no warehouse
  static DuckDbWarehouse open(
      DuckDbConfig config,
      Function<TableNames, Compiler> compilers,
      ScriptResolver resolver,
      PhysicalNames names,
      InstantSource clock) {
    var database = Database.open(config, clock.instant());
    var warehouse = new DuckDbWarehouse(database, config, compilers, resolver, names, clock);
    try {
      warehouse.prepare();
      return warehouse;
    } catch (RuntimeException e) {
      warehouse.close();
      throw e;
    }
  }

  private void prepare() {
    lanes
        .desk(
            session -> {
              session.transact(
                  within -> {
                    Catalog.create(within);
                    Effects.create(within);
                    Facts.create(within);
                    return within;
                  });
              catalog.load(session);
              return session;
            })
        .await(Jobs.PATIENCE);
  }

  /// Present when this opening lost what came after the last checkpoint.
  public Optional<Recovery> recovered() {
    return database.recovery();
  }

  /// Takes rows from outside in.
  public Intake intake() {
    return intake;
  }

  /// The tables as they lie there, for those who serve them row by row.
  public Shelf shelf() {
    return new Shelf(lanes, catalog);
  }

  /// Drops what is due, as every statement does before it begins.
  public void expire() {
    desk.expire();
  }

  /// A folder whose files DuckDB may read and write; emptied at each start.
  public Path exchange() {
    return exchange;
  }

  /// Executes any statement or script of GoogleSQL.
  public SqlDesk desk() {
    return desk;
  }

  /// Executes a statement that was resolved elsewhere.
  void execute(Command command) {
    desk.execute(command);
  }

  @Override
  public String part() {
    return "warehouse";
  }

  /// Degraded when this opening lost what jobs had done: somebody should look.
  @Override
  public State state() {
    return recovered().isPresent() ? State.DEGRADED : State.UP;
  }

  /// Does `before`, then copies the file and its log into the folder, while no job commits. Reads and jobs go
  /// on; those that are ready to commit wait.
  public void copyTo(Path folder, Runnable before) {
    lanes.still(
        () -> {
          before.run();
          FileCopy.into(folder, config.file());
          if (Files.exists(config.writeAheadLog())) FileCopy.into(folder, config.writeAheadLog());
        });
  }

  /// Forgets which jobs took effect before; a job of such an id would run again.
  ///
  /// @param keep ids that somebody may still ask for
  /// @return how many were forgotten
  public long forgetEffects(Instant before, List<String> keep) {
    return lanes
        .desk(session -> session.transact(within -> Effects.forget(within, before, keep)))
        .await(Jobs.PATIENCE);
  }

  @Override
  public boolean hasDataset(String dataset) {
    return catalog.hasDataset(dataset);
  }

  @Override
  public boolean createDataset(String dataset) {
    return tables.createDataset(dataset);
  }

  @Override
  public boolean createTable(TableRef table, TableSchema schema) {
    return tables.create(table, schema);
  }

  @Override
  public void createView(TableRef view, TableSchema schema) {
    views.create(view, schema);
  }

  @Override
  public Schemas schemas() {
    return catalog;
  }

  @Override
  public List<String> tables(String dataset) {
    return catalog.names(dataset);
  }

  @Override
  public JobResult run(Job job) {
    return jobs.run(job);
  }

  @Override
  public Optional<JobResult> find(JobId id) {
    return jobs.find(id);
  }

  @Override
  public void cancel(JobId id) {
    jobs.cancel(id);
    desk.cancel(id);
    intake.cancel(id);
  }

  @Override
  public Optional<JobResult> forbid(JobId id) {
    return jobs.forbid(id);
  }

  /// True while DuckDB works on this id.
  boolean runs(JobId id) {
    return jobs.runs(id);
  }

  /// A connection beside the lanes, for tests that must look below the port.
  Connection connect() throws SQLException {
    return database.connect();
  }

  @Override
  public Rows query(
      BoundSql sql,
      Map<String, SqlValue> values,
      String defaultDataset,
      int limit,
      Duration timeout) {
    var source = selects.source(sql, values, defaultDataset);
    return lanes
        .read(session -> session.readOnly(within -> rows(within, source, limit)))
        .await(timeout);
  }

  private static Rows rows(Session session, Source source, int limit) throws SQLException {
    long oneMore = limit + 1L;
    return session.select(
        "SELECT * FROM (" + Values.readable(source.sql(), source.columns()) + ") LIMIT " + oneMore,
        source.parameters(),
        answer -> {
          var rows = new ArrayList<List<@Nullable Object>>();
          while (rows.size() < limit && answer.next())
            rows.add(Values.row(answer, source.columns()));
          return new Rows(source.columns(), rows, answer.next());
        });
  }

  @Override
  public OptionalLong estimate(
      BoundSql sql,
      Map<String, SqlValue> values,
      String defaultDataset,
      Map<TableRef, Set<String>> columns) {
    return lanes
        .read(session -> session.readOnly(within -> sizes.of(within, columns)))
        .await(Jobs.PATIENCE);
  }

  @Override
  public void append(List<Fact.Numbered> batch) {
    if (batch.isEmpty()) return;
    while (true) {
      try {
        lanes
            .desk(session -> session.transact(within -> facts.append(within, batch)))
            .await(Jobs.PATIENCE);
        batch.stream().map(fact -> Facts.table(fact.fact())).distinct().forEach(lanes::wrote);
        return;
      } catch (Fault.Transient e) {
        if (!e.code().equals("conflict")) throw e;
      }
    }
  }

  @Override
  public void close() {
    lanes.close();
    desk.close();
    database.close();
  }
}
