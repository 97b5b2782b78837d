package convergence.cloud.export;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import convergence.port.Cipher;
import convergence.port.Cipher.Context;
import convergence.port.Document;
import convergence.port.Json;
import convergence.port.Key;
import convergence.problem.Fault;
import convergence.tenant.TenantId;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Opens with the folder's keys what lies sealed in documents and rows, and seals it with the keys over there.
final class Resealing {
  private final Cipher from;
  private final Cipher to;

  Resealing(Cipher from, Cipher to) {
    this.from = from;
    this.to = to;
  }

  /// A sealed text within a document.
  private record Seal(ObjectNode holder, String field, String purpose) {}

  private static List<Seal> seals(Key key, JsonNode body) {
    var seals = new ArrayList<Seal>();
    switch (key.collection()) {
      case "credentials" -> {
        body.path("credentials").forEach(each -> add(seals, each, "sealed", "credential/"));
        body.path("queued").forEach(each -> add(seals, each, "sealed", "credential/"));
      }
      case "notifications" ->
          body.path("hooks").forEach(each -> add(seals, each, "sealed", "webhook/"));
      case "api_keys" -> seals.add(new Seal((ObjectNode) body, "sealedCopy", "api_key"));
      default -> {}
    }
    return seals;
  }

  private static void add(List<Seal> seals, JsonNode each, String field, String purpose) {
    seals.add(new Seal((ObjectNode) each, field, purpose + each.path("id").asText()));
  }

  /// Purposes of what the folder's keys do not open.
  List<String> unopened(TenantId tenant, Key key, Document document) {
    var unopened = new ArrayList<String>();
    for (var seal : seals(key, Json.read(document.body(), JsonNode.class)))
      try {
        var _ = from.open(bytes(seal), new Context(tenant.value(), seal.purpose()));
      } catch (Fault.Permanent e) {
        unopened.add(seal.purpose());
      }
    return unopened;
  }

  Document document(TenantId tenant, Key key, Document document) {
    var body = Json.read(document.body(), JsonNode.class);
    var seals = seals(key, body);
    if (seals.isEmpty()) return document;
    for (var seal : seals)
      seal.holder()
          .put(seal.field(), text(bytes(seal), new Context(tenant.value(), seal.purpose())));
    return new Document(document.version(), Json.write(body), document.fields());
  }

  /// A credential of a row; null: the folder's keys do not open it any more.
  byte @Nullable [] credential(TenantId tenant, String id, byte[] sealed) {
    try {
      return sealed(sealed, new Context(tenant.value(), "credential/" + id));
    } catch (Fault.Permanent e) {
      return null;
    }
  }

  private byte[] sealed(byte[] sealed, Context context) {
    return to.seal(from.open(sealed, context), context);
  }

  private String text(byte[] sealed, Context context) {
    return Base64.getEncoder().encodeToString(sealed(sealed, context));
  }

  private static byte[] bytes(Seal seal) {
    return Base64.getDecoder().decode(seal.holder().path(seal.field()).asText());
  }
}
