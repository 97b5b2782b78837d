package convergence.gateway;

import convergence.audit.Asking;
import convergence.credential.CredentialShape;
import convergence.credential.CredentialShape.Fitted;
import convergence.credential.CredentialVault;
import convergence.credential.Provider;
import convergence.edge.Fields;
import convergence.problem.Refusal;
import convergence.problem.RefusedException;
import convergence.tenant.TenantId;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A tenant's credentials as its callers may handle them: written, never read back.
@Singleton
final class Credentials {
  private final TenantReads tenants;
  private final CredentialVault vault;

  Credentials(TenantReads tenants, CredentialVault vault) {
    this.tenants = tenants;
    this.vault = vault;
  }

  Page<CredentialDocument> list(TenantId tenant) {
    tenants.mustExist(tenant);
    return Page.whole(vault.list(tenant).stream().map(CredentialDocument::of).toList());
  }

  CredentialDocument show(TenantId tenant, String id) {
    return vault
        .find(tenant, id)
        .map(CredentialDocument::of)
        .or(() -> vault.waiting(tenant, id).map(CredentialDocument::queued))
        .orElseThrow(Credentials::unknown);
  }

  CredentialDocument store(Asking asking, Map<String, Object> body) {
    tenants.mustExist(asking.tenant());
    return CredentialDocument.of(vault.store(asking, fitted(body)));
  }

  CredentialDocument queue(Asking asking, Map<String, Object> body) {
    tenants.mustExist(asking.tenant());
    return CredentialDocument.queued(vault.queue(asking, fitted(body)));
  }

  CredentialDocument change(Asking asking, String id, Map<String, Object> body) {
    var there = vault.find(asking.tenant(), id).orElseThrow(Credentials::unknown);
    var fields = new Fields(body);
    var provider = provider(fields.text("provider", 20), fields);
    if (provider != null && provider != there.provider())
      fields.wrong("provider", "provider cannot change; delete the credential and store another.");
    boolean secretSent = fields.has("credentials");
    var secret = fields.object("credentials");
    Boolean active = fields.has("is_active") ? fields.flag("is_active") : null;
    if (!secretSent && active == null)
      fields.wrong("credentials", "credentials is required, or is_active.");
    fields.end();
    var fitted = secretSent ? CredentialShape.fit(there.provider(), secret) : null;
    return CredentialDocument.of(vault.change(asking, id, fitted, active));
  }

  void remove(Asking asking, String id) {
    vault.remove(asking, id);
  }

  private static Fitted fitted(Map<String, Object> body) {
    var fields = new Fields(body);
    var provider = provider(fields.required("provider", 20), fields);
    var secret = fields.object("credentials");
    if (secret.isEmpty() && body.get("credentials") == null)
      fields.wrong("credentials", "credentials is required.");
    fields.end();
    if (provider == null) throw new IllegalStateException("a provider that passed");
    return CredentialShape.fit(provider, secret);
  }

  private static @Nullable Provider provider(@Nullable String text, Fields fields) {
    if (text == null || text.isEmpty()) return null;
    var provider = Provider.parse(text);
    if (provider.isEmpty())
      fields.wrong(
          "provider",
          "provider is one of %s, in any case."
              .formatted(
                  String.join(
                      ", ", Arrays.stream(Provider.values()).map(Provider::name).toList())));
    return provider.orElse(null);
  }

  private static RefusedException unknown() {
    return new RefusedException(new Refusal.NotFound("There is no such credential."));
  }
}
