import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Runs per second of a running instance, over HTTP: keeps connections busy with distinct run requests until every
/// accepted run is COMPLETED, then compares the tables' rows with what was accepted.
///
///     java benchmarks/RunsBench.java DATA_DIR [--runs 5000] [--warm-up 5000] [--reps 3] [--connections 12]
///
/// `DATA_DIR` is the `--data` of `./convergence up`, started with `CONFIGS_DIR=benchmarks/configs` and the rate limits
/// off (docs/performance.md). The median fdatasync of that disk stands beside each figure. Raw sockets, no library:
/// the generator shares the cores with what it measures.
final class RunsBench {
  private static final String TENANT = "bench_" + Long.toString(System.nanoTime(), 36);
  private static final Pattern RUN_ID = Pattern.compile("\"pipeline_logging_id\":\"([^\"]+)\"");
  private static final Pattern STATUS = Pattern.compile("\"status\":\"([A-Z]+)\"");
  private static final Pattern END_TIME = Pattern.compile("\"end_time\":\"([^\"]+)\"");
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private final Path data;
  private final int port;
  private final long pid;
  private final String adminKey;
  private final int connections;
  private String apiKey = "";
  private long accepted;

  private RunsBench(Path data, int connections) throws IOException {
    this.data = data;
    this.connections = connections;
    var instance = Files.readString(data.resolve("instance.json"));
    this.port = Integer.parseInt(found(instance, Pattern.compile("\"port\":(\\d+)")));
    this.pid = Long.parseLong(found(instance, Pattern.compile("\"pid\":(\\d+)")));
    this.adminKey = found(instance, Pattern.compile("\"adminKey\":\"([^\"]+)\""));
  }

  public static void main(String[] args) throws Exception {
    if (args.length == 0 || args.length % 2 == 0) {
      System.err.println("usage: RunsBench.java DATA_DIR [--runs N] [--warm-up N] [--reps N] [--connections N]");
      System.exit(2);
    }
    var bench = new RunsBench(Path.of(args[0]), option(args, "--connections", 12));
    bench.onboard();
    int warmUp = option(args, "--warm-up", 5000);
    if (warmUp > 0) bench.batch(warmUp, "warm-up");
    for (int i = 0; i < option(args, "--reps", 3); i++) bench.batch(option(args, "--runs", 5000), "batch");
    bench.latency("single", 200, 1);
    bench.latency("seq40", 5, 40);
    bench.latency("par40", 5, 40);
    bench.compare();
  }

  private static int option(String[] args, String name, int otherwise) {
    for (int i = 1; i + 1 < args.length; i += 2) if (args[i].equals(name)) return Integer.parseInt(args[i + 1]);
    return otherwise;
  }

  private void onboard() throws IOException {
    try (var connection = new Connection()) {
      apiKey =
          found(
              connection.post(
                  "/api/v1/tenants/onboard",
                  "X-Admin-Key: " + adminKey,
                  "{\"tenant_id\":\"" + TENANT + "\",\"subscription_plan\":\"BENCH\"}"),
              Pattern.compile("\"api_key\":\"([^\"]+)\""));
    }
  }

  private String start(Connection connection, String template) throws IOException {
    var body = "{\"n\":\"" + TENANT + "-" + NUMBER.incrementAndGet() + "\"}";
    return found(
        connection.post(
            "/api/v1/pipelines/run/" + TENANT + "/bench/bench/" + template, "X-API-Key: " + apiKey, body),
        RUN_ID);
  }

  /// @return when the run was COMPLETED by the server's clock
  private Instant ended(Connection connection, String run) throws IOException, InterruptedException {
    while (true) {
      var document = connection.get("/api/v1/pipelines/runs/" + run, "X-API-Key: " + apiKey);
      var status = found(document, STATUS);
      if (status.equals("COMPLETED")) return Instant.parse(found(document, END_TIME));
      if (!List.of("PENDING", "RUNNING").contains(status)) throw new IOException(document);
      Thread.sleep(2);
    }
  }

  private void batch(int runs, String name) throws Exception {
    var left = new AtomicInteger(runs);
    var cpu = cpu();
    var begun = Instant.now();
    var ids =
        everywhere(
            connection -> {
              var mine = new ArrayList<String>();
              while (left.getAndDecrement() > 0) mine.add(start(connection, "single"));
              return mine;
            });
    if (new HashSet<>(ids).size() != runs) throw new IllegalStateException("a run id came back twice");
    accepted += runs;
    double acceptedIn = seconds(begun, Instant.now());
    var last = begun;
    try (var connection = new Connection()) {
      for (var id : ids) {
        var end = ended(connection, id);
        if (end.isAfter(last)) last = end;
      }
    }
    System.out.printf(
        "%-8s %,7d runs: %,7.0f runs/s end to end, accepted %,7.0f/s, %4.0f us of CPU in the server each (with the look afterwards); fdatasync p50 %.3f ms%n",
        name,
        runs,
        runs / seconds(begun, last),
        runs / acceptedIn,
        (cpu() - cpu) / 1e3 / runs,
        fdatasync());
  }

