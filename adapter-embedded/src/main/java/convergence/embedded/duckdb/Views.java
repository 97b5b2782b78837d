package convergence.embedded.duckdb;

import convergence.embedded.duckdb.sql.Compiled;
import convergence.googlesql.ir.ScriptResolver;
import convergence.warehouse.BoundSql;
import convergence.warehouse.Schemas;
import convergence.warehouse.SqlFault;
import convergence.warehouse.TableRef;
import convergence.warehouse.TableSchema;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Views live in the catalogue alone: the compiler puts a view's query in the place of its name. What is kept
/// here are their columns. Declared ones are taken at their word; others come from compiling the query, and
/// once a table below has other columns they are looked up again when a statement names the view.
final class Views {
  private static final Logger LOG = LoggerFactory.getLogger(Views.class);
  private final Compiler compiler;
  private final Catalog catalog;
  private final ScriptResolver resolver;
  private final Lanes lanes;

  /// One view is looked at at a time; guards the three below.
  private final ReentrantLock looking = new ReentrantLock();

  private final Set<TableRef> stale = new HashSet<>();
  private final Set<TableRef> inHand = new HashSet<>();
  private long looked = -1;

  /// Never a version of [Catalog]: what is compiled to note its tables must not come from a cache.
  private final AtomicLong notedVersions = new AtomicLong(Long.MIN_VALUE);

  Views(Compiler compiler, Catalog catalog, ScriptResolver resolver, Lanes lanes) {
    this.compiler = compiler;
    this.catalog = catalog;
    this.resolver = resolver;
    this.lanes = lanes;
  }

  void create(TableRef view, TableSchema schema) {
    String sql = schema.viewSql();
    if (sql == null) throw new IllegalArgumentException("a view has a query: " + view);
    if (!catalog.hasDataset(view.dataset())) throw Faults.noDataset(view.dataset());
    var there = catalog.stored(view);
    if (there.isPresent() && !there.get().isView())
      throw Faults.unsupported(view + " is a table; a view cannot take its place");
    looking.lock();
    try {
      store(
          view,
          schema.columns().isEmpty() ? lookedUp(view, schema, sql, "") : StoredTable.of(schema));
    } finally {
      looking.unlock();
    }
  }

  /// Looks the columns of those views up again that this text may mean and whose tables have changed.
  ///
  /// @param project of the text
  void refreshNamedIn(String sql, String project) {
    looking.lock();
    try {
      findStale();
      for (var view : List.copyOf(stale))
        if (sql.contains(view.table()) && stale.contains(view) && inHand.add(view))
          refresh(view, project);
    } finally {
      looking.unlock();
    }
  }

  private void refresh(TableRef view, String project) {
    try {
      var stored = catalog.stored(view).orElseThrow();
      var details = stored.details();
      String sql = stored.schema().viewSql();
      if (sql != null)
        store(
            view,
            details == null
                ? lookedUp(view, stored.schema(), sql, project)
                : outlined(view, stored.schema(), sql, details, project));
      stale.remove(view);
    } catch (SqlError | SqlFault e) {
      // Whether the text reads this view at all is not known here. A statement that does says what
      // is wrong.
      LOG.debug("the columns of view {} stay as they were", view, e);
    } finally {
      inHand.remove(view);
    }
  }

  private void findStale() {
    long now = catalog.version();
    if (now == looked) return;
    looked = now;
    stale.clear();
    catalog.forEachView(
        (view, stored) -> {
          if (isStale(stored)) stale.add(view);
        });
  }

  /// Also when a view below it is.
  private boolean isStale(StoredTable view) {
    for (var read : view.reads().entrySet()) {
      var parts = read.getKey().split("\\.", 2);
      var below = catalog.stored(TableRef.of(parts[0], parts[1])).orElse(null);
      if (below == null || !read.getValue().equals(below.shape())) return true;
      if (below.isView() && isStale(below)) return true;
    }
    return false;
  }

  /// A statement's view, which may use what only statements can.
  private StoredTable outlined(
      TableRef view, TableSchema schema, String sql, TableDetails details, String project) {
    refreshNamedIn(sql, project);
    var outline = ViewOutline.of(sql, view, project, catalog, resolver);
    return new StoredTable(
        StoredTable.VERSION,
        new TableSchema(outline.columns(), null, List.of(), sql, schema.labels()),
        outline.reads(),
        details);
  }

  private StoredTable lookedUp(TableRef view, TableSchema schema, String sql, String project) {
    refreshNamedIn(sql, project);
    var noting = new Noting();
    Compiled compiled;
    try {
      compiled = compiler.compile(BoundSql.of(sql), noting, view.dataset());
    } catch (SqlFault e) {
      throw Faults.of(e);
    }
    return new StoredTable(
        StoredTable.VERSION,
        new TableSchema(compiled.columns(), null, List.of(), sql, schema.labels()),
        noting.shapes,
        null);
  }

  private void store(TableRef view, StoredTable stored) {
    lanes
        .desk(
            view,
            session -> {
              session.transact(
                  within -> {
                    catalog.store(within, view, stored);
                    return view;
                  });
              catalog.publish(view, stored);
              return view;
            })
        .await(Jobs.PATIENCE);
  }

  /// The catalogue, noting which tables were asked for.
  private final class Noting implements Schemas {
    private final long version = notedVersions.getAndIncrement();
    private final Map<String, String> shapes = new TreeMap<>();

    @Override
    public Optional<TableSchema> find(TableRef table) {
      catalog
          .stored(table)
          .ifPresent(there -> shapes.put(table.dataset() + "." + table.table(), there.shape()));
      return catalog.find(table);
    }

    @Override
    public List<String> tables(String dataset) {
      return catalog.tables(dataset);
    }

    @Override
    public long version() {
      return version;
    }
  }
}
