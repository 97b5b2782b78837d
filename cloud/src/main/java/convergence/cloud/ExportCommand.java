package convergence.cloud;

import convergence.cloud.export.Export;
import convergence.cloud.export.Folder;
import convergence.settings.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `export --to google`: from a laptop's folder into the cloud.
@Command(
    name = "export",
    description =
        "Move tenants, keys, credentials, schedules, history and tables of an embedded data folder to Google Cloud.")
final class ExportCommand implements Callable<Integer> {
  @Option(names = "--to", description = "google.", required = true)
  private String to = "";

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The data folder; no instance may be running on it (default: .convergence).")
  private Path data = Path.of(".convergence");

  /// @return 0: all of it is over there; 1: something was refused, or is not
  @Override
  public Integer call() throws Exception {
    if (!to.equals("google")) throw new Sorry("There is only: export --to google");
    var folder = data.toAbsolutePath().normalize();
    if (!Files.exists(folder.resolve("state.db")))
      throw new Sorry(folder + " is no data folder of an embedded instance.");
    var settings = Environment.settings();
    try (var from = open(folder, settings);
        var context = ServiceProcess.open(Service.QUOTA, settings, Map.of())) {
      var faults = new Export(from, context, System.out::println).run();
      faults.forEach(System.err::println);
      if (!faults.isEmpty()) return 1;
    }
    System.out.println(
        "Everything is over there. Do not start the folder's instance again: its schedules would fire in both places.");
    return 0;
  }

  private static Folder open(Path folder, Settings settings) {
    try {
      return Folder.open(folder, instance(settings));
    } catch (IllegalArgumentException e) {
      throw new Sorry(String.valueOf(e.getMessage()));
    }
  }

  /// What the folder's instance was told, as far as it matters here.
  private static Map<String, Object> instance(Settings settings) {
    var told = new HashMap<String, Object>();
    settings
        .value("SECRETS_BASE_PATH")
        .ifPresent(place -> told.put("convergence.secrets-dir", place));
    settings.value("ADMIN_API_KEY").ifPresent(key -> told.put("convergence.edge.admin-key", key));
    settings
        .value("CONFIGS_DIR")
        .filter(place -> !place.startsWith("gs://"))
        .ifPresent(place -> told.put("convergence.configs-dir", place));
    return told;
  }
}
