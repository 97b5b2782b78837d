package convergence.gateway;

import convergence.edge.Fields;
import convergence.schedule.Catchup;
import convergence.schedule.Cron;
import convergence.schedule.ScheduleDraft;
import convergence.template.TemplateKey;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A schedule's body in either dialect: `provider`, `domain`, `pipeline_template`, `schedule_cron` or
/// `pipeline_config`, `schedule`.
final class ScheduleFields {
  private static final int LONGEST = 200;
  private final Map<String, Object> body;
  private final Fields fields;

  ScheduleFields(Map<String, Object> body) {
    this.body = body;
    this.fields = new Fields(body);
  }

  /// A new schedule.
  ScheduleDraft draft() {
    var template = template(null);
    return rest(
        new ScheduleDraft(template, null, ZoneId.of("UTC"), true, Catchup.LATEST, Map.of()));
  }

  /// What becomes of a schedule when only this is said.
  ScheduleDraft over(ScheduleDraft before) {
    var template = template(before.template());
    return rest(
        new ScheduleDraft(
            template,
            before.cron(),
            before.zone(),
            before.active(),
            before.catchup(),
            before.parameters()));
  }

  private ScheduleDraft rest(ScheduleDraft before) {
    var cron = cron(before.cron());
    var zone = zone("timezone", fields.text("timezone", LONGEST), fields).orElse(before.zone());
    boolean active = absent("is_active") ? before.active() : fields.flag("is_active");
    var catchup = catchup().orElse(before.catchup());
    var given = fields.object("parameters");
    fields.end();
    var parameters = absent("parameters") ? before.parameters() : given;
    return new ScheduleDraft(before.template(), cron, zone, active, catchup, parameters);
  }

  private TemplateKey template(@Nullable TemplateKey before) {
    String config = fields.text("pipeline_config", LONGEST);
    String provider = fields.text("provider", LONGEST);
    String domain = fields.text("domain", LONGEST);
    String template = fields.text("pipeline_template", LONGEST);
    if (config != null) return ofConfig(config, provider, domain, template);
    if (before != null) {
      return RunStarts.key(
          provider == null ? before.provider() : provider,
          domain == null ? before.domain() : domain,
          template == null ? before.template() : template);
    }
    if (provider == null) fields.required("provider", LONGEST);
    if (domain == null) fields.required("domain", LONGEST);
    if (template == null) fields.required("pipeline_template", LONGEST);
    return RunStarts.key(orEmpty(provider), orEmpty(domain), orEmpty(template));
  }

  private TemplateKey ofConfig(String config, @Nullable String... others) {
    for (var other : others)
      if (other != null)
        fields.wrong(
            "pipeline_config",
            "pipeline_config says the same as provider, domain and pipeline_template; send one of them.");
    var parts = config.split("/", -1);
    if (parts.length == 3) return RunStarts.key(parts[0], parts[1], parts[2]);
    fields.wrong("pipeline_config", "pipeline_config is {provider}/{domain}/{template}.");
    return RunStarts.key("", "", "");
  }

  private @Nullable Cron cron(@Nullable Cron before) {
    String text = fields.text("schedule_cron", LONGEST);
    String other = fields.text("schedule", LONGEST);
    if (text != null && other != null)
      fields.wrong("schedule", "schedule and schedule_cron say the same; send one of them.");
    if (text != null) return cron("schedule_cron", text, fields).orElse(null);
    return other != null ? cron("schedule", other, fields).orElse(null) : before;
  }

  private static Optional<Cron> cron(String name, String text, Fields fields) {
    try {
      return Optional.of(Cron.parse(text));
    } catch (IllegalArgumentException e) {
      fields.wrong(name, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private static Optional<ZoneId> zone(String name, @Nullable String text, Fields fields) {
    if (text == null) return Optional.empty();
    if (ZoneId.getAvailableZoneIds().contains(text)) return Optional.of(ZoneId.of(text));
    fields.wrong(name, NO_ZONE);
    return Optional.empty();
  }

  static final String NO_ZONE =
      "timezone is a name of the IANA time zone database, such as America/New_York or UTC.";

  private Optional<Catchup> catchup() {
    String text = fields.text("catchup", LONGEST);
    if (text == null) return Optional.empty();
    var catchup = Catchup.parse(text);
    if (catchup.isEmpty()) fields.wrong("catchup", "catchup is one of latest, all, none.");
    return catchup;
  }

  private boolean absent(String name) {
    return body.get(name) == null;
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
