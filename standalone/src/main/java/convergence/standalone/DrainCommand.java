package convergence.standalone;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `drain`: before a planned stop.
@Command(
    name = "drain",
    description = "Let the running instance take no new runs; those in work go on, others wait.")
final class DrainCommand implements Callable<Integer> {
  @Mixin private DataOption data = new DataOption();

  @Option(names = "--off", description = "Take runs again.")
  private boolean off;

  @Override
  public Integer call() throws Exception {
    var answer = OperatorDesk.of(data.running()).post("/api/v1/admin/drain", Map.of("on", !off));
    System.out.println(
        (answer.path("draining").asBoolean() ? "draining" : "taking runs")
            + ", in work: "
            + answer.path("runs_in_work").asInt());
    return 0;
  }
}
