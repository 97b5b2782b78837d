package convergence.template;

import convergence.yaml.JsonSchemas;
import java.util.Map;

/// JSON Schema of template and suite files, for editors; made from the table that the loader checks against.
public final class TemplateSchema {
  private TemplateSchema() {}

  /// `configs/template.schema.json`.
  public static Map<String, Object> pipeline() {
    return JsonSchemas.of("Convergence pipeline template", TemplateShape.PIPELINE);
  }

  /// `configs/suite.schema.json`.
  public static Map<String, Object> suite() {
    return JsonSchemas.of("Convergence data-quality suite", SuiteShape.SUITE);
  }
}
