package convergence.credential;

import convergence.port.Document;
import convergence.port.Fact;
import convergence.port.Index;
import convergence.port.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How credentials lie in the store and in `tenants.tenant_cloud_credentials`.
final class CredentialRows {
  static final Index ALL = new Index("credentials", "all", List.of("tenant_id"));

  /// Wallets in whose queue something waits.
  static final Index WAITING = new Index("credentials", "waiting", List.of("waits"));

  private CredentialRows() {}

  static Document document(Wallet wallet) {
    var fields = new HashMap<String, Object>();
    fields.put("tenant_id", wallet.tenant().value());
    if (!wallet.queued().isEmpty())
      fields.put("waits", wallet.queued().getFirst().createdAt().toEpochMilli());
    return new Document(CredentialVault.VERSION, Json.write(wallet), fields);
  }

  static Fact row(Credential c) {
    var row = values(c);
    row.put("encrypted_credentials", c.sealed());
    return fact(row);
  }

  /// The last row of a credential that is no more: without what was sealed.
  static Fact removed(Credential c) {
    var row = values(c);
    row.put("is_active", false);
    row.put("row_seq", c.revision() + 1);
    return fact(row);
  }

  private static Map<String, Object> values(Credential c) {
    var row = new HashMap<String, Object>();
    row.put("credential_id", c.id());
    row.put("tenant_id", c.tenant().value());
    row.put("provider", c.provider().name());
    row.put("is_active", c.active());
    row.put("created_at", c.createdAt());
    row.put("updated_at", c.updatedAt());
    row.put("row_seq", c.revision());
    return row;
  }

  private static Fact fact(Map<String, Object> row) {
    return new Fact("tenants", "tenant_cloud_credentials_rows", row);
  }
}
