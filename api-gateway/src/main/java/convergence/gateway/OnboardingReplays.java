package convergence.gateway;

import convergence.gateway.Onboarding.Onboarded;
import convergence.port.Document;
import convergence.port.DocumentStore;
import convergence.port.Json;
import convergence.port.Key;
import convergence.problem.Refusal;
import convergence.problem.RefusedException;
import convergence.run.Replays;
import convergence.tenant.KeyForm;
import convergence.tenant.TenantId;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Answers of onboardings by their Idempotency-Key, for 24 hours and without the API key.
@Singleton
final class OnboardingReplays {
  private static final Duration KEPT = Duration.ofHours(24);

  /// A marker this old was left by a process that died.
  private static final Duration AT_WORK = Duration.ofMinutes(2);

  private final DocumentStore store;
  private final InstantSource clock;

  OnboardingReplays(DocumentStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /// @param done null: the first request is still at work
  private record Stored(String bodyHash, Instant at, @Nullable Onboarded done) {}

  /// Empty: this is the first request, and it is marked as at work.
  ///
  /// @throws RefusedException KeyReused: another body; Conflict: still at work
  Optional<Onboarded> begin(TenantId tenant, String idempotencyKey, String bodyHash) {
    Instant now = clock.instant();
    return store.transact(
        tx -> {
          var key = key(tenant, idempotencyKey);
          var stored = tx.get(key).map(d -> Json.read(d.body(), Stored.class)).orElse(null);
          if (stored == null || gone(stored, now)) {
            tx.put(key, document(new Stored(bodyHash, now, null)));
            return Optional.<Onboarded>empty();
          }
          if (!stored.bodyHash().equals(bodyHash))
            throw new RefusedException(new Refusal.KeyReused());
          if (stored.done() == null)
            throw new RefusedException(
                new Refusal.Conflict("The first request with this Idempotency-Key is at work."));
          return Optional.of(stored.done());
        });
  }

  void answered(TenantId tenant, String idempotencyKey, String bodyHash, Onboarded done) {
    var a = done.answer();
    var shown =
        new OnboardingAnswer(
            a.tenantId(),
            null,
            a.tenantDatasetId(),
            a.datasetCreated(),
            a.tablesCreated(),
            a.dryrunStatus(),
            a.message());
    var stored = new Stored(bodyHash, clock.instant(), new Onboarded(done.isNew(), shown));
    store.transact(
        tx -> {
          tx.put(key(tenant, idempotencyKey), document(stored));
          return Boolean.TRUE;
        });
  }

  /// Nothing came of it: the next request is the first one.
  void forget(TenantId tenant, String idempotencyKey) {
    store.transact(
        tx -> {
          tx.delete(key(tenant, idempotencyKey));
          return Boolean.TRUE;
        });
  }

  private static boolean gone(Stored stored, Instant now) {
    var kept = stored.done() == null ? AT_WORK : KEPT;
    return !now.isBefore(stored.at().plus(kept));
  }

  private static Document document(Stored stored) {
    return Replays.document(Json.write(stored), stored.at());
  }

  private static Key key(TenantId tenant, String idempotencyKey) {
    return new Key("idempotency", KeyForm.sha256(tenant + "\nonboard\n" + idempotencyKey));
  }
}
