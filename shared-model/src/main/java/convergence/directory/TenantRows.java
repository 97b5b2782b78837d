package convergence.directory;

import convergence.port.Document;
import convergence.port.Fact;
import convergence.port.Index;
import convergence.port.Json;
import convergence.quota.Plan;
import convergence.tenant.ApiKey;
import convergence.tenant.Scope;
import convergence.tenant.Tenant;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// How tenants and keys lie in the store and in the tables of the `tenants` dataset.
final class TenantRows {
  static final Index ALL = new Index("tenants", "all", List.of("tenant_id"));

  /// Subscriptions with an end that no row tells of yet.
  static final Index ENDING = new Index("tenants", "ending", List.of("ends"));

  static final Index KEYS = new Index("api_keys", "by_tenant", List.of("tenant", "created"));

  /// Keys of whose end their tenants are not told yet, by when they should be.
  static final Index EXPIRING = new Index("api_keys", "expiring", List.of("warn"));

  private static final Duration WARNED_BEFORE = Duration.ofDays(7);

  private TenantRows() {}

  static Document document(Tenant tenant) {
    var fields = new HashMap<String, Object>();
    fields.put("tenant_id", tenant.id().value());
    if (tenant.subscriptionEnd() != null && !tenant.toldExpired())
      fields.put("ends", tenant.subscriptionEnd().toEpochDay());
    return new Document(TenantDirectory.VERSION, Json.write(tenant), fields);
  }

  static Document document(ApiKey key) {
    var fields = new HashMap<String, Object>();
    fields.put("tenant", key.tenant().value());
    fields.put("created", key.createdAt().toEpochMilli());
    var end = key.expiresAt();
    if (end != null && key.active() && !key.warned())
      fields.put("warn", end.minus(notice(Duration.between(key.createdAt(), end))).toEpochMilli());
    return new Document(TenantDirectory.VERSION, Json.write(key), fields);
  }

  /// A week before; of a short life the last quarter.
  private static Duration notice(Duration life) {
    var quarter = life.dividedBy(4);
    return quarter.compareTo(WARNED_BEFORE) < 0 ? quarter : WARNED_BEFORE;
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

  static Fact subscription(Tenant t, Plan plan, LocalDate today) {
    var row = new HashMap<String, Object>();
    row.put("subscription_id", t.id() + "_subscription");
    row.put("tenant_id", t.id().value());
    row.put("plan_name", t.plan());
    row.put("status", t.subscriptionStatus(today));
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

  /// What differs, as `{field: [before, after]}`, for the audit.
  static Map<String, Object> difference(Tenant before, Tenant after) {
    var all = new TreeMap<String, Object>();
    compare(all, "company_name", before.companyName(), after.companyName());
    compare(all, "admin_email", before.adminEmail(), after.adminEmail());
    compare(all, "status", before.status(), after.status());
    compare(all, "subscription_plan", before.plan(), after.plan());
    compare(all, "subscription_start_date", before.subscriptionStart(), after.subscriptionStart());
    compare(all, "subscription_end_date", before.subscriptionEnd(), after.subscriptionEnd());
    compare(
        all,
        "allowed_sources",
        before.allowedSources().stream().sorted().toList(),
        after.allowedSources().stream().sorted().toList());
    return all;
  }

  private static void compare(
      Map<String, Object> all, String name, @Nullable Object before, @Nullable Object after) {
    if (!Objects.equals(before, after)) all.put(name, Arrays.asList(text(before), text(after)));
  }

  private static @Nullable Object text(@Nullable Object value) {
    return value == null || value instanceof Collection<?> ? value : value.toString();
  }

  private static @Nullable Long wide(@Nullable Integer number) {
    return number == null ? null : number.longValue();
  }

  private static void put(Map<String, Object> row, String name, @Nullable Object value) {
    if (value != null) row.put(name, value);
  }
}