  private List<String> everywhere(Work work) throws Exception {
    try (var threads = Executors.newFixedThreadPool(connections)) {
      var tasks = new ArrayList<Callable<List<String>>>();
      for (int i = 0; i < connections; i++)
        tasks.add(
            () -> {
              try (var connection = new Connection()) {
                return work.on(connection);
              }
            });
      var all = new ArrayList<String>();
      for (var done : threads.invokeAll(tasks)) all.addAll(done.get());
      return all;
    }
  }

  private interface Work {
    List<String> on(Connection connection) throws IOException;
  }

  /// One run at a time, from the request to COMPLETED as a polling client sees it.
  private void latency(String template, int runs, int steps) throws Exception {
    var millis = new double[runs];
    try (var connection = new Connection()) {
      for (int i = 0; i < runs; i++) {
        long begun = System.nanoTime();
        ended(connection, start(connection, template));
        millis[i] = (System.nanoTime() - begun) / 1e6;
      }
    }
    accepted += runs;
    Arrays.sort(millis);
    System.out.printf(
        "idle     %-7s POST to COMPLETED: p50 %.2f ms, p99 %.2f ms, p50 %.2f ms a step; fdatasync p50 %.3f ms%n",
        template,
        millis[runs / 2],
        millis[runs * 99 / 100],
        millis[runs / 2] / steps,
        fdatasync());
  }

  /// Ledger, quota and the runs table must agree with what was accepted.
  private void compare() throws IOException {
    try (var connection = new Connection()) {
      var quota = connection.get("/api/v1/tenants/" + TENANT + "/quota", "X-API-Key: " + apiKey);
      var counted = found(quota, Pattern.compile("\"pipelines_run_today\":(\\d+)"));
      var query =
          "SELECT COUNT(*), COUNT(DISTINCT pipeline_logging_id), COUNTIF(status = 'COMPLETED') FROM `"
              + TENANT
              + ".x_meta_pipeline_runs`";
      var rows =
          connection.post(
              "/api/v1/admin/sql", "X-Admin-Key: " + adminKey, "{\"query\":\"" + query + "\"}");
      System.out.printf("accepted %,d; the quota counted %s; runs table (rows, distinct, completed) %s%n", accepted, counted, rows);
    }
  }

  private double fdatasync() throws IOException {
    var file = data.resolve(".fdatasync-probe");
    var nanos = new long[101];
    try (var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      for (int i = 0; i < nanos.length; i++) {
        channel.write(ByteBuffer.allocate(4096));
        long begun = System.nanoTime();
        channel.force(false);
        nanos[i] = System.nanoTime() - begun;
      }
    } finally {
      Files.deleteIfExists(file);
    }
    Arrays.sort(nanos);
    return nanos[nanos.length / 2] / 1e6;
  }

  /// Nanoseconds of CPU that the server has used.
  private double cpu() {
    return ProcessHandle.of(pid)
        .flatMap(process -> process.info().totalCpuDuration())
        .map(duration -> (double) duration.toNanos())
        .orElse(Double.NaN);
  }

  private static double seconds(Instant from, Instant to) {
    return (to.toEpochMilli() - from.toEpochMilli()) / 1e3;
  }

  private static String found(String text, Pattern pattern) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) throw new IllegalStateException("no " + pattern + " in " + text);
    return matcher.group(1);
  }

  /// One keep-alive connection.
  private final class Connection implements AutoCloseable {
    private final Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    private final InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 16);

    Connection() throws IOException {
      socket.setTcpNoDelay(true);
    }

    String get(String path, String header) throws IOException {
      return send("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + header + "\r\n\r\n");
    }

    String post(String path, String header, String body) throws IOException {
      return send(
          "POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: "
              + body.length() + "\r\n" + header + "\r\n\r\n" + body);
    }

    private String send(String request) throws IOException {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      var status = line();
      int length = 0;
      boolean chunked = false;
      for (var header = line(); !header.isEmpty(); header = line()) {
        var lower = header.toLowerCase(java.util.Locale.ROOT);
        if (lower.startsWith("content-length:")) length = Integer.parseInt(lower.substring(15).strip());
        if (lower.startsWith("transfer-encoding:")) chunked = true;
      }
      var body = chunked ? chunks() : new String(in.readNBytes(length), StandardCharsets.UTF_8);
      if (!status.startsWith("HTTP/1.1 2")) throw new IOException(status + " " + body);
      return body;
    }

    private String chunks() throws IOException {
      var body = new StringBuilder();
      while (true) {
        int length = Integer.parseInt(line(), 16);
        body.append(new String(in.readNBytes(length), StandardCharsets.UTF_8));
        line();
        if (length == 0) return body.toString();
      }
    }

    private String line() throws IOException {
      var text = new StringBuilder();
      for (int c = in.read(); c != '\n'; c = in.read()) {
        if (c < 0) throw new IOException("the server closed the connection");
        if (c != '\r') text.append((char) c);
      }
      return text.toString();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
