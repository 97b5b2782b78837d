package convergence.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `key`: a tenant's API keys, asked of the running instance as its operator.
@Command(
    name = "key",
    description = "Make, list, rotate or revoke a tenant's API keys on the running instance.")
final class KeyCommand {
  @Mixin private DataOption data = new DataOption();

  @SuppressWarnings("NullAway.Init") // the command line sets it
  @Spec
  private CommandSpec spec;

  @Command(name = "create", description = "Make a key; it is printed this once.")
  int create(
      @Option(names = "--tenant", required = true, description = "Whose key.") String tenant,
      @Option(names = "--name", description = "What it is for.") @Nullable String name,
      @Option(
              names = "--scope",
              description = "run, read, schedules, credentials or keys; default: all.")
          @Nullable List<String> scopes,
      @Option(names = "--expires", description = "When it ends, e.g. 2027-01-31T00:00:00Z.")
          @Nullable String expires)
      throws IOException, InterruptedException {
    var body = new HashMap<String, Object>();
    if (name != null) body.put("key_name", name);
    if (scopes != null) body.put("scopes", scopes);
    if (expires != null) body.put("expires_at", expires);
    return made(desk().post(path(tenant), body));
  }

  @Command(name = "list", description = "List the keys, newest first; never the keys themselves.")
  int list(@Option(names = "--tenant", required = true, description = "Whose keys.") String tenant)
      throws IOException, InterruptedException {
    var desk = desk();
    var lines = new ArrayList<String>();
    String cursor = "";
    do {
      var page = desk.get(path(tenant) + "?limit=500" + cursor);
      page.path("items").forEach(key -> lines.add(line(key)));
      var next = page.path("next_cursor");
      cursor = next.isTextual() ? "&cursor=" + next.asText() : "";
    } while (!cursor.isEmpty());
    lines.forEach(line -> out().println(line));
    return 0;
  }

  @Command(name = "rotate", description = "Replace a key by a new one, which is printed this once.")
  int rotate(
      @Option(names = "--tenant", required = true, description = "Whose key.") String tenant,
      @Option(names = "--overlap-hours", description = "How long the old one stays good: 0 to 168.")
          @Nullable Integer overlap,
      @Parameters(paramLabel = "ID", description = "api_key_id") String id)
      throws IOException, InterruptedException {
    Map<String, Object> body = overlap == null ? Map.of() : Map.of("overlap_hours", overlap);
    return made(desk().post(path(tenant) + "/" + id + "/rotate", body));
  }

  @Command(name = "revoke", description = "Refuse a key from now on.")
  int revoke(
      @Option(names = "--tenant", required = true, description = "Whose key.") String tenant,
      @Parameters(paramLabel = "ID", description = "api_key_id") String id)
      throws IOException, InterruptedException {
    desk().delete(path(tenant) + "/" + id);
    out().println("revoked " + id);
    return 0;
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private OperatorDesk desk() {
    return OperatorDesk.of(data.running());
  }

  private static String path(String tenant) {
    if (!tenant.matches("[A-Za-z0-9_-]{3,64}"))
      throw new Sorry("A tenant has 3 to 64 letters, digits, underscores or hyphens.");
    return "/api/v1/tenants/" + tenant + "/api-keys";
  }

  private int made(JsonNode key) {
    out().println("api_key_id " + key.path("api_key_id").asText());
    out().println("api_key    " + key.path("api_key").asText());
    spec.commandLine().getErr().println("Keep it now: it is shown this once.");
    return 0;
  }

  private static String line(JsonNode key) {
    var scopes = new ArrayList<String>();
    key.path("scopes").forEach(scope -> scopes.add(scope.asText()));
    return "%s  %-8s  %-20s  %-35s  expires %s  last used %s"
        .formatted(
            key.path("api_key_id").asText(),
            key.path("is_active").asBoolean() ? "active" : "revoked",
            key.path("key_name").asText(),
            String.join(",", scopes),
            key.path("expires_at").asText("never"),
            key.path("last_used_at").asText("never"));
  }
}
