package convergence.gateway;

import convergence.edge.Fields;
import convergence.notice.NoticeType;
import convergence.notification.HookOrder;
import convergence.notification.NotificationSettings;
import convergence.notification.NotificationSettings.Hook;
import convergence.notification.NotificationSettings.Kind;
import convergence.notification.NotificationSettings.Mail;
import convergence.outbound.OutboundGuard;
import convergence.port.Secret;
import convergence.problem.FieldError;
import convergence.problem.Refusal;
import convergence.problem.RefusedException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads the body of a PUT of all channels.
///
/// @param mail null: no mail
record NotificationChange(@Nullable Mail mail, List<HookOrder> hooks) {
  private static final int RECIPIENTS = 20;
  private static final int WEBHOOKS = 5;
  private static final int SHORTEST_SECRET = 16;

  NotificationChange {
    hooks = List.copyOf(hooks);
  }

  /// @throws RefusedException BadRequest
  static NotificationChange read(
      Map<String, Object> body, NotificationSettings before, OutboundGuard guard) {
    var fields = new Fields(body);
    var email = fields.object("email");
    var slack = fields.object("slack");
    var webhooks = fields.objects("webhooks");
    if (webhooks != null && webhooks.size() > WEBHOOKS)
      fields.wrong("webhooks", "webhooks holds at most " + WEBHOOKS + ".");
    fields.end();
    var mail = body.get("email") == null ? null : mail(email);
    var hooks = new ArrayList<HookOrder>();
    var reader = new Reader(before, guard);
    if (body.get("slack") != null) hooks.add(reader.slack(slack));
    if (webhooks != null)
      for (int i = 0; i < webhooks.size(); i++) hooks.add(reader.webhook(webhooks.get(i), i));
    return new NotificationChange(mail, hooks);
  }

  private static Mail mail(Map<String, Object> sent) {
    var fields = new Fields(sent);
    var to = fields.texts("to", 254);
    if (to == null || to.isEmpty() || to.size() > RECIPIENTS)
      fields.wrong("to", "to holds 1 to " + RECIPIENTS + " addresses.");
    else if (!to.stream().allMatch(OnboardingController::isEmail))
      fields.wrong("to", "to holds e-mail addresses.");
    var events = events(fields);
    end(fields, "/email");
    return new Mail(to == null ? List.of() : to, events);
  }

  private record Reader(NotificationSettings before, OutboundGuard guard) {
    HookOrder slack(Map<String, Object> sent) {
      var fields = new Fields(sent);
      var there = before.hook("slack");
      var url = url(fields, there);
      var events = events(fields);
      end(fields, "/slack");
      return new HookOrder("slack", Kind.SLACK, url, null, events);
    }

    HookOrder webhook(Map<String, Object> sent, int index) {
      var fields = new Fields(sent);
      String id = fields.text("webhook_id", 64);
      var there =
          id == null
              ? Optional.<Hook>empty()
              : before.hook(id).filter(hook -> hook.kind() == Kind.WEBHOOK);
      if (id != null && there.isEmpty())
        fields.wrong("webhook_id", "There is no webhook of this webhook_id.");
      var url = url(fields, there);
      String secret = fields.text("secret", 256);
      if (secret != null && secret.length() < SHORTEST_SECRET)
        fields.wrong("secret", "secret has at least " + SHORTEST_SECRET + " characters.");
      if (secret == null && there.isEmpty())
        fields.wrong("secret", "secret is required of a new webhook.");
      var events = events(fields);
      end(fields, "/webhooks/" + index);
      return new HookOrder(
          id, Kind.WEBHOOK, url, secret == null ? null : new Secret(secret), events);
    }

    /// Null: the stored one stays.
    private @Nullable Secret url(Fields fields, Optional<Hook> there) {
      String text = fields.text("url", 2000);
      boolean same = there.isPresent() && (text == null || text.equals(there.get().hint()));
      if (same) return null;
      if (text == null) fields.wrong("url", "url is required.");
      else if (guard.parse(text).isEmpty())
        fields.wrong(
            "url",
            "url is an https address on the public internet, without user, password or fragment.");
      return new Secret(text == null ? "" : text);
    }
  }

  private static Set<NoticeType> events(Fields fields) {
    var words = fields.texts("events", 40);
    var events = EnumSet.noneOf(NoticeType.class);
    if (words == null) return NoticeType.choosable();
    for (var word : words) NoticeType.parse(word).ifPresent(events::add);
    if (events.size() != Set.copyOf(words).size())
      fields.wrong(
          "events",
          "events holds some of %s; absent: all."
              .formatted(
                  NoticeType.choosable().stream()
                      .map(NoticeType::wire)
                      .collect(Collectors.joining(", "))));
    return events;
  }

  /// Says where in the whole body the fault is.
  private static void end(Fields fields, String prefix) {
    try {
      fields.end();
    } catch (RefusedException e) {
      if (!(e.refusal() instanceof Refusal.BadRequest bad)) throw e;
      var errors =
          bad.errors().stream()
              .map(error -> FieldError.of(prefix + error.pointer(), error.detail()))
              .toList();
      throw new RefusedException(new Refusal.BadRequest(bad.detail(), errors));
    }
  }
}
