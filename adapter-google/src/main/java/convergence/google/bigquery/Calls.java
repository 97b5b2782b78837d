package convergence.google.bigquery;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/// Requests about jobs. An interrupt of the caller would close the connection in the middle of one and leave open
/// what it did.
final class Calls {
  private Calls() {}

  /// Makes the request on a thread that nobody interrupts and waits for its end; an interrupt is kept for later.
  static <T> T undisturbed(Supplier<T> request) {
    var task = new FutureTask<T>(request::get);
    var _ = Thread.ofVirtual().name("bigquery-call").start(task);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return task.get();
        } catch (InterruptedException _) {
          interrupted = true;
        } catch (ExecutionException e) {
          if (e.getCause() instanceof RuntimeException known) throw known;
          if (e.getCause() instanceof Error error) throw error;
          throw new IllegalStateException(e.getCause());
        }
      }
    } finally {
      if (interrupted) Thread.currentThread().interrupt();
    }
  }
}
