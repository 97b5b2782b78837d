package convergence.googlesql;

import com.google.zetasql.ZetaSqlLocalServiceGrpc;
import com.google.zetasql.ZetaSqlLocalServiceGrpc.ZetaSqlLocalServiceBlockingStub;
import convergence.googlesql.ir.Step;
import convergence.googlesql.ir.Surroundings;
import convergence.warehouse.BoundSql;
import convergence.warehouse.Schemas;
import convergence.warehouse.SqlFault;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The door to ZetaSQL: its calls run on two platform threads of its own, each with a [Workbench], for at
/// most five seconds. Starts at the first call (about a second); [#warm] does that in the background. May be
/// called from any thread, virtual ones too, but not from its own.
@Singleton
public final class ZetaSql implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ZetaSql.class);
  private static final int THREADS = 2;
  private static final int WAITING = 1_000;
  private static final Duration DEADLINE = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /// Trees of some thousand levels are read recursively. Only what is touched of it costs memory.
  static final long STACK_BYTES = 256L << 20;

  private final Duration deadline;
  private final ThreadPoolExecutor threads;
  private final ThreadLocal<Workbench> bench =
      ThreadLocal.withInitial(
          () -> {
            // The first statement of a thread costs seconds on a busy machine: not the caller's
            // five.
            var fresh = new Workbench(service());
            fresh.warm();
            return fresh;
          });

  private NativeChannel.@Nullable Line line; // guarded by this

  @Inject
  public ZetaSql() {
    this(DEADLINE);
  }

  ZetaSql(Duration deadline) {
    this.deadline = deadline;
    threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(WAITING),
            work -> {
              var thread = new Own(work);
              thread.setDaemon(true);
              return thread;
            });
  }

  /// Starts ZetaSQL in the background, so that the first statement need not wait for it.
  public void warm() {
    for (int i = 0; i < THREADS; i++) {
      try {
        var _ = threads.submit(bench::get);
      } catch (RejectedExecutionException e) {
        LOG.debug("closed before it was warm", e);
      }
    }
  }

  /// Resolves one statement and gives it to `work`, on ZetaSQL's own thread: the resolved tree must not leave
  /// `work`, what is made of it may.
  ///
  /// @param defaultDataset where unqualified names live
  /// @throws SqlFault for what does not parse or resolve, with line and column
  public <T> T analyse(
      BoundSql sql, Schemas schemas, String defaultDataset, Function<Resolved, T> work) {
    return with(bench -> bench.resolve(sql, List.of(), schemas, defaultDataset, work));
  }

  /// Every signature of every function that the analysis knows, by name.
  public List<KnownFunction> functions() {
    return with(Workbench::functions);
  }

  /// Resolves one statement of a script; as [#analyse(BoundSql, Schemas, String, Function)].
  ///
  /// @param defaultDataset empty: none
  public <T> T analyse(
      String sql,
      Surroundings around,
      Schemas schemas,
      String defaultDataset,
      Function<Resolved, T> work) {
    return with(bench -> bench.resolve(sql, around, schemas, defaultDataset, work));
  }

  /// The steps of a script.
  ///
  /// @throws SqlFault for what does not parse, with line and column
  public List<Step> script(String sql) {
    return with(bench -> new ScriptReader(sql).steps(bench.tree(sql)));
  }

  /// Runs `work` with a workbench that is its alone until it returns.
  ///
  /// @throws SqlFault `timeout` after five seconds of work, `too_large` when the statement nests too deeply,
  ///     `unsupported` where ZetaSQL does not run
  <T> T with(Work<T> work) {
    if (Thread.currentThread() instanceof Own)
      throw new IllegalStateException("ZetaSQL's own threads may not wait for each other");
    var begun = new CountDownLatch(1);
    Callable<T> task =
        () -> {
          Workbench own;
          try {
            own = bench.get();
          } finally {
            begun.countDown();
          }
          return work.on(own);
        };
    Future<T> answer;
    try {
      answer = threads.submit(task);
    } catch (RejectedExecutionException e) {
      throw new SqlFault("timeout", "too many SQL statements wait to be analysed", 0, 0);
    }
    try {
      if (!begun.await(PATIENCE.toSeconds(), TimeUnit.SECONDS) && !answer.isDone()) {
        answer.cancel(true);
        throw new SqlFault("timeout", "the SQL analysis had no turn within a minute", 0, 0);
      }
      return answer.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new SqlFault(
          "timeout", "the analysis of the SQL took more than five seconds; simplify it", 0, 0);
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new SqlFault("timeout", "the analysis of the SQL was interrupted", 0, 0);
    } catch (ExecutionException e) {
      throw Faults.of(e.getCause());
    }
  }

  @Override
  @PreDestroy
  public synchronized void close() {
    threads.shutdownNow();
    var open = line;
    if (open != null) open.close();
  }

  // ZetaSQL's own Parser hides what the tree is made of; the same service is asked directly.
  private synchronized ZetaSqlLocalServiceBlockingStub service() {
    var open = line;
    if (open == null) {
      open = NativeChannel.open();
      line = open;
    }
    return ZetaSqlLocalServiceGrpc.newBlockingStub(open.channel());
  }

  private static final class Own extends Thread {
    Own(Runnable work) {
      super(null, work, "zetasql", STACK_BYTES);
    }
  }

  interface Work<T> {
    T on(Workbench bench) throws Exception;
  }
}
