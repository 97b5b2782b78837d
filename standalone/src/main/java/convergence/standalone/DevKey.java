package convergence.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// `ENABLE_DEV_MODE=true`: one key for `DEFAULT_TENANT_ID`, printed at each start. The tenant is taken in by the
/// first; the key is kept in the data folder, for its owner only.
final class DevKey {
  private DevKey() {}

  static void show(Instance instance, Path folder, AdminKey admin)
      throws IOException, InterruptedException {
    var settings = Environment.settings();
    if (!settings.on("ENABLE_DEV_MODE")) return;
    var tenant = settings.value("DEFAULT_TENANT_ID").orElseThrow();
    var desk =
        new OperatorDesk(
            new Api(instance.port()),
            Map.of("X-Admin-Key", admin.first(), "X-User-ID", "dev mode"));
    System.out.println("dev key of " + tenant + ": " + key(desk, tenant, folder));
  }

  private static String key(OperatorDesk desk, String tenant, Path folder)
      throws IOException, InterruptedException {
    var file = folder.resolve("dev-" + tenant + ".key");
    if (Files.exists(file)) return Files.readString(file).strip();
    var key = made(desk, tenant);
    InstanceFile.writePrivate(file, key + "\n");
    return key;
  }

  private static String made(OperatorDesk desk, String tenant)
      throws IOException, InterruptedException {
    var there = desk.api().get("/api/v1/tenants/" + tenant, desk.headers());
    var answer =
        there.status() == 404
            ? desk.post("/api/v1/tenants/onboard", Map.of("tenant_id", tenant))
            : desk.post("/api/v1/tenants/" + tenant + "/api-keys", Map.of("key_name", "dev mode"));
    return answer.path("api_key").asText();
  }
}
