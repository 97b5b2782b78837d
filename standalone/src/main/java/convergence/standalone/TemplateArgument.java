package convergence.standalone;

import com.fasterxml.jackson.databind.node.ObjectNode;
import convergence.port.Json;
import convergence.template.TemplateKey;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// TEMPLATE, `--tenant` and `--set`, shared by the commands that name a run.
final class TemplateArgument {
  @Parameters(
      paramLabel = "TEMPLATE",
      description = "provider/domain/template, e.g. gcp/cost/billing_cost")
  private String template = "";

  @Option(names = "--tenant", description = "Whose run (default: the demo's tenant).")
  private String tenant = DemoTour.TENANT;

  @Option(
      names = "--set",
      paramLabel = "k=v",
      description = "A parameter; may be given several times.")
  private Map<String, String> parameters = new LinkedHashMap<>();

  String tenant() {
    return tenant;
  }

  /// `provider/domain/template`, as in a route.
  String path() {
    if (!template.matches("[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+"))
      throw new Sorry("A template is provider/domain/template, e.g. gcp/cost/billing_cost.");
    return template;
  }

  TemplateKey key() {
    var parts = path().split("/", -1);
    return new TemplateKey(
        parts[0].toLowerCase(Locale.ROOT), parts[1].toLowerCase(Locale.ROOT), parts[2]);
  }

  /// Values that look like JSON numbers or booleans travel as such; the service checks them.
  ObjectNode body() {
    var body = Json.mapper().createObjectNode();
    parameters.forEach(
        (name, value) -> {
          if (value.matches("-?(0|[1-9][0-9]*)"))
            body.set(name, Json.mapper().getNodeFactory().numberNode(new BigInteger(value)));
          else if (value.equals("true") || value.equals("false"))
            body.put(name, value.equals("true"));
          else body.put(name, value);
        });
    return body;
  }
}
