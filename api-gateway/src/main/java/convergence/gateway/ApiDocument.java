package convergence.gateway;

import convergence.edge.ApiPart;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// The OpenAPI document of this process: openapi.yml of the gateway, and the parts that other services in the same
/// process add. A test holds it against the router.
@Singleton
final class ApiDocument {
  private static final List<String> SECTIONS =
      List.of("parameters", "requestBodies", "responses", "schemas");
  private final Map<String, Object> document;

  ApiDocument(List<ApiPart> parts) {
    this.document = read(ApiDocument.class.getResourceAsStream("openapi.yml"));
    for (var part : parts) add(read(part.openapi()));
  }

  Map<String, Object> json() {
    return document;
  }

  private void add(Map<String, Object> part) {
    object(document, "paths").putAll(object(part, "paths"));
    if (part.get("tags") instanceof List<?> tags) list(document).addAll(tags);
    var components = object(part, "components");
    for (var section : SECTIONS)
      object(object(document, "components"), section).putAll(object(components, section));
  }

  @SuppressWarnings("unchecked") // YAML mappings with text keys
  private static Map<String, Object> object(Map<String, Object> parent, String name) {
    return (Map<String, Object>) parent.computeIfAbsent(name, _ -> new LinkedHashMap<>());
  }

  @SuppressWarnings("unchecked")
  private static List<Object> list(Map<String, Object> document) {
    return (List<Object>) document.computeIfAbsent("tags", _ -> new ArrayList<>());
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> read(@Nullable InputStream yaml) {
    if (yaml == null) throw new IllegalStateException("openapi.yml is not on the class path");
    try (yaml) {
      return (Map<String, Object>)
          new Load(LoadSettings.builder().build()).loadFromInputStream(yaml);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
