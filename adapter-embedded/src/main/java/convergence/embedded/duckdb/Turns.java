package convergence.embedded.duckdb;

import convergence.googlesql.ir.Ddl;
import convergence.warehouse.TableRef;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// The transactions of one script and the tables that it may write meanwhile. A transaction of several statements
/// keeps its tables to the end, and there is one such transaction at a time, so that none waits in a circle.
final class Turns {
  /// Held by the one open transaction of several statements.
  private static final ReentrantLock TRANSACTIONS = new ReentrantLock();

  private final Lanes lanes;
  private final Session session;
  private final Map<TableRef, Lanes.Turn> held = new HashMap<>();
  private boolean open;
  private boolean broken;

  Turns(Lanes lanes, Session session) {
    this.lanes = lanes;
    this.session = session;
  }

  boolean inTransaction() {
    if (broken) throw SqlErrors.unsupported("a transaction that goes on after an error");
    return open;
  }

  /// A statement failed: DuckDB takes nothing but ROLLBACK from here on, where BigQuery would go on.
  void failed() {
    broken = open;
  }

  /// In a transaction of its own, or in the open one.
  <T> T writing(TableRef table, Task.Body<T> body) throws SQLException {
    return writing(table, body, _ -> {});
  }

  /// @param then what is told of the outcome before the table's next writer begins
  <T> T writing(TableRef table, Task.Body<T> body, Consumer<T> then) throws SQLException {
    if (inTransaction()) {
      held.computeIfAbsent(table, wanted -> lanes.turn(wanted, session));
      T done = body.run(session);
      then.accept(done);
      return done;
    }
    try (var _ = lanes.turn(table, session)) {
      T done = session.transact(body);
      then.accept(done);
      return done;
    }
  }

  void begin() throws SQLException {
    if (open) throw SqlErrors.invalid("Transaction is already in progress");
    try {
      while (!TRANSACTIONS.tryLock(50, TimeUnit.MILLISECONDS)) session.check();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Task.cancelled();
    }
    open = true;
    session.execute("BEGIN TRANSACTION");
  }

  void commit() throws SQLException {
    if (!inTransaction()) throw SqlErrors.invalid("There is no active transaction to commit");
    try {
      session.commit();
    } finally {
      end();
    }
  }

  void rollback() {
    if (!open) throw SqlErrors.invalid("There is no active transaction to roll back");
    try {
      session.rollback();
    } finally {
      end();
    }
  }

  /// What a script leaves open is rolled back.
  void close() {
    if (open) rollback();
  }

  private void end() {
    open = false;
    broken = false;
    held.values().forEach(Lanes.Turn::close);
    held.clear();
    TRANSACTIONS.unlock();
  }

  /// Only temporary things are made and dropped in a transaction, as in BigQuery.
  void refuseInTransaction(Ddl ddl) {
    if (!open) return;
    boolean allowed =
        switch (ddl) {
          case Ddl.CreateTable table -> table.temporary();
          case Ddl.CreateRoutine routine -> routine.temporary();
          case Ddl.Drop _, Ddl.Alter _, Ddl.CopyTable _, Ddl.CreateView _, Ddl.CreateSchema _ ->
              false;
        };
    if (!allowed)
      throw SqlErrors.invalid(
          "DDL statements other than CREATE TEMP TABLE and CREATE TEMP FUNCTION are not supported in a transaction");
  }
}
