package convergence.embedded.sqlite;

import convergence.port.Document;
import convergence.port.Key;
import convergence.problem.Fault;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/// What is written with one wait for the disk: the last version of each document that its transactions
/// changed, and their facts. Filled under the store's lock, then read by the disk's thread alone.
final class Batch {
  /// Stands for all that is on the disk already.
  static final Batch DURABLE = new Batch();

  static {
    DURABLE.durable.complete(null);
  }

  private static final int FULL = 10_000;

  final Map<Key, Change> changes = new LinkedHashMap<>();
  final List<FactRow> facts = new ArrayList<>();
  private final CompletableFuture<@Nullable Void> durable = new CompletableFuture<>();
  long dropFactsUpTo;
  int transactions;

  /// When it was taken to be written, as [System#nanoTime]; set before it is.
  long begun;

  boolean isEmpty() {
    return transactions == 0;
  }

  /// Documents and facts.
  int size() {
    return changes.size() + facts.size();
  }

  /// On the disk, or it cannot get there.
  boolean isSettled() {
    return durable.isDone();
  }

  boolean isDurable() {
    return durable.isDone() && !durable.isCompletedExceptionally();
  }

  void written() {
    durable.complete(null);
  }

  void failed(Throwable why) {
    durable.completeExceptionally(why);
  }

  boolean isFull() {
    return transactions > FULL && !durable.isDone();
  }

  /// Waits until it is on the disk, or cannot get there.
  void settled() {
    durable.exceptionally(_ -> null).join();
  }

  /// Waits until it is on the disk.
  ///
  /// @throws Fault.Transient it could not be written, and has no effect
  void await() {
    try {
      durable.join();
    } catch (CompletionException e) {
      throw new Fault.Transient(
          "store_unavailable", "The state could not be written to the disk; try again.", e);
    }
  }

  /// A document's way through one batch.
  static final class Change {
    /// What the file holds; null: not known.
    final @Nullable Slot before;

    /// What it shall hold; null: nothing.
    @Nullable Document after;

    /// Its index fields as the file keeps them; null: none.
    @Nullable String fields;

    Change(@Nullable Slot before) {
      this.before = before;
    }

    void after(Attempt.Write write) {
      after = write.document();
      fields = write.fields();
    }
  }

  /// A fact, numbered and encoded.
  record FactRow(long seq, String dataset, String table, String row) {}
}
