package convergence.standalone;

import convergence.quota.Plans;
import convergence.standalone.cases.CaseFile;
import convergence.standalone.cases.JUnitReport;
import convergence.standalone.cases.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `test`: runs cases of pipelines, each on a throw-away instance of this JVM.
@Command(
    name = "test",
    description = "Run JSON cases of pipelines on a throw-away warehouse; status 1 when one fails.")
final class TestCommand implements Callable<Integer> {
  private static final List<String> LIMITS =
      List.of(
          "requests-per-minute",
          "requests-per-hour",
          "runs-per-minute",
          "run-reads-per-minute",
          "global-per-minute",
          "address-per-minute");

  @Parameters(
      paramLabel = "PATH",
      arity = "0..*",
      description = "Files or folders of cases (default: tests in CONFIGS_DIR).")
  private List<Path> paths = new ArrayList<>();

  @Option(
      names = "--configs",
      paramLabel = "DIR",
      description = "Folder of templates (default: CONFIGS_DIR, else ./configs).")
  private Path configs = Path.of(Environment.variable("CONFIGS_DIR"));

  @Option(names = "--junit", paramLabel = "FILE", description = "Also write JUnit XML.")
  private @Nullable Path junit;

  @Override
  public Integer call() throws Exception {
    System.setProperty("convergence.log.level", "ERROR");
    var verdicts = new ArrayList<Verdict>();
    for (var file : files()) {
      var place = file.toString();
      try {
        for (var each : CaseFile.read(file).cases()) tell(verdicts, run(place, each));
      } catch (IllegalArgumentException e) {
        tell(verdicts, new Verdict(place, "the file", 0, List.of(String.valueOf(e.getMessage()))));
      }
    }
    long failed = verdicts.stream().filter(v -> !v.passed()).count();
    System.out.println(verdicts.size() + " cases, " + failed + " failed");
    if (junit != null) Files.writeString(junit, JUnitReport.of(verdicts));
    return failed == 0 ? 0 : 1;
  }

  private List<Path> files() throws IOException {
    try {
      var files = CaseFile.below(paths.isEmpty() ? List.of(configs.resolve("tests")) : paths);
      if (files.isEmpty()) throw new Sorry("There are no cases: no .json file in " + paths);
      return files;
    } catch (IllegalArgumentException e) {
      throw new Sorry(e.getMessage() + "; a case is a .json file, see docs/testing-pipelines.md");
    }
  }

  private static void tell(List<Verdict> verdicts, Verdict verdict) {
    verdicts.add(verdict);
    System.out.println(verdict.text());
  }

  private Verdict run(String file, CaseFile.Named each) throws IOException, InterruptedException {
    long begun = System.nanoTime();
    List<String> faults;
    var folder = Files.createTempDirectory("convergence-test");
    try {
      var key = AdminKey.of(folder);
      try (var instance = Instance.start(folder.resolve("data"), 0, key, settings(folder))) {
        var plan = widest(instance.bean(Plans.class));
        faults = new CaseRunner(instance, key, folder.resolve("files"), each.what()).run(plan);
      }
    } catch (RuntimeException e) {
      faults = List.of(String.valueOf(e.getMessage()));
    } finally {
      delete(folder);
    }
    return new Verdict(file, each.name(), (System.nanoTime() - begun) / 1_000_000, faults);
  }

  /// Nothing of this machine's own settings may reach a case: no mail goes out, no limit refuses.
  private Map<String, Object> settings(Path folder) {
    var settings = new HashMap<String, Object>();
    for (var limit : LIMITS) settings.put("convergence.rate-limit." + limit, 0);
    settings.put("convergence.configs-dir", configs.toAbsolutePath().toString());
    settings.put("convergence.files-base", folder.resolve("files").toString());
    settings.put("convergence.secrets-dir", "");
    settings.put("convergence.smtp.host", "");
    settings.put("micronaut.server.host", "127.0.0.1");
    return settings;
  }

  /// The plan that refuses latest.
  private static String widest(Plans plans) {
    return plans.all().values().stream()
        .max(
            Comparator.comparingInt(
                plan -> plan.limits().daily() == null ? Integer.MAX_VALUE : plan.limits().daily()))
        .orElseThrow()
        .name();
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(file);
    }
  }
}
