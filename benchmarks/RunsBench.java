import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
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
import java.util.Objects;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Runs per second of a running instance, over HTTP: keeps connections busy with distinct run requests until every
/// accepted run is COMPLETED, then compares the tables' rows with what was accepted.
///
///     java benchmarks/RunsBench.java DATA_DIR [--runs 5000] [--warm-up 5000] [--reps 3] [--connections 12] [--tenants 1]
///     java benchmarks/RunsBench.java http://127.0.0.1:PORT --pids 1,2,3 [as above]
///
/// `DATA_DIR` is the `--data` of `./convergence up`, started with `CONFIGS_DIR=benchmarks/configs` and the rate limits
/// off (docs/performance.md). The median fdatasync of that disk stands beside each figure. With the address of an
/// api-gateway, `ADMIN_API_KEY` is its admin's, and the CPU of each process of `--pids` is told. Raw sockets, no
/// library: the generator shares the cores with what it measures.
final class RunsBench {
  private static final String NAME = "bench_" + Long.toString(System.nanoTime(), 36);
  private static final Pattern RUN_ID = Pattern.compile("\"pipeline_logging_id\":\"([^\"]+)\"");
  private static final Pattern STATUS = Pattern.compile("\"status\":\"([A-Z]+)\"");
  private static final Pattern END_TIME = Pattern.compile("\"end_time\":\"([^\"]+)\"");
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private final Server server;
  private final int connections;
  private final List<Tenant> tenants = new ArrayList<>();
  private long accepted;

  private record Tenant(String id, String apiKey) {
    String header() {
      return "X-API-Key: " + apiKey;
    }
  }

  private record Started(Tenant tenant, String run) {}

  /// @param data null: it is not on this disk
  /// @param pauseMillis between two looks at a run
  private record Server(Path data, int port, List<Long> pids, String adminKey, int pauseMillis) {
    static Server of(Path data) throws IOException {
      var instance = Files.readString(data.resolve("instance.json"));
      return new Server(
          data,
          Integer.parseInt(found(instance, Pattern.compile("\"port\":(\\d+)"))),
          List.of(Long.parseLong(found(instance, Pattern.compile("\"pid\":(\\d+)")))),
          found(instance, Pattern.compile("\"adminKey\":\"([^\"]+)\"")),
          2);
    }

    static Server of(URI gateway, String pids) {
      var numbers = Pattern.compile("\\d+").matcher(pids).results();
      return new Server(
          null,
          gateway.getPort(),
          numbers.map(number -> Long.parseLong(number.group())).toList(),
          System.getenv("ADMIN_API_KEY"),
          20);
    }

    /// Nanoseconds of CPU that each process has used.
    double[] cpu() {
      return pids.stream()
          .mapToDouble(
              pid ->
                  ProcessHandle.of(pid)
                      .flatMap(process -> process.info().totalCpuDuration())
                      .map(duration -> (double) duration.toNanos())
                      .orElse(Double.NaN))
          .toArray();
    }

    /// What a process is, by its command line.
    String name(int i) {
      var line = ProcessHandle.of(pids.get(i)).flatMap(process -> process.info().commandLine()).orElse("");
      var named = Pattern.compile("Main serve (\\S+)|Main (\\w+)|(\\w+)-emulator").matcher(line);
      if (!named.find()) return "server";
      return Stream.of(named.group(1), named.group(2), named.group(3)).filter(Objects::nonNull).findFirst().orElseThrow();
    }
  }

  private RunsBench(Server server, int connections) {
    this.server = server;
    this.connections = connections;
  }

  public static void main(String[] args) throws Exception {
    if (args.length == 0 || args.length % 2 == 0) {
      System.err.println(
          "usage: RunsBench.java DATA_DIR|URL [--runs N] [--warm-up N] [--reps N] [--connections N] [--tenants N] [--idle N] [--pids P,…]");
      System.exit(2);
    }
    var server =
        args[0].startsWith("http:")
            ? Server.of(URI.create(args[0]), option(args, "--pids", ""))
            : Server.of(Path.of(args[0]));
    var bench = new RunsBench(server, option(args, "--connections", 12));
    for (int i = 0; i < option(args, "--tenants", 1); i++) bench.onboard(NAME + (i == 0 ? "" : "_" + i));
    int warmUp = option(args, "--warm-up", 5000);
    if (warmUp > 0) bench.batch(warmUp, "warm-up");
    for (int i = 0; i < option(args, "--reps", 3); i++) bench.batch(option(args, "--runs", 5000), "batch");
    bench.latency("single", option(args, "--idle", 200), 1);
    bench.latency("seq40", 5, 40);
    bench.latency("par40", 5, 40);
    bench.compare();
  }

  private static int option(String[] args, String name, int otherwise) {
    return Integer.parseInt(option(args, name, Integer.toString(otherwise)));
  }

  private static String option(String[] args, String name, String otherwise) {
    for (int i = 1; i + 1 < args.length; i += 2) if (args[i].equals(name)) return args[i + 1];
    return otherwise;
  }

  private void onboard(String id) throws IOException {
    try (var connection = new Connection()) {
      var answer =
          connection.post(
              "/api/v1/tenants/onboard",
              "X-Admin-Key: " + server.adminKey(),
              "{\"tenant_id\":\"" + id + "\",\"subscription_plan\":\"BENCH\"}");
      tenants.add(new Tenant(id, found(answer, Pattern.compile("\"api_key\":\"([^\"]+)\""))));
    }
  }

