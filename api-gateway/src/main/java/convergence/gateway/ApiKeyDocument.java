package convergence.gateway;

import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import convergence.directory.NewApiKey;
import convergence.port.Secret;
import convergence.tenant.ApiKey;
import convergence.tenant.Scope;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An API key as its tenant reads it: the columns of `tenant_api_keys` but for the hash.
public record ApiKeyDocument(
    String apiKeyId,
    String tenantId,
    String keyName,
    List<String> scopes,
    boolean isActive,
    @Nullable Instant expiresAt,
    @Nullable Instant lastUsedAt,
    Instant createdAt) {
  public ApiKeyDocument {
    scopes = List.copyOf(scopes);
  }

  static ApiKeyDocument of(ApiKey key) {
    return new ApiKeyDocument(
        key.id(),
        key.tenant().value(),
        key.name(),
        key.scopes().stream().sorted().map(Scope::wire).toList(),
        key.active(),
        key.expiresAt(),
        key.lastUsedAt(),
        RunDocument.micros(key.createdAt()));
  }

  /// The answer to whoever had it made.
  ///
  /// @param apiKey shown this once; null in a repetition
  public record Made(
      String apiKeyId,
      @JsonSerialize(using = OnboardingAnswer.Shown.class) @Nullable Secret apiKey,
      String tenantId,
      String keyName,
      List<String> scopes,
      boolean isActive,
      @Nullable Instant expiresAt,
      @Nullable Instant lastUsedAt,
      Instant createdAt) {
    static Made of(NewApiKey fresh) {
      var shown = ApiKeyDocument.of(fresh.made());
      return new Made(
          shown.apiKeyId,
          fresh.text(),
          shown.tenantId,
          shown.keyName,
          shown.scopes,
          shown.isActive,
          shown.expiresAt,
          shown.lastUsedAt,
          shown.createdAt);
    }
  }
}
