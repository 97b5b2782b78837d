package convergence.standalone;

import java.nio.file.Path;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/// `--data DIR`, shared by the commands.
final class DataOption {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      scope = ScopeType.INHERIT,
      description = "Folder of all state (default: .convergence).")
  private Path folder = Path.of(".convergence");

  Path path() {
    return folder.toAbsolutePath().normalize();
  }

  /// The running instance of the folder.
  InstanceFile running() {
    return InstanceFile.read(path())
        .orElseThrow(
            () ->
                new Sorry(
                    "No instance is running on " + folder + ". Start one with: ./convergence up"));
  }
}
