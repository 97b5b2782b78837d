package convergence.standalone;

import convergence.directory.TenantDirectory;
import convergence.problem.RefusedException;
import convergence.quota.QuotaDesk;
import convergence.warehouse.Rows;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `sql`: GoogleSQL on the embedded warehouse, read-only. A running instance is asked over loopback; its
/// files are opened only when it is stopped.
@Command(name = "sql", description = "Query the warehouse with GoogleSQL (read-only).")
final class SqlCommand implements Callable<Integer> {
  @Mixin private DataOption data = new DataOption();

  @Option(names = "--tenant", description = "See only this tenant's dataset.")
  private @Nullable String tenant;

  @Option(names = "--format", description = "table, json or csv (default: table).")
  private RowsFormat format = RowsFormat.table;

  @Parameters(
      arity = "0..1",
      paramLabel = "QUERY",
      description = "The query; - or none: from standard input.")
  private String query = "-";

  @Override
  public Integer call() throws Exception {
    String text =
        query.equals("-") ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8) : query;
    var running = InstanceFile.read(data.path());
    var out = new StringBuilder();
    if (running.isPresent()) format.print(ask(running.get(), text), out);
    else format.print(open(text), out);
    System.out.print(out);
    System.out.flush();
    return 0;
  }

  private JsonRows ask(InstanceFile instance, String text)
      throws IOException, InterruptedException {
    Map<String, Object> body = new HashMap<>();
    body.put("query", text);
    if (tenant != null) body.put("tenant_id", tenant);
    var answer =
        new Api(instance.port())
            .post("/api/v1/admin/sql", body, Map.of("X-Admin-Key", instance.adminKey()));
    if (answer.status() != 200) throw new Sorry(answer.detail());
    return JsonRows.read(answer.body());
  }

  private JsonRows open(String text) {
    if (!java.nio.file.Files.isDirectory(data.path()))
      throw new Sorry(
          "There is no data folder " + data.path() + ". Start with: ./convergence demo");
    try (var context = Instance.open(data.path(), AdminKey.kept(data.path()))) {
      // What changed before the instance stopped was known to its memory only.
      context.getBean(QuotaDesk.class).touch(context.getBean(TenantDirectory.class).all());
      Rows rows = context.getBean(SqlDesk.class).query(text, tenant);
      return JsonRows.of(rows);
    } catch (RefusedException e) {
      throw new Sorry(Refusals.sentence(e.refusal()));
    }
  }
}
