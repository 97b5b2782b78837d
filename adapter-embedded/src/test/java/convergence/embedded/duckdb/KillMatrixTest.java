package convergence.embedded.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import convergence.warehouse.BoundSql;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Why this version of DuckDB may be trusted: after each thing that we do to the file the process halts, and
/// the next one finds all of it.
final class KillMatrixTest {
  private static final int KILLS = 5;

  /// At most so many shapes before a kill; `-Dconvergence.kills.shapes=1` is the full run, a kill after each.
  private static final int SHAPES = Integer.getInteger("convergence.kills.shapes", 6);

  @TempDir static Path natives;
  @TempDir Path home;

  @BeforeEach
  void prepare() throws IOException {
    Files.createDirectories(home.resolve("files"));
    Files.createDirectories(home.resolve("tmp"));
    Files.writeString(home.resolve("files/load.csv"), "id,text\n1,one\n2,two\n");
  }

  /// One after the other, each process a few: which of them are the last ones before their kill, the seed says.
  @Test
  void each_shape_survives_a_kill_right_after_it() throws Exception {
    long seed = Long.getLong("convergence.kills.seed", System.nanoTime());
    System.out.println("KillMatrixTest shapes, seed " + seed);
    var random = new Random(seed);
    var shapes = new ArrayDeque<>(List.of(Shape.values()));
    while (!shapes.isEmpty()) {
      var arguments = new ArrayList<>(List.of(home.toString()));
      for (int n = 1 + random.nextInt(SHAPES); n > 0 && !shapes.isEmpty(); n--)
        arguments.add(shapes.remove().name());
      halts(Killed.class, arguments.toArray(String[]::new));
      reopened("after " + arguments.getLast());
    }
    assertThat(home.resolve("tmp")).as("temporary files of the killed").isEmptyDirectory();
  }

  @Test
  void all_shapes_in_one_log_survive_a_kill() throws Exception {
    var arguments = new ArrayList<>(List.of(home.toString()));
    for (var shape : Shape.values()) arguments.add(shape.name());
    halts(Killed.class, arguments.toArray(String[]::new));
    reopened("after all");
  }

  /// Closes with a checkpoint and opens again, since that writes the file anew.
  private void reopened(String when) throws IOException {
    String before = Files.readString(home.resolve("picture"));
    for (int i = 0; i < 2; i++) {
      try (var warehouse = Killed.open(home)) {
        assertThat(warehouse.recovered()).as(when).isEmpty();
        assertThat(Shape.picture(warehouse)).as(when).isEqualTo(before);
      }
    }
  }

  @Test
  void a_job_killed_at_any_instant_is_there_as_a_whole_or_not_at_all() throws Exception {
    long seed = System.nanoTime();
    System.out.println("KillMatrixTest seed " + seed);
    var random = new Random(seed);
    var printed = new TreeSet<Long>();
    for (int i = 0; i < KILLS; i++) {
      printed.addAll(appendAndKill(1000L * (i + 1), 1 + random.nextInt(40)));
      check(printed);
    }
    assertThat(home.resolve("tmp")).as("temporary files of the killed").isEmptyDirectory();
  }

  private Set<Long> appendAndKill(long from, int jobs) throws Exception {
    var child = start(Appending.class, home.toString(), Long.toString(from));
    var printed = new TreeSet<Long>();
    try (var out =
        new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
      for (int i = 0; i < jobs; i++) {
        var line = out.readLine();
        assertThat(line).as("the child died by itself").isNotNull();
        printed.add(Long.valueOf(line));
      }
      assertThatThrownBy(() -> Killed.open(home))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("another process");
      child.toHandle().destroyForcibly();
    } finally {
      child.destroyForcibly().waitFor();
    }
    return printed;
  }

  private void check(Set<Long> printed) {
    try (var warehouse = Killed.open(home)) {
      var rows = new HashMap<Long, Integer>();
      for (String table : List.of("appended0", "appended1")) count(warehouse, table, rows);
      for (long n : printed) assertThat(rows).containsKey(n);
      for (var entry : rows.entrySet()) {
        assertThat(entry.getValue()).as("rows of job " + entry.getKey()).isEqualTo(Appending.ROWS);
        assertThat(warehouse.find(Appending.id(entry.getKey()))).isPresent();
        assertThat(warehouse.run(Appending.job(entry.getKey())).attached()).isTrue();
      }
    }
  }

  private static void count(DuckDbWarehouse warehouse, String table, Map<Long, Integer> rows) {
    if (warehouse.schemas().find(Shape.table(table)).isEmpty()) return;
    var all =
        warehouse.query(
            BoundSql.of("all " + table),
            Map.of(),
            Shape.DATASET_NAME,
            1_000_000,
            Duration.ofMinutes(1));
    for (var row : all.rows())
      if (row.getFirst() instanceof Long id) rows.merge(id / Appending.ROWS, 1, Integer::sum);
  }

  @Test
  void a_log_that_cannot_be_replayed_is_set_aside() throws Exception {
    try (var warehouse = Killed.open(home)) {
      Shape.DATASET.act(warehouse, home);
      Shape.CREATE_AS.act(warehouse, home);
    }
    halts(Killed.class, home.toString(), Shape.APPEND_CREATES.name());
    spoil(home.resolve("data/warehouse.duckdb.wal"));
    try (var warehouse = Killed.open(home)) {
      assertThat(warehouse.recovered().orElseThrow().setAside()).contains("broken");
      assertThat(warehouse.tables(Shape.DATASET_NAME)).containsExactly("copied");
      assertThat(warehouse.find(Shape.CREATE_AS.id())).isPresent();
      assertThat(warehouse.find(Shape.APPEND_CREATES.id())).isEmpty();
      Shape.APPEND_CREATES.act(warehouse, home);
    }
    try (var warehouse = Killed.open(home)) {
      assertThat(warehouse.recovered()).isEmpty();
      assertThat(warehouse.find(Shape.APPEND_CREATES.id())).isPresent();
    }
  }

  private static void spoil(Path log) throws IOException {
    byte[] bytes = Files.readAllBytes(log);
    Arrays.fill(bytes, bytes.length / 2, bytes.length / 2 + 40, (byte) 'x');
    Files.write(log, bytes, StandardOpenOption.TRUNCATE_EXISTING);
  }

  private void halts(Class<?> main, String... arguments) throws Exception {
    assertThat(start(main, arguments).waitFor()).as(String.join(" ", arguments)).isZero();
  }

  private Process start(Class<?> main, String... arguments) throws IOException {
    var command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:-UsePerfData",
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + home.resolve("tmp"),
                "-Dconvergence.native=" + natives,
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                main.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }
}
