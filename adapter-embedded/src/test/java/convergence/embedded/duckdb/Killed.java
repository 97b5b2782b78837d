package convergence.embedded.duckdb;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;

/// The process that `KillMatrixTest` runs: acts out the named shapes, writes down what is there then, and halts
/// without closing anything.
final class Killed {
  private Killed() {}

  public static void main(String[] arguments) throws Exception {
    var home = Path.of(arguments[0]);
    var warehouse = open(home);
    for (int i = 1; i < arguments.length; i++)
      Shape.valueOf(arguments[i]).act(warehouse, home.resolve("files"));
    Files.write(home.resolve("picture"), Shape.picture(warehouse).getBytes(StandardCharsets.UTF_8));
    Runtime.getRuntime().halt(0);
  }

  static DuckDbWarehouse open(Path home) {
    return DuckDbWarehouse.open(
        new DuckDbConfig(home.resolve("data"), home.resolve("files"), 2, 2, 2, "512MB", true),
        _ -> new Words(),
        Wordless.RESOLVER,
        new PhysicalNames(),
        Clock.systemUTC());
  }
}
