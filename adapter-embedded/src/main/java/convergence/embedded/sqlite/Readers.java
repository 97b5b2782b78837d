package convergence.embedded.sqlite;

import convergence.problem.Fault;
import java.sql.SQLException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/// Reads the file on a few platform threads, since a native call would hold a virtual thread's carrier.
final class Readers implements AutoCloseable {
  private final BlockingQueue<Reader> free;
  private final ExecutorService threads;

  Readers(String name, int size, Database database) throws SQLException {
    free = new ArrayBlockingQueue<>(size);
    for (int i = 0; i < size; i++) free.add(new Reader(database.connectReadOnly()));
    threads =
        Executors.newFixedThreadPool(size, Thread.ofPlatform().name(name, 0).daemon().factory());
  }

  interface Question<T> {
    T ask(Reader reader) throws SQLException;
  }

  /// Any thread may ask; it waits without holding a carrier.
  <T> T read(Question<T> question) {
    try {
      return CompletableFuture.supplyAsync(() -> answer(question), threads).join();
    } catch (CompletionException e) {
      throw new Fault.Transient("store_unavailable", "The state could not be read; try again.", e);
    } catch (RejectedExecutionException e) {
      throw new Fault.Transient("store_closed", "The store is closed.", e);
    }
  }

  private <T> T answer(Question<T> question) {
    var reader = free.remove();
    try {
      return question.ask(reader);
    } catch (SQLException e) {
      throw new CompletionException(e);
    } finally {
      free.add(reader);
    }
  }

  @Override
  public void close() throws SQLException {
    threads.shutdown();
    boolean interrupted = false;
    try {
      if (!threads.awaitTermination(10, TimeUnit.SECONDS)) return;
    } catch (InterruptedException e) {
      interrupted = true;
    }
    for (var reader : free) reader.close();
    if (interrupted) Thread.currentThread().interrupt();
  }
}
