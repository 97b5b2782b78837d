package convergence.embedded.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import convergence.embedded.DataFolder;
import convergence.port.Query;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Kills a process that writes, at random instants, and looks at what the next one finds.
final class SqliteCrashTest {
  private static final int KILLS = 5;

  @TempDir Path home;

  @Test
  void what_was_durable_survives_a_kill_and_nothing_is_there_by_half()
      throws IOException, InterruptedException {
    long seed = System.nanoTime();
    System.out.println("SqliteCrashTest seed " + seed);
    var random = new Random(seed);
    var data = home.resolve("data");
    Files.createDirectory(home.resolve("tmp"));
    var printed = new HashSet<Long>();
    for (int i = 0; i < KILLS; i++) {
      printed.addAll(writeAndKill(data, 1 + random.nextInt(3000)));
      check(data, printed, 2L * (i + 1));
    }
    assertThat(home.resolve("tmp")).as("temporary files of the killed").isEmptyDirectory();
  }

  private Set<Long> writeAndKill(Path data, int lines) throws IOException, InterruptedException {
    var child =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:-UsePerfData",
                "-Djava.io.tmpdir=" + home.resolve("tmp"),
                "-Dconvergence.native=" + home.resolve("native"),
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                CrashWriter.class.getName(),
                data.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    var printed = new HashSet<Long>();
    try (var out =
        new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
      for (int i = 0; i < lines; i++) printed.add(Long.valueOf(line(out)));
      assertThatThrownBy(() -> DataFolder.open(data)).isInstanceOf(DataFolder.InUse.class);
      // Not Process.destroyForcibly: it closes the stream that is still to be read.
      child.toHandle().destroyForcibly();
      // What it had printed before it died counts too; its last line may be cut.
      for (var line = out.readLine(); line != null; line = out.readLine())
        if (line.length() == 7) printed.add(Long.valueOf(line));
    } finally {
      child.destroyForcibly().waitFor();
    }
    return printed;
  }

  private static String line(BufferedReader out) throws IOException {
    var line = out.readLine();
    assertThat(line).as("the writer died by itself").isNotNull();
    return line;
  }

  private static void check(Path data, Set<Long> printed, long incarnation) {
    try (var folder = DataFolder.open(data);
        var store =
            new SqliteStore(folder.path().resolve("state.db"), List.of(CrashWriter.BY_NUMBER))) {
      assertThat(folder.incarnation()).isEqualTo(incarnation);
      var found = numbers(store, "a");
      assertThat(found).containsAll(printed);
      assertThat(numbers(store, "b")).isEqualTo(found);
      assertThat(store.get(CrashWriter.COUNT).orElseThrow().body())
          .isEqualTo(Integer.toString(found.size()));
      var facts = store.facts(1_000_000);
      assertThat(facts).hasSize(found.size());
      assertThat(facts).allSatisfy(f -> assertThat(found).contains((Long) f.fact().row().get("n")));
    }
  }

  private static Set<Long> numbers(SqliteStore store, String half) {
    var found = new ArrayList<Long>();
    Query.@Nullable Cursor after = null;
    while (true) {
      var query = new Query(CrashWriter.BY_NUMBER, List.of(half), null, null, false, after, 1000);
      var page = store.query(query);
      if (page.isEmpty()) return new HashSet<>(found);
      for (var hit : page) {
        found.add((Long) hit.cursor().value());
        assertThat(store.get(hit.key())).contains(hit.document());
      }
      after = page.getLast().cursor();
    }
  }
}
