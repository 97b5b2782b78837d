package convergence.audit;

import convergence.port.Document;
import convergence.port.DocumentStore.Tx;
import convergence.port.Json;
import convergence.port.Key;
import convergence.problem.Refusal;
import convergence.problem.RefusedException;
import convergence.tenant.KeyForm;
import convergence.tenant.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// An Idempotency-Key in its scope (tenant and route): the change that it was sent with happens once in 24 hours.
///
/// @param name of its document
/// @param bodyHash what it was sent with
public record Once(Key name, String bodyHash) {
  private static final Duration KEPT = Duration.ofHours(24);

  /// What became of the first request.
  ///
  /// @param made id of what it made
  private record Stored(String bodyHash, String made, Instant at) {}

  public static Once of(
      TenantId tenant, String route, String idempotencyKey, Map<String, Object> body) {
    String scoped = KeyForm.sha256(tenant + "\n" + route + "\n" + idempotencyKey);
    return new Once(
        new Key("idempotency", scoped), KeyForm.sha256(Json.write(new TreeMap<>(body))));
  }

  /// The id of what the first request made; empty: this is the first.
  ///
  /// @throws RefusedException KeyReused: the first one had another body
  public Optional<String> made(Tx tx, Instant now) {
    var stored = tx.get(name).map(d -> Json.read(d.body(), Stored.class)).orElse(null);
    if (stored == null || !now.isBefore(stored.at().plus(KEPT))) return Optional.empty();
    if (!stored.bodyHash().equals(bodyHash)) throw new RefusedException(new Refusal.KeyReused());
    return Optional.of(stored.made());
  }

  /// Remembers what this request made, in the transaction that makes it.
  public void remember(Tx tx, String made, Instant now) {
    // The field by which retention finds every document of this collection.
    tx.put(
        name,
        new Document(
            1, Json.write(new Stored(bodyHash, made, now)), Map.of("since", now.toEpochMilli())));
  }
}
