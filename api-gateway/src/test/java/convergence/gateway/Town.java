package convergence.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A gateway on a port of this machine, with its books, and a caller who speaks HTTP to it.
final class Town implements AutoCloseable {
  static final String ADMIN = "an-admin-key-of-more-than-32-characters";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ApplicationContext context;
  private final EmbeddedServer server;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private Town(Path configs, Map<String, Object> properties) {
    var all = new HashMap<String, Object>();
    all.put("micronaut.server.host", "127.0.0.1");
    all.put("micronaut.server.port", -1);
    all.put("micronaut.server.netty.max-header-size", 8192);
    all.put("micronaut.server.cors.localhost-pass-through", true);
    all.put("convergence.edge.admin-key", ADMIN);
    all.put("convergence.rate-limit.requests-per-minute", 0);
    all.put("convergence.rate-limit.requests-per-hour", 0);
    all.put("convergence.rate-limit.runs-per-minute", 0);
    all.put("convergence.rate-limit.run-reads-per-minute", 0);
    all.put("convergence.rate-limit.global-per-minute", 0);
    all.put("convergence.rate-limit.address-per-minute", 0);
    all.put("convergence.configs-dir", configs.toString());
    all.putAll(properties);
    this.context = ApplicationContext.run(all);
    this.server = context.getBean(EmbeddedServer.class).start();
  }

  static Town open(Path configs) {
    return open(configs, Map.of());
  }

  static Town open(Path configs, Map<String, Object> properties) {
    furnish(configs);
    return new Town(configs, properties);
  }

  private static void furnish(Path configs) {
    write(
        configs,
        "plans.yml",
        "STARTER:\n  max_concurrent_pipelines: 1\n  max_pipelines_per_day: 6\n  price_usd: 19\nSCALE:\n  max_pipelines_per_day: 1000\nOPEN: {}\n");
    write(configs, "gcp/example/dryrun.yml", "steps:\n  - {step_id: look, ps_type: shared.noop}\n");
    write(
        configs,
        "gcp/cost/nap.yml",
        """
        description: waits
        parameters:
          n: {type: INT64, default: 0, min: 0}
          note: {type: STRING, default: x, max_length: 20}
        steps:
          - {step_id: first, ps_type: shared.noop}
          - {step_id: second, ps_type: shared.noop}
        """);
    write(configs, "gcp/cost/broken.yml", "steps:\n  - step_id: a\n    ps_tipe: shared.noop\n");
    // SQL, which nothing in the town understands: starting it is a bug.
    write(
        configs,
        "gcp/bugs/bug.yml",
        """
        steps:
          - step_id: a
            ps_type: gcp.bigquery_to_bigquery
            source: {query: "SELECT 1 AS x"}
            destination: {table: t}
        """);
    write(
        configs,
        "customer/onboarding-template.yml",
        "steps:\n  - {step_id: make, ps_type: customer.onboarding}\n");
  }

  static void write(Path configs, String file, String text) {
    try {
      var path = configs.resolve(file);
      Files.createDirectories(Objects.requireNonNull(path.getParent()));
      Files.writeString(path, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  int port() {
    return server.getPort();
  }

  /// Onboards a tenant under a plan without limits.
  String tenant(String id) {
    return tenant(id, "OPEN");
  }

  /// @return its first API key
  String tenant(String id, String plan) {
    var answer =
        post(
            "/api/v1/tenants/onboard",
            "{\"tenant_id\":\"%s\",\"subscription_plan\":\"%s\"}".formatted(id, plan),
            "X-Admin-Key",
            ADMIN);
    if (answer.status() != 201) throw new AssertionError(answer.text());
    return answer.json().path("api_key").asText();
  }

  Answer get(String path, String... headers) {
    return send("GET", path, null, headers);
  }

  Answer post(String path, String body, String... headers) {
    return send("POST", path, body, headers);
  }

  Answer send(String method, String path, @Nullable String body, String... headers) {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    for (int i = 0; i < headers.length; i += 2) request.header(headers[i], headers[i + 1]);
    try {
      return Answer.of(client.send(request.build(), BodyHandlers.ofByteArray()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Sends these bytes and reads until the server closes or falls silent for 2 s.
  String raw(byte[] bytes) {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
      socket.setSoTimeout(2_000);
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
      var text = new StringBuilder();
      var buffer = new byte[8192];
      try {
        for (int n; (n = socket.getInputStream().read(buffer)) > 0; )
          text.append(new String(buffer, 0, n, StandardCharsets.UTF_8));
      } catch (IOException silence) {
        // What came so far is the answer.
      }
      return text.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String raw(String text) {
    return raw(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    context.close();
    client.close();
  }

  /// An answer as it came over the wire.
  record Answer(int status, Map<String, List<String>> headers, String text) {
    static Answer of(HttpResponse<byte[]> response) {
      var headers = new HashMap<String, List<String>>();
      response.headers().map().forEach((k, v) -> headers.put(k.toLowerCase(Locale.ROOT), v));
      return new Answer(
          response.statusCode(), headers, new String(response.body(), StandardCharsets.UTF_8));
    }

    JsonNode json() {
      try {
        return JSON.readTree(text);
      } catch (IOException e) {
        throw new UncheckedIOException(text, e);
      }
    }

    /// Empty when it is absent.
    String header(String name) {
      var values = headers.get(name.toLowerCase(Locale.ROOT));
      return values == null ? "" : String.join(", ", values);
    }

    String code() {
      return json().path("code").asText();
    }
  }
}
