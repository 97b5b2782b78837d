package convergence.embedded.duckdb;

import convergence.warehouse.TableRef;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The platform threads on which DuckDB's native code runs, and the only ones. Long jobs, reads and the
/// warehouse's own short writes have each their own, so that none waits behind another kind. Writers of one
/// table go one after the other, in the order in which they came, without holding a thread while they wait.
final class Lanes implements AutoCloseable {
  private static final long INTERRUPT_AGAIN_MILLIS = 50;

  /// For what needs nothing but tables.
  private final Sessions plain;

  /// For compiled SQL, with what it needs.
  private final Sessions speaking;

  private final Commits commits = new Commits();
  private final Snapshots snapshots;
  private final Lane jobs;
  private final Lane reads;
  private final Lane desk;

  /// A script holds its thread while it waits for a table, so it takes none from the jobs that it waits for.
  private final Lane scripts;

  private final ScheduledExecutorService interrupter;

  /// Some threads, and what their tasks need of a connection.
  private record Lane(ExecutorService threads, Sessions sessions) {
    Lane(int threads, String name, Sessions sessions) {
      this(Executors.newFixedThreadPool(threads, named(name)), sessions);
    }
  }

  private final Set<Task<?>> open = ConcurrentHashMap.newKeySet();

  /// Guarded by itself: a table that is being written, and who waits for it.
  private final Map<TableRef, Queue<Runnable>> writing = new HashMap<>();

  /// How often each table has been written.
  private final Map<TableRef, Long> written = new ConcurrentHashMap<>();

  Lanes(Database database, DuckDbConfig config) {
    this.plain = new Sessions(database::connect, commits);
    this.speaking = new Sessions(database::connectForSql, commits);
    this.jobs = new Lane(config.jobs(), "duckdb-job-", speaking);
    this.reads = new Lane(config.readers(), "duckdb-read-", speaking);
    this.desk = new Lane(1, "duckdb-desk-", plain);
    this.scripts = new Lane(config.jobs(), "duckdb-script-", speaking);
    this.interrupter = Executors.newSingleThreadScheduledExecutor(named("duckdb-interrupt-"));
    this.snapshots = new Snapshots(this, plain);
    var _ = interrupter.scheduleWithFixedDelay(snapshots::forgetIdle, 1, 1, TimeUnit.MINUTES);
  }

  /// Nothing is committed while the work goes on.
  void still(Runnable work) {
    commits.still(work);
  }

  /// A query.
  <T> Task<T> read(Task.Body<T> body) {
    return submit(new Task<>(this), body, reads, null);
  }

  /// Reads of a transaction that lasts longer than one of them.
  Snapshots snapshots() {
    return snapshots;
  }

  /// A short write of the warehouse's own; they follow one another.
  <T> Task<T> desk(Task.Body<T> body) {
    return desk(new Task<>(this), body);
  }

  <T> Task<T> desk(Task<T> task, Task.Body<T> body) {
    return submit(task, body, desk, null);
  }

  /// A short write to a table that jobs write, too.
  <T> Task<T> desk(TableRef table, Task.Body<T> body) {
    return submit(new Task<>(this), body, desk, table);
  }

  /// Hands a job in; it begins when a thread and the table are free.
  <T> void job(TableRef table, Task<T> task, Task.Body<T> body) {
    submit(task, body, jobs, table);
  }

  /// Statements of GoogleSQL, which [#turn] keep tables in order.
  <T> Task<T> script(Task.Body<T> body) {
    return submit(new Task<>(this), body, scripts, null);
  }

  /// Waits on a script's thread until the table is its own. Whoever holds several tables must be alone in that.
  Turn turn(TableRef table, Session session) {
    var turn = new Turn(() -> next(table));
    inTurn(table, turn::begin);
    turn.await(session);
    return turn;
  }

  /// A table that is written by no one else until this is closed.
  static final class Turn implements AutoCloseable {
    private final CountDownLatch begun = new CountDownLatch(1);
    private final Runnable next;
    private boolean left; // guarded by this

    private Turn(Runnable next) {
      this.next = next;
    }

    private void begin() {
      synchronized (this) {
        begun.countDown();
        if (!left) return;
      }
      next.run();
    }

    private void await(Session session) {
      try {
        while (!begun.await(INTERRUPT_AGAIN_MILLIS, TimeUnit.MILLISECONDS)) session.check();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        close();
        throw Task.cancelled();
      } catch (RuntimeException e) {
        close();
        throw e;
      }
    }

    @Override
    public void close() {
      synchronized (this) {
        if (left) return;
        left = true;
        if (begun.getCount() > 0) return;
      }
      next.run();
    }
  }

  /// A table was written by one who need not take its turn.
  void wrote(TableRef table) {
    written.merge(table, 1L, Long::sum);
  }

  /// Another number after each write.
  long writes(TableRef table) {
    return written.getOrDefault(table, 0L);
  }

  /// Interrupts until it has ended.
  void interrupt(Task<?> task) {
    var again = new AtomicReference<@Nullable ScheduledFuture<?>>();
    again.set(
        interrupter.scheduleWithFixedDelay(
            () -> {
              task.interrupt();
              var me = again.get();
              if (task.ended() && me != null) me.cancel(false);
            },
            0,
            INTERRUPT_AGAIN_MILLIS,
            TimeUnit.MILLISECONDS));
  }

  private <T> Task<T> submit(Task<T> task, Task.Body<T> body, Lane lane, @Nullable TableRef table) {
    open.add(task);
    if (table == null) start(task, body, lane, () -> {});
    else inTurn(table, () -> start(task, body, lane, () -> next(table)));
    return task;
  }

  private <T> void start(Task<T> task, Task.Body<T> body, Lane lane, Runnable then) {
    try {
      lane.threads()
          .execute(
              () -> {
                try {
                  task.run(lane.sessions(), body);
                } finally {
                  open.remove(task);
                  then.run();
                }
              });
    } catch (RejectedExecutionException _) {
      open.remove(task);
      task.stop(Task.Stop.CLOSED);
      then.run();
    }
  }

  private void inTurn(TableRef table, Runnable turn) {
    synchronized (writing) {
      var waiting = writing.get(table);
      if (waiting != null) {
        waiting.add(turn);
        return;
      }
      writing.put(table, new ArrayDeque<>());
    }
    turn.run();
  }

  private void next(TableRef table) {
    wrote(table);
    Runnable turn;
    synchronized (writing) {
      var waiting = writing.get(table);
      turn = waiting == null ? null : waiting.poll();
      if (turn == null) {
        writing.remove(table);
        return;
      }
    }
    turn.run();
  }

  /// Stops what runs and waits for its end.
  @Override
  public void close() {
    var lanes = List.of(jobs, reads, scripts, desk);
    for (var lane : lanes) lane.threads().shutdown();
    for (var task : open) task.stop(Task.Stop.CLOSED);
    for (var lane : lanes) lane.threads().close();
    interrupter.shutdownNow();
    snapshots.close();
    plain.close();
    speaking.close();
  }

  /// DuckDB reads expressions recursively, a kilobyte for each of the levels that [convergence.embedded.duckdb.sql.DuckSession] allows.
  private static final long STACK_BYTES = 32L << 20;

  private static ThreadFactory named(String prefix) {
    return Thread.ofPlatform().daemon().stackSize(STACK_BYTES).name(prefix, 0).factory();
  }
}
