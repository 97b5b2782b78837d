package convergence.googlesql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

  private static void killAfterItsFirstAnalysis(Path temp, Path natives) throws Exception {
    var process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:-UsePerfData",
                "-Djava.io.tmpdir=" + temp,
                "-Dconvergence.native=" + natives,
                "-cp",
                System.getProperty("java.class.path"),
                OneAnalysis.class.getName())
            .redirectErrorStream(true)
            .start();
    try (var output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(output.lines().anyMatch("analysed"::equals)).isTrue();
    } finally {
      process.destroyForcibly();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
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
      var zetaSql = new ZetaSql();
      zetaSql.with(bench -> bench.parse("SELECT 1"));
      System.out.println("analysed");
      Thread.currentThread().join();
    }
  }
}
