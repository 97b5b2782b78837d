package convergence.embedded.duckdb;

import convergence.embedded.duckdb.sql.Compiled;
import convergence.embedded.duckdb.sql.DuckTypes;
import convergence.warehouse.BoundSql;
import convergence.warehouse.Column;
import convergence.warehouse.Schemas;
import convergence.warehouse.SqlFault;
import convergence.warehouse.TableRef;
import convergence.warehouse.TableSchema;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;

/// Views are DuckDB views, compiled from their GoogleSQL. A view whose columns are declared is only noted when
/// it is created and made when it is first named, so that a start does not wait for the compiler; one
/// whose tables have changed their columns since is made again the same way, so that it sees them.
final class Views {
  private final Compiler compiler;
  private final Catalog catalog;
  private final Lanes lanes;

  /// One view is made at a time; guards the three below.
  private final ReentrantLock making = new ReentrantLock();

  private final Set<TableRef> stale = new HashSet<>();
  private final Set<TableRef> inMaking = new HashSet<>();
  private long looked = -1;

  /// Never a version of [Catalog]: what is compiled to note its tables must not come from a cache.
  private final AtomicLong notedVersions = new AtomicLong(Long.MIN_VALUE);

  Views(Compiler compiler, Catalog catalog, Lanes lanes) {
    this.compiler = compiler;
    this.catalog = catalog;
    this.lanes = lanes;
  }

  void create(TableRef view, TableSchema schema) {
    if (schema.viewSql() == null) throw new IllegalArgumentException("a view has a query: " + view);
    var noted = StoredTable.of(schema);
    var there = catalog.stored(view);
    if (there.isPresent() && !there.get().isView())
      throw Faults.unsupported(view + " is a table; a view cannot take its place");
    making.lock();
    try {
      if (schema.columns().isEmpty()) make(view, noted);
      else store(view, noted, "");
    } finally {
      making.unlock();
    }
  }

  /// Also when a view below it is.
  private boolean isStale(StoredTable view) {
    if (view.reads() == null) return true;
    for (var read : view.reads().entrySet()) {
      var parts = read.getKey().split("\\.", 2);
      var below = catalog.stored(TableRef.of(parts[0], parts[1])).orElse(null);
      if (below == null || !read.getValue().equals(below.shape())) return true;
      if (below.isView() && isStale(below)) return true;
    }
    return false;
  }

  /// Makes what is stale and may be meant by this text. A view that no longer compiles keeps the text from
  /// running: the fault says why.
  void makeNamedIn(String sql) {
    making.lock();
    try {
      findStale();
      for (var view : List.copyOf(stale))
        if (sql.contains(view.table()) && stale.contains(view) && inMaking.add(view)) {
          try {
            catalog.stored(view).ifPresent(stored -> make(view, stored));
          } finally {
            inMaking.remove(view);
          }
        }
    } finally {
      making.unlock();
    }
  }

  private void findStale() {
    long now = catalog.version();
    if (now == looked) return;
    looked = now;
    catalog.forEachView(
        (view, stored) -> {
          if (isStale(stored)) stale.add(view);
        });
  }

  private void make(TableRef view, StoredTable stored) {
    String sql = Objects.requireNonNull(stored.schema().viewSql());
    makeNamedIn(sql);
    var noting = new Noting();
    Compiled compiled;
    try {
      compiled = compiler.compile(BoundSql.of(sql), noting, view.dataset());
    } catch (SqlFault e) {
      throw Faults.of(e);
    }
    store(
        view,
        stored.made(answered(stored.schema(), compiled.columns()), noting.shapes),
        "CREATE OR REPLACE VIEW " + catalog.physical(view) + " AS " + compiled.duckSql());
    stale.remove(view);
  }

  /// Declared columns keep their descriptions as long as the query still gives them.
  private static TableSchema answered(TableSchema declared, List<Column> compiled) {
    boolean same =
        declared.columns().size() == compiled.size()
            && IntStream.range(0, compiled.size())
                .allMatch(i -> sameType(declared.columns().get(i), compiled.get(i)));
    return new TableSchema(
        same ? declared.columns() : compiled,
        null,
        List.of(),
        declared.viewSql(),
        declared.labels());
  }

  private static boolean sameType(Column declared, Column compiled) {
    return declared.name().equals(compiled.name())
        && DuckTypes.of(declared).equals(DuckTypes.of(compiled));
  }

  private void store(TableRef view, StoredTable stored, String ddl) {
    lanes
        .desk(
            view,
            session -> {
              if (!catalog.hasDataset(view.dataset())) throw Faults.noDataset(view.dataset());
              session.transact(
                  within -> {
                    if (!ddl.isEmpty()) within.execute(ddl);
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
      String shape = catalog.shape(table);
      if (shape != null) shapes.put(table.dataset() + "." + table.table(), shape);
      return catalog.find(table);
    }

    @Override
    public long version() {
      return version;
    }
  }
}
