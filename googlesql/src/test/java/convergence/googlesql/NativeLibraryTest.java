package convergence.googlesql;

import static org.assertj.core.api.Assertions.assertThat;

import convergence.warehouse.SqlFault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeLibraryTest {
  @Test
  void killed_processes_leave_nothing_in_the_temp_folder(@TempDir Path folder) throws Exception {
    Path temp = Files.createDirectory(folder.resolve("temp"));
    Path natives = folder.resolve("app").resolve("natives");
    for (int start = 0; start < 3; start++) {
      killAfterItsFirstAnalysis(temp, natives);
      assertThat(list(temp)).isEmpty();
    }
    assertThat(list(natives)).hasSize(2).contains("zetasql.lock");
  }

  @Test
  void where_ZetaSQL_does_not_run_every_statement_is_refused_with_the_platforms() throws Exception {
    var process = start("-Dos.arch=sparc");
    try (var output = process.inputReader(StandardCharsets.UTF_8)) {
      assertThat(output.lines().toList().getLast())
          .startsWith("unsupported: SQL steps are refused on this machine")
          .contains("on sparc", "Linux on x86-64", "macOS");
    } finally {
      process.destroyForcibly();
    }
  }

  private static void killAfterItsFirstAnalysis(Path temp, Path natives) throws Exception {
    var process = start("-Djava.io.tmpdir=" + temp, "-Dconvergence.native=" + natives);
    try (var output = process.inputReader(StandardCharsets.UTF_8)) {
      assertThat(output.lines().anyMatch("analysed"::equals)).isTrue();
    } finally {
      process.destroyForcibly();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static Process start(String... flags) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.add("-XX:-UsePerfData");
    command.addAll(List.of(flags));
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), OneAnalysis.class.getName()));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private static List<String> list(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  /// Analyses one statement and waits to be killed.
  static final class OneAnalysis {
    private OneAnalysis() {}

    public static void main(String[] arguments) throws InterruptedException {
      try {
        var statements = new GoogleSqlStatements(new ZetaSql());
        statements.bind("SELECT 1", Map.of());
      } catch (SqlFault fault) {
        System.out.println(fault.code() + ": " + fault.getMessage());
        return;
      }
      System.out.println("analysed");
      Thread.currentThread().join();
    }
  }
}
