package convergence.bigquery.wire;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import convergence.port.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// One recorded exchange, with the names that it is played under.
final class Fixture {
  /// As the recordings have it.
  private static final String BUCKET = "test-webhook-bucket/bqemu-conformance";

  /// Recorded floating-point numbers may be none.
  private static final ObjectReader JSON =
      Json.mapper().reader().with(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS);

  private final Path folder;
  private final Map<String, String> names = new HashMap<>();

  Fixture(Path folder, String project, String dataset) {
    this.folder = folder;
    names.put("PROJECT", project);
    names.put("DATASET_ID", dataset);
    names.put("DATASET", project + "." + dataset);
    names.put("GCS_BUCKET", BUCKET);
  }

  String name() {
    int parts = folder.getNameCount();
    return folder.getName(parts - 2) + "/" + folder.getName(parts - 1);
  }

  void capture(String name, String value) {
    names.put(name, value);
  }

  Optional<String> text(String file) {
    return read(file)
        .map(bytes -> filled(new String(bytes, java.nio.charset.StandardCharsets.UTF_8)));
  }

  Optional<JsonNode> json(String file) {
    return text(file).map(Fixture::tree);
  }

  private Optional<byte[]> read(String file) {
    var path = folder.resolve(file);
    if (!Files.exists(path)) return Optional.empty();
    try {
      return Optional.of(Files.readAllBytes(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Bodies hold names, too, but bytes that are no text must stay as they are.
  byte[] bytes(String file) {
    String latin =
        new String(read(file).orElseThrow(), java.nio.charset.StandardCharsets.ISO_8859_1);
    return filled(latin).getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  String filled(String text) {
    String filled = text;
    for (var name : names.entrySet())
      filled = filled.replace("${" + name.getKey() + "}", name.getValue());
    return filled;
  }

  static JsonNode tree(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
