package convergence.embedded.sqlite;

import convergence.embedded.DataFolder;
import convergence.port.Document;
import convergence.port.DocumentStore;
import convergence.port.Fact;
import convergence.port.Index;
import convergence.port.Key;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;

/// The process that `SqliteCrashTest` kills: writes numbered transactions for ever, and prints each
/// number once it is durable.
final class CrashWriter {
  static final Index BY_NUMBER = new Index("halves", "by_number", List.of("half", "n"));
  static final Key COUNT = new Key("counts", "all");
  private static final int THREADS = 16;

  private CrashWriter() {}

  public static void main(String[] args) {
    var folder = DataFolder.open(Path.of(args[0]));
    var store = new SqliteStore(folder.path().resolve("state.db"), List.of(BY_NUMBER));
    long first = 1_000_000 * folder.incarnation();
    PrintStream out = System.out;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < THREADS; i++) {
        long from = first + i;
        threads.execute(
            () -> {
              for (long n = from; ; n += THREADS) {
                write(store, n);
                out.println(n);
              }
            });
      }
    }
  }

  /// Two documents, a fact and a number that all share: all of them or none.
  private static void write(DocumentStore store, long n) {
    store.transact(
        tx -> {
          tx.create(new Key("halves", "a" + n), half("a", n));
          tx.create(new Key("halves", "b" + n), half("b", n));
          long count = tx.get(COUNT).map(d -> Long.parseLong(d.body())).orElse(0L);
          tx.put(COUNT, Document.of(1, Long.toString(count + 1)));
          tx.emit(new Fact("tenants", "x_meta_crash", Map.of("n", n)));
          return n;
        });
  }

  private static Document half(String half, long n) {
    return new Document(
        1, "\"" + "x".repeat((int) (n % 5000)) + "\"", Map.of("half", half, "n", n));
  }
}