  private Started start(Connection connection, String template) throws IOException {
    int number = NUMBER.incrementAndGet();
    var tenant = tenants.get(number % tenants.size());
    var path = "/api/v1/pipelines/run/" + tenant.id() + "/bench/bench/" + template;
    var body = "{\"n\":\"" + NAME + "-" + number + "\"}";
    return new Started(tenant, found(connection.post(path, tenant.header(), body), RUN_ID));
  }

  /// @return when the run was COMPLETED by the server's clock
  private Instant ended(Connection connection, Started started) throws IOException, InterruptedException {
    while (true) {
      var document = connection.get("/api/v1/pipelines/runs/" + started.run(), started.tenant().header());
      var status = found(document, STATUS);
      if (status.equals("COMPLETED")) return Instant.parse(found(document, END_TIME));
      if (!List.of("PENDING", "RUNNING").contains(status)) throw new IOException(document);
      Thread.sleep(server.pauseMillis());
    }
  }

  private void batch(int runs, String name) throws Exception {
    var left = new AtomicInteger(runs);
    var cpu = server.cpu();
    var begun = Instant.now();
    var ids =
        everywhere(
            connection -> {
              var mine = new ArrayList<Started>();
              while (left.getAndDecrement() > 0) mine.add(start(connection, "single"));
              return mine;
            });
    if (new HashSet<>(ids).size() != runs) throw new IllegalStateException("a run id came back twice");
    accepted += runs;
    double acceptedIn = seconds(begun, Instant.now());
    var last = begun;
    double[] idle;
    try (var connection = new Connection()) {
      for (var tenant : tenants) while (running(connection, tenant) > 0) Thread.sleep(server.pauseMillis());
      idle = server.cpu();
      for (var id : ids) {
        var end = ended(connection, id);
        if (end.isAfter(last)) last = end;
      }
    }
    System.out.printf(
        "%-8s %,7d runs: %,7.0f runs/s end to end, accepted %,7.0f/s; us of CPU each: %s; the look at each end: %s%s%n",
        name,
        runs,
        runs / seconds(begun, last),
        runs / acceptedIn,
        each(runs, cpu, idle),
        each(runs, idle, server.cpu()),
        disk());
  }

  /// Slots that the tenant's quota still holds: with the last one back, every run that was accepted has ended.
  private long running(Connection connection, Tenant tenant) throws IOException {
    var quota = connection.get("/api/v1/tenants/" + tenant.id() + "/quota", tenant.header());
    return Long.parseLong(found(quota, Pattern.compile("\"concurrent_pipelines_running\":(\\d+)")));
  }

  private String each(int runs, double[] before, double[] after) {
    var told = new StringJoiner(", ");
    for (int i = 0; i < before.length; i++)
      told.add(String.format("%s %.0f", server.name(i), (after[i] - before[i]) / 1e3 / runs));
    return told.toString();
  }

  private List<Started> everywhere(Work work) throws Exception {
    try (var threads = Executors.newFixedThreadPool(connections)) {
      var tasks = new ArrayList<Callable<List<Started>>>();
      for (int i = 0; i < connections; i++)
        tasks.add(
            () -> {
              try (var connection = new Connection()) {
                return work.on(connection);
              }
            });
      var all = new ArrayList<Started>();
      for (var done : threads.invokeAll(tasks)) all.addAll(done.get());
      return all;
    }
  }

  private interface Work {
    List<Started> on(Connection connection) throws IOException;
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
        "idle     %-7s POST to COMPLETED: p50 %.2f ms, p99 %.2f ms, p50 %.2f ms a step%s%n",
        template,
        millis[runs / 2],
        millis[runs * 99 / 100],
        millis[runs / 2] / steps,
        disk());
  }

  /// Ledger, quota and the runs table must agree with what was accepted.
  private void compare() throws IOException {
    try (var connection = new Connection()) {
      long counted = 0;
      for (var tenant : tenants) {
        var quota = connection.get("/api/v1/tenants/" + tenant.id() + "/quota", tenant.header());
        counted += Long.parseLong(found(quota, Pattern.compile("\"pipelines_run_today\":(\\d+)")));
      }
      if (server.data() == null) {
        System.out.printf("accepted %,d; the quotas counted %,d%n", accepted, counted);
        return;
      }
      var rows = new StringJoiner(" ");
      for (var tenant : tenants) {
        var query =
            "SELECT COUNT(*), COUNT(DISTINCT pipeline_logging_id), COUNTIF(status = 'COMPLETED') FROM `"
                + tenant.id()
                + ".x_meta_pipeline_runs`";
        rows.add(
            connection.post(
                "/api/v1/admin/sql", "X-Admin-Key: " + server.adminKey(), "{\"query\":\"" + query + "\"}"));
      }
      System.out.printf(
          "accepted %,d; the quotas counted %,d; runs tables (rows, distinct, completed) %s%n", accepted, counted, rows);
    }
  }

  private String disk() throws IOException {
    return server.data() == null ? "" : String.format("; fdatasync p50 %.3f ms", fdatasync(server.data()));
  }

  private static double fdatasync(Path data) throws IOException {
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
    private final Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
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
