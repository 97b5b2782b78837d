package convergence.directory;

import convergence.port.Document;
import convergence.port.Fact;
import convergence.port.Index;
import convergence.port.Json;
import convergence.quota.Plan;
import convergence.tenant.ApiKey;
import convergence.tenant.Scope;
import convergence.tenant.Tenant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How tenants and keys lie in the store and in the tables of the `tenants` dataset.
final class TenantRows {
  static final Index ALL = new Index("tenants", "all", List.of("tenant_id"));
  static final Index KEYS = new Index("api_keys", "by_tenant", List.of("tenant", "created"));

  private TenantRows() {}

  static Document document(Tenant tenant) {
    return new Document(
        TenantDirectory.VERSION, Json.write(tenant), Map.of("tenant_id", tenant.id().value()));
  }

  static Document document(ApiKey key) {
    return new Document(
        TenantDirectory.VERSION,
        Json.write(key),
        Map.of("tenant", key.tenant().value(), "created", key.createdAt().toEpochMilli()));
  }

  static Fact profile(Tenant t) {
    var row = new HashMap<String, Object>();
    row.put("tenant_id", t.id().value());
    row.put("company_name", t.companyName());
    put(row, "admin_email", t.adminEmail());
    row.put("status", t.status().name());
    row.put("subscription_plan", t.plan());
    row.put("tenant_dataset_id", t.dataset());
    row.put("created_at", t.createdAt());
    row.put("row_seq", t.revision());
    return new Fact("tenants", "tenant_profiles_rows", row);
  }

  static Fact subscription(Tenant t, Plan plan) {
    var row = new HashMap<String, Object>();
    row.put("subscription_id", t.id() + "_subscription");
    row.put("tenant_id", t.id().value());
    row.put("plan_name", t.plan());
    row.put("status", t.status().name());
    put(row, "max_team_members", wide(plan.maxTeamMembers()));
    put(row, "max_providers", wide(plan.maxProviders()));
    put(row, "max_pipelines_per_day", wide(plan.limits().daily()));
    put(row, "max_pipelines_per_month", wide(plan.limits().monthly()));
    put(row, "max_concurrent_pipelines", wide(plan.limits().concurrent()));
    row.put("subscription_start_date", t.subscriptionStart());
    put(row, "subscription_end_date", t.subscriptionEnd());
    row.put("row_seq", t.revision());
    return new Fact("tenants", "tenant_subscriptions_rows", row);
  }

  static Fact key(ApiKey k) {
    var row = new HashMap<String, Object>();
    row.put("api_key_id", k.id());
    row.put("tenant_id", k.tenant().value());
    row.put("api_key_hash", k.sha256());
    row.put("key_name", k.name());
    row.put("scopes", k.scopes().stream().map(Scope::wire).sorted().toList());
    row.put("is_active", k.active());
    put(row, "expires_at", k.expiresAt());
    put(row, "last_used_at", k.lastUsedAt());
    row.put("created_at", k.createdAt());
    row.put("row_seq", k.revision());
    return new Fact("tenants", "tenant_api_keys_rows", row);
  }

  private static @Nullable Long wide(@Nullable Integer number) {
    return number == null ? null : number.longValue();
  }

  private static void put(Map<String, Object> row, String name, @Nullable Object value) {
    if (value != null) row.put(name, value);
  }
}
