package convergence.gateway;

import convergence.edge.Caller;
import convergence.edge.Fields;
import convergence.problem.Refusal;
import convergence.problem.RefusedException;
import convergence.tenant.Tenant;
import convergence.tenant.TenantStatus;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads the body of a tenant's PATCH: what is absent stays as it is.
final class TenantChange {
  private static final int SOURCES = 100;
  private static final Pattern SOURCE =
      Pattern.compile("(?:[a-z0-9][a-z0-9.:-]{4,61}\\.)?[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]*\\*?");
  private static final List<String> STATUSES =
      Arrays.stream(TenantStatus.values()).map(TenantStatus::name).toList();
  private static final List<String> OPERATORS =
      List.of(
          "status",
          "subscription_plan",
          "subscription_start_date",
          "subscription_end_date",
          "allowed_sources");

  private TenantChange() {}

  /// @throws RefusedException BadRequest; Forbidden: a field that only an operator may change
  static UnaryOperator<Tenant> read(Map<String, Object> body, Caller caller) {
    var fields = new Fields(body);
    String company = fields.text("company_name", 200);
    String email = fields.text("admin_email", 254);
    boolean emailSent = fields.has("admin_email");
    if (email != null && !OnboardingController.isEmail(email))
      fields.wrong("admin_email", "admin_email is an e-mail address, or null.");
    var status = status(fields);
    String plan = fields.text("subscription_plan", 64);
    var start = fields.date("subscription_start_date");
    var end = fields.date("subscription_end_date");
    boolean endSent = fields.has("subscription_end_date");
    var sources = sources(fields);
    fields.end();
    if (caller.means() == Caller.Means.API_KEY) refuseOperators(body);
    return tenant -> {
      var from = start == null ? tenant.subscriptionStart() : start;
      return tenant
          .withProfile(
              company == null ? tenant.companyName() : company,
              emailSent ? email : tenant.adminEmail())
          .withStanding(
              status == null ? tenant.status() : status, plan == null ? tenant.plan() : plan)
          .withDates(from, ordered(from, endSent ? end : tenant.subscriptionEnd()))
          .withSources(sources == null ? tenant.allowedSources() : sources);
    };
  }

  private static @Nullable TenantStatus status(Fields fields) {
    String text = fields.text("status", 20);
    if (text == null) return null;
    String name = text.toUpperCase(Locale.ROOT);
    if (STATUSES.contains(name)) return TenantStatus.valueOf(name);
    fields.wrong(
        "status",
        "status is one of %s; a subscription is EXPIRED once its subscription_end_date has passed."
            .formatted(String.join(", ", STATUSES)));
    return null;
  }

  private static @Nullable Set<String> sources(Fields fields) {
    var all = fields.texts("allowed_sources", 300);
    if (all == null) return null;
    if (all.size() > SOURCES)
      fields.wrong("allowed_sources", "allowed_sources holds at most " + SOURCES + " names.");
    for (var source : all) {
      if (!SOURCE.matcher(source).matches())
        fields.wrong(
            "allowed_sources",
            "allowed_sources holds names like dataset.table or project.dataset.table; a * may end one.");
      else if (ofTheSystem(source))
        fields.wrong("allowed_sources", "The datasets tenants and customers are never a source.");
    }
    return Set.copyOf(all);
  }

  private static boolean ofTheSystem(String source) {
    String[] parts = source.toLowerCase(Locale.ROOT).split("\\.");
    String dataset = parts[parts.length - 2];
    return dataset.equals("tenants") || dataset.equals("customers") || dataset.startsWith("_");
  }

  private static @Nullable LocalDate ordered(LocalDate start, @Nullable LocalDate end) {
    if (end != null && end.isBefore(start))
      throw new RefusedException(
          Refusal.BadRequest.of(
              "/subscription_end_date",
              "subscription_end_date lies before subscription_start_date."));
    return end;
  }

  private static void refuseOperators(Map<String, Object> body) {
    for (var name : OPERATORS)
      if (body.containsKey(name))
        throw new RefusedException(
            new Refusal.Forbidden(name + " is changed by operators; it wants X-Admin-Key."));
  }
}
