package convergence.template;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import convergence.port.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// The name of a plan: SHA-256 of its JSON with sorted keys. Equal plans have equal hashes in every process.
final class PlanHash {
  private static final ObjectWriter WRITER =
      Json.mapper().writer().with(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

  private PlanHash() {}

  /// @param plan its own hash is left out
  static String of(PipelinePlan plan) {
    Map<String, Object> parts = new TreeMap<>();
    parts.put("template", plan.template());
    parts.put("pipelineId", plan.pipelineId());
    parts.put("tenant", plan.tenant());
    parts.put("dataset", plan.dataset());
    parts.put("timeoutSeconds", plan.timeoutSeconds());
    parts.put("steps", plan.steps());
    // A Set's own order differs from process to process.
    parts.put("variables", new TreeSet<>(plan.variables()));
    parts.put("labels", plan.labels());
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      var json = WRITER.writeValueAsString(parts).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(digest.digest(json));
    } catch (JsonProcessingException | NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
