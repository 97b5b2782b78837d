package convergence.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import convergence.directory.TenantDirectory;
import convergence.edge.JsonBody;
import convergence.edge.Wire;
import convergence.port.Json;
import convergence.problem.RefusedException;
import convergence.run.TemplatePlanner;
import convergence.tenant.TenantId;
import java.io.IOException;
import java.nio.file.Files;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `plan`: shows what a run would do. A running instance is asked over loopback; its files are opened only when it
/// is stopped.
@Command(
    name = "plan",
    description = "Show what a run would do: steps, SQL, tables, lineage, cost, checks, quota.")
final class PlanCommand implements Callable<Integer> {
  /// The names are those of `--format`.
  enum Format {
    text,
    json
  }

  @Mixin private DataOption data = new DataOption();

  @Mixin private TemplateArgument argument = new TemplateArgument();

  @Option(names = "--format", description = "text or json (default: text).")
  private Format format = Format.text;

  @Override
  public Integer call() throws Exception {
    var running = InstanceFile.read(data.path());
    var review = running.isPresent() ? ask(running.get()) : open();
    var out = new StringBuilder();
    switch (format) {
      case text -> new PlanText(review, out).print();
      case json ->
          out.append(Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(review))
              .append('\n');
    }
    System.out.print(out);
    System.out.flush();
    return 0;
  }

  private JsonNode ask(InstanceFile instance) throws IOException, InterruptedException {
    var answer =
        new Api(instance.port())
            .post(
                "/api/v1/pipelines/plan/" + argument.tenant() + "/" + argument.path(),
                argument.body(),
                Map.of("X-Admin-Key", instance.adminKey()));
    if (answer.status() != 200) throw new Sorry(answer.detail());
    return answer.body();
  }

  private JsonNode open() throws IOException {
    if (!Files.isDirectory(data.path()))
      throw new Sorry(
          "There is no data folder " + data.path() + ". Start with: ./convergence demo");
    try (var context = Instance.open(data.path(), AdminKey.kept(data.path()))) {
      var owner =
          context
              .getBean(TenantDirectory.class)
              .find(new TenantId(argument.tenant()))
              .orElseThrow(() -> new Sorry("There is no tenant " + argument.tenant() + "."));
      var today =
          LocalDate.ofInstant(context.getBean(InstantSource.class).instant(), ZoneOffset.UTC);
      var body = JsonBody.object(Json.mapper().writeValueAsBytes(argument.body()));
      var review =
          context.getBean(TemplatePlanner.class).review(owner, argument.key(), body, today);
      return Json.mapper().readTree(Wire.bytes(review));
    } catch (RefusedException e) {
      throw new Sorry(Refusals.sentence(e.refusal()));
    } catch (IllegalArgumentException e) {
      throw new Sorry(String.valueOf(e.getMessage()));
    }
  }
}
