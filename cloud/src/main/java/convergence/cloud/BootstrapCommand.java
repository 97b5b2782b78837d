package convergence.cloud;

import convergence.metadata.MetadataUpgrade;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `bootstrap`: the metadata tables of the project, as this release declares them.
@Command(
    name = "bootstrap",
    description =
        "Create or upgrade the metadata datasets, tables and views of the project and of each tenant; refuse what would lose data.")
final class BootstrapCommand implements Callable<Integer> {
  @Option(names = "--dry-run", description = "Say what would be done; change nothing.")
  private boolean dry;

  /// @return 0: all is as declared (or, dry, could be); 1: something was refused, and nothing changed
  @Override
  public Integer call() {
    try (var context = ServiceProcess.open(Service.QUOTA, Environment.settings(), Map.of())) {
      var outcome = context.getBean(MetadataUpgrade.class).run(dry, System.out::println);
      if (outcome.refused().isEmpty()) {
        System.out.println(
            "%s%d created, %d changed, %d unchanged"
                .formatted(
                    dry ? "dry run, nothing was done: " : "",
                    outcome.made(),
                    outcome.changed(),
                    outcome.unchanged()));
        return 0;
      }
      outcome.refused().forEach(line -> System.err.println("refused: " + line));
      System.err.println(
          "Nothing was changed. Copy what must be kept, change the table by hand, and start again.");
      return 1;
    }
  }
}
