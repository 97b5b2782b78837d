package convergence.standalone.cases;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// A file of cases: one object, or an array of them.
///
/// @param cases by name
public record CaseFile(Path path, List<Named> cases) {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  public CaseFile {
    cases = List.copyOf(cases);
  }

  public record Named(String name, PipelineCase what) {}

  /// Every `.json` below the paths, in order.
  ///
  /// @throws IllegalArgumentException naming a path that is not there
  public static List<Path> below(List<Path> paths) throws IOException {
    var all = new ArrayList<Path>();
    for (var path : paths) {
      if (!Files.exists(path)) throw new IllegalArgumentException(path + " is not there");
      try (Stream<Path> files = Files.walk(path)) {
        files
            .filter(file -> Files.isRegularFile(file) && file.toString().endsWith(".json"))
            .sorted()
            .forEach(all::add);
      }
    }
    return all;
  }

  /// @throws IllegalArgumentException with file, line and what is wrong
  public static CaseFile read(Path path) throws IOException {
    try {
      var root = JSON.readTree(Files.readString(path));
      var cases = new ArrayList<Named>();
      String base = String.valueOf(path.getFileName()).replaceFirst("\\.json$", "");
      if (root.isArray())
        for (int i = 0; i < root.size(); i++)
          cases.add(named(root.get(i), base + " [" + (i + 1) + "]"));
      else cases.add(named(root, base));
      return new CaseFile(path, cases);
    } catch (JsonProcessingException e) {
      var at = e.getLocation();
      String place = at == null || at.getLineNr() < 1 ? "" : ":" + at.getLineNr();
      throw new IllegalArgumentException(path + place + ": " + e.getOriginalMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(path + ": " + e.getMessage(), e);
    }
  }

  private static Named named(JsonNode node, String otherwise) throws JsonProcessingException {
    var what = JSON.treeToValue(node, PipelineCase.class);
    if (what.template() == null || what.expect() == null)
      throw new IllegalArgumentException(
          otherwise + ": a case names its template and what to expect");
    if (!what.template().matches("[^/]+/[^/]+/[^/]+"))
      throw new IllegalArgumentException(
          otherwise + ": template is provider/domain/template, not " + what.template());
    return new Named(what.name() == null ? otherwise : what.name(), what);
  }
}
