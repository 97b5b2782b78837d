package convergence.embedded.sqlite;

import convergence.port.Document;
import convergence.port.Fact;
import convergence.port.Index;
import convergence.port.Key;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/// Measures durable transactions per second, by hand: `CommitSpeed FOLDER SECONDS THREADS…`. Each
/// transaction makes two small documents, changes one of a few that all share, and emits a fact.
final class CommitSpeed {
  private static final Index INDEX = new Index("runs", "by_tenant", List.of("tenant", "at"));
  private static final String BODY = "{\"v\":1,\"text\":\"" + "x".repeat(300) + "\"}";

  private final SqliteStore store;
  private final AtomicLong next = new AtomicLong(System.nanoTime());

  private CommitSpeed(SqliteStore store) {
    this.store = store;
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    var folder = Files.createDirectories(Path.of(args[0]));
    System.out.printf("fdatasync p50 %.3f ms%n", syncMillis(folder));
    var store = new SqliteStore(folder.resolve("speed.db"), List.of(INDEX));
    var speed = new CommitSpeed(store);
    long seconds = Long.parseLong(args[1]);
    speed.measure(64, 2, false);
    for (int i = 2; i < args.length; i++) speed.measure(Integer.parseInt(args[i]), seconds, true);
    store.close();
  }

  private void measure(int threads, long seconds, boolean print) throws InterruptedException {
    var done = new AtomicLong();
    var nanos = new long[4_000_000];
    long cpu = cpuNanos();
    long start = System.nanoTime();
    long end = start + seconds * 1_000_000_000L;
    try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < threads; i++)
        pool.execute(
            () -> {
              for (long now = System.nanoTime(); now < end; ) {
                transaction(next.incrementAndGet());
                long then = System.nanoTime();
                nanos[(int) done.getAndIncrement() % nanos.length] = then - now;
                now = then;
              }
            });
    }
    double wall = (System.nanoTime() - start) / 1e9;
    int n = (int) Math.min(done.get(), nanos.length);
    Arrays.sort(nanos, 0, n);
    if (print)
      System.out.printf(
          "%5d threads: %7.0f transactions/s, %4.0f us CPU each, p50 %.2f p99 %.2f max %.1f ms%n",
          threads,
          n / wall,
          (cpuNanos() - cpu) / 1e3 / n,
          nanos[n / 2] / 1e6,
          nanos[(int) (n * 0.99)] / 1e6,
          nanos[n - 1] / 1e6);
  }

  private void transaction(long n) {
    var fields = Map.<String, Object>of("tenant", "t" + n % 7, "at", n);
    var id = "0f8fad5b-d9cb-469f-a165-" + n * 0x9E3779B97F4A7C15L;
    var usage = new Key("usage", "u" + n % 7);
    store.transact(
        tx -> {
          tx.create(new Key("runs", id), new Document(1, BODY, fields));
          tx.create(new Key("open", id), Document.of(1, "1"));
          long used = tx.get(usage).map(d -> Long.parseLong(d.body())).orElse(0L);
          tx.put(usage, Document.of(1, Long.toString(used + 1)));
          tx.emit(new Fact("tenants", "x_meta_pipeline_runs", Map.of("run", id, "at", n)));
          return used;
        });
  }

  private static double syncMillis(Path folder) throws IOException {
    var file = folder.resolve("sync.probe");
    var times = new long[200];
    try (var channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(1 << 20));
      channel.force(true);
      for (int i = 0; i < times.length; i++) {
        channel.position(4096L * i);
        channel.write(ByteBuffer.allocate(4096));
        long start = System.nanoTime();
        channel.force(false);
        times[i] = System.nanoTime() - start;
      }
    }
    Files.delete(file);
    Arrays.sort(times);
    return times[times.length / 2] / 1e6;
  }

  private static long cpuNanos() {
    return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
  }
}
