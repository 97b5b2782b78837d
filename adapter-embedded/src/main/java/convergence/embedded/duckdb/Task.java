package convergence.embedded.duckdb;

import convergence.problem.Fault;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Native work that one thread of a lane does and any thread may wait for or stop. Its end is known only
/// when the work has ended and was rolled back or committed; work that never began ends at once.
final class Task<T> {
  /// What to do in a session of its own.
  interface Body<T> {
    T run(Session session) throws SQLException;
  }

  /// Why it is asked to end. The first reason stays.
  enum Stop {
    CANCELLED,
    TIMED_OUT,
    FORBIDDEN,
    CLOSED
  }

  private final Lanes lanes;
  private final CompletableFuture<T> outcome = new CompletableFuture<>();
  private final AtomicReference<@Nullable Stop> stop = new AtomicReference<>();
  private final AtomicReference<@Nullable Statement> running = new AtomicReference<>();

  /// Guarded by `this`: whoever is first of `run` and `stop` decides whether it begins.
  private boolean begun;

  Task(Lanes lanes) {
    this.lanes = lanes;
  }

  /// Does the work, once, unless it was stopped before.
  void run(Sessions sessions, Body<T> body) {
    synchronized (this) {
      if (outcome.isDone()) return;
      begun = true;
    }
    try (var session = sessions.open(this)) {
      T value = body.run(session);
      sessions.giveBack(session);
      outcome.complete(value);
    } catch (Fault e) {
      outcome.completeExceptionally(e);
    } catch (SQLException e) {
      outcome.completeExceptionally(fault(e));
    } catch (Throwable e) {
      outcome.completeExceptionally(e);
    }
  }

  /// Ends work that turned out to be needless before it began.
  void complete(T value) {
    outcome.complete(value);
  }

  /// Ends work that could not begin.
  void fail(Throwable why) {
    outcome.completeExceptionally(why);
  }

  void stop(Stop why) {
    if (!stop.compareAndSet(null, why)) return;
    synchronized (this) {
      if (!begun) {
        outcome.completeExceptionally(stopped(why));
        return;
      }
    }
    lanes.interrupt(this);
  }

  /// Interrupts the statement that runs now, if one does. One interrupt may fall between two statements
  /// and be lost, so it is repeated until [#ended].
  void interrupt() {
    Statement now = running.get();
    if (now == null) return;
    try {
      now.cancel();
    } catch (SQLException _) {
      // It has just ended; the next statement will not begin.
    }
  }

  synchronized boolean runs() {
    return begun && !outcome.isDone();
  }

  boolean ended() {
    return outcome.isDone();
  }

  /// Waits for the end. After `timeout`, or when the waiting thread is interrupted, stops the work and waits
  /// for its end all the same: it may have been faster.
  T await(Duration timeout) {
    boolean interrupted = false;
    try {
      return outcome.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      stop(Stop.TIMED_OUT);
      return end();
    } catch (InterruptedException _) {
      interrupted = true;
      stop(Stop.CANCELLED);
      return end();
    } catch (ExecutionException e) {
      throw unwrapped(e);
    } finally {
      if (interrupted) Thread.currentThread().interrupt();
    }
  }

  /// Waits for the end of another's work, and never stops it.
  T follow(Duration timeout) {
    try {
      return outcome.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      throw stopped(Stop.TIMED_OUT);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw stopped(Stop.CANCELLED);
    } catch (ExecutionException e) {
      throw unwrapped(e);
    }
  }

  /// Waits for the end however long it takes, and leaves an interrupt for later.
  private T end() {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return outcome.get();
        } catch (InterruptedException _) {
          interrupted = true;
        } catch (ExecutionException e) {
          throw unwrapped(e);
        }
      }
    } finally {
      if (interrupted) Thread.currentThread().interrupt();
    }
  }

  /// Waits for the end, whatever it is.
  void awaitEnd() {
    try {
      end();
    } catch (RuntimeException _) {
      // Its owner gets it.
    }
  }

  void enter(Statement statement) {
    running.set(statement);
    check();
  }

  void leave() {
    running.set(null);
  }

  /// Ends the work here when it was asked to stop.
  void check() {
    Stop why = stop.get();
    if (why != null) throw stopped(why);
  }

  Fault fault(SQLException e) {
    Stop why = stop.get();
    return why == null ? Faults.of(e) : stopped(why);
  }

  static Fault cancelled() {
    return stopped(Stop.CANCELLED);
  }

  private static Fault stopped(Stop why) {
    return switch (why) {
      case CANCELLED -> new Fault.Cancelled("the job was cancelled");
      case TIMED_OUT -> new Fault.TimedOut("the job was stopped at its time limit");
      case FORBIDDEN -> Faults.forbidden();
      case CLOSED -> new Fault.Transient("unavailable", "the warehouse is closing");
    };
  }

  private static RuntimeException unwrapped(ExecutionException e) {
    Throwable cause = e.getCause();
    if (cause instanceof RuntimeException known) return known;
    return new IllegalStateException(cause);
  }
}
