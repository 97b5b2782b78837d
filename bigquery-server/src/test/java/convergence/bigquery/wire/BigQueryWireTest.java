package convergence.bigquery.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import convergence.bigquery.Served;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The recorded exchanges of `-Dconvergence.wire.dir=…` (default: the corpus beside the project,
/// where there is one). Writes `target/wire.csv`: fixture, verdict, detail.
final class BigQueryWireTest {
  private static final Path CORPUS =
      Path.of(
          System.getProperty("convergence.home", "."),
          "..",
          "shared",
          "conformance",
          "bigquery-wire");
  private static final double WANTED = 0.9;
  private static final String PROJECT = "wire-project";

  @TempDir Path folder;

  private record Verdict(String fixture, String verdict, String detail) {
    String line() {
      return fixture
          + ","
          + verdict
          + ",\""
          + detail.replace("\"", "\"\"").replace("\n", " ")
          + "\"";
    }
  }

  @Test
  void nine_of_ten_exchanges_go_as_recorded_and_the_rest_is_refused_by_name() throws Exception {
    String given = System.getProperty("convergence.wire.dir");
    Path corpus = given == null ? CORPUS : Path.of(given);
    if (given == null && !Files.isDirectory(corpus))
      System.out.println("no wire corpus: nothing is played");
    assumeTrue(given != null || Files.isDirectory(corpus), "the wire corpus is not here");
    var verdicts = new ArrayList<Verdict>();
    try (var served = Served.on(folder);
        var grpc = new GrpcPlayer(served.grpcPort())) {
      var rest = new RestPlayer(served.port());
      for (Path fixture : fixtures(corpus))
        verdicts.add(play(fixture, verdicts.size(), rest, grpc));
    }
    Files.createDirectories(Path.of("target"));
    Files.write(Path.of("target", "wire.csv"), verdicts.stream().map(Verdict::line).toList());
    long passed = verdicts.stream().filter(v -> v.verdict().equals("pass")).count();
    System.out.println("wire: " + passed + " of " + verdicts.size() + " pass");
    assertThat(verdicts).filteredOn(v -> v.verdict().equals("wrong")).isEmpty();
    assertThat(passed).isGreaterThanOrEqualTo((long) Math.ceil(verdicts.size() * WANTED));
  }

  private static List<Path> fixtures(Path corpus) throws IOException {
    try (var files = Files.walk(corpus)) {
      return files
          .filter(file -> file.getFileName().toString().equals("request.json"))
          .map(Path::getParent)
          .sorted()
          .toList();
    }
  }

  private static Verdict play(Path path, int number, RestPlayer rest, GrpcPlayer grpc)
      throws InterruptedException {
    String dataset = "wire_" + number;
    var fixture = new Fixture(path, PROJECT, dataset);
    try {
      rest.prepare(fixture, PROJECT, dataset);
      boolean http = fixture.name().startsWith("http/");
      var differences = http ? rest.play(fixture) : grpc.play(fixture);
      if (differences.isEmpty()) return new Verdict(fixture.name(), "pass", "");
      String detail = String.join("; ", differences);
      boolean refused = detail.contains("status 501") || detail.contains("UNIMPLEMENTED");
      return new Verdict(fixture.name(), refused ? "unsupported" : "wrong", detail);
    } catch (IOException e) {
      String detail = String.valueOf(e.getMessage());
      return new Verdict(
          fixture.name(), detail.contains("notImplemented") ? "unsupported" : "wrong", detail);
    }
  }
}
