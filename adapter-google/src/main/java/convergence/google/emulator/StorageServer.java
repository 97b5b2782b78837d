package convergence.google.emulator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import convergence.port.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What reading takes of Cloud Storage's JSON API, on loopback only: `gs://bucket/object` is the file `bucket/object` of
/// a folder, the local BigQuery server's own. For emulators and tests, since Google has no emulator of Cloud Storage; it
/// asks nobody who he is.
public final class StorageServer implements AutoCloseable {
  private static final Pattern OBJECTS =
      Pattern.compile("/(?:download/)?storage/v1/b/([^/]+)/o(?:/([^/]+))?");
  private static final int PAGE = 1000;
  private final Path root;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /// @param port 0: any free one
  public StorageServer(int port, Path root) throws IOException {
    this.root = Files.createDirectories(root).toRealPath();
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  /// As `STORAGE_EMULATOR_HOST` names it.
  public String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var path = OBJECTS.matcher(exchange.getRequestURI().getRawPath());
      if (!path.matches() || !exchange.getRequestMethod().equals("GET")) {
        refuse(exchange, 501, "this server lists and reads objects only");
        return;
      }
      var bucket = root.resolve(decoded(path.group(1)));
      var query = query(exchange.getRequestURI().getRawQuery());
      if (!Files.isDirectory(bucket) || !root.equals(bucket.getParent()))
        refuse(exchange, 404, "The specified bucket does not exist.");
      else if (path.group(2) == null) list(exchange, bucket, query);
      else object(exchange, bucket, decoded(path.group(2)), "media".equals(query.get("alt")));
    }
  }

  private static void list(HttpExchange exchange, Path bucket, Map<String, String> query)
      throws IOException {
    var prefix = query.getOrDefault("prefix", "");
    var after = query.getOrDefault("pageToken", "");
    List<String> names;
    try (var files = Files.walk(bucket)) {
      names =
          files
              .filter(Files::isRegularFile)
              .map(file -> bucket.relativize(file).toString())
              .filter(name -> name.startsWith(prefix) && name.compareTo(after) > 0)
              .sorted()
              .limit(PAGE + 1L)
              .toList();
    }
    var page = new ArrayList<Map<String, Object>>();
    for (var name : names.subList(0, Math.min(PAGE, names.size())))
      page.add(resource(bucket, name));
    var answer = new HashMap<String, Object>(Map.of("kind", "storage#objects", "items", page));
    if (names.size() > PAGE) answer.put("nextPageToken", names.get(PAGE - 1));
    say(exchange, 200, answer);
  }

  private static void object(HttpExchange exchange, Path bucket, String name, boolean media)
      throws IOException {
    var file = bucket.resolve(name).normalize();
    if (!file.startsWith(bucket) || !Files.isRegularFile(file))
      refuse(exchange, 404, "No such object: " + bucket.getFileName() + "/" + name);
    else if (!media) say(exchange, 200, resource(bucket, name));
    else send(exchange, 200, "application/octet-stream", Files.readAllBytes(file));
  }

  /// An object that is written anew has another generation.
  private static Map<String, Object> resource(Path bucket, String name) throws IOException {
    var file = bucket.resolve(name);
    var written = Files.getLastModifiedTime(file).toInstant();
    long generation = written.getEpochSecond() * 1_000_000 + written.getNano() / 1_000;
    return Map.of(
        "kind",
        "storage#object",
        "id",
        bucket.getFileName() + "/" + name + "/" + generation,
        "bucket",
        bucket.getFileName().toString(),
        "name",
        name,
        "generation",
        Long.toString(generation),
        "metageneration",
        "1",
        "size",
        Long.toString(Files.size(file)),
        "updated",
        written.toString());
  }

  private static void refuse(HttpExchange exchange, int code, String message) throws IOException {
    say(exchange, code, Map.of("error", Map.of("code", code, "message", message)));
  }

  private static void say(HttpExchange exchange, int code, Map<String, Object> answer)
      throws IOException {
    send(
        exchange,
        code,
        "application/json; charset=UTF-8",
        Json.write(answer).getBytes(StandardCharsets.UTF_8));
  }

  private static void send(HttpExchange exchange, int code, String type, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(code, body.length == 0 ? -1 : body.length);
    if (body.length > 0) exchange.getResponseBody().write(body);
  }

  private static Map<String, String> query(@Nullable String raw) {
    var query = new HashMap<String, String>();
    if (raw == null) return query;
    for (var part : raw.split("&")) {
      var pair = part.split("=", 2);
      query.put(pair[0], pair.length == 1 ? "" : decoded(pair[1]));
    }
    return query;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
