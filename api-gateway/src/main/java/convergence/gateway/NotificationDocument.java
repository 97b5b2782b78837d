package convergence.gateway;

import convergence.notice.NoticeType;
import convergence.notification.NotificationSettings;
import convergence.notification.NotificationSettings.Hook;
import convergence.notification.NotificationSettings.Kind;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A tenant's channels as its callers read them: a URL only as a hint, a secret never.
///
/// @param email null: no mail
/// @param slack null: no Slack
public record NotificationDocument(
    @Nullable Email email, @Nullable Slack slack, List<Webhook> webhooks) {
  public NotificationDocument {
    webhooks = List.copyOf(webhooks);
  }

  public record Email(List<String> to, List<String> events) {
    public Email {
      to = List.copyOf(to);
      events = List.copyOf(events);
    }
  }

  /// @param url host and end; sent back as it is, it leaves the stored one
  public record Slack(String url, List<String> events) {
    public Slack {
      events = List.copyOf(events);
    }
  }

  /// @param url as Slack's
  public record Webhook(String webhookId, String url, List<String> events) {
    public Webhook {
      events = List.copyOf(events);
    }
  }

  static NotificationDocument of(NotificationSettings settings) {
    var mail = settings.mail();
    return new NotificationDocument(
        mail == null ? null : new Email(mail.to(), wire(mail.events())),
        settings.hooks().stream()
            .filter(hook -> hook.kind() == Kind.SLACK)
            .map(hook -> new Slack(hook.hint(), wire(hook.events())))
            .findFirst()
            .orElse(null),
        settings.hooks().stream()
            .filter(hook -> hook.kind() == Kind.WEBHOOK)
            .map(NotificationDocument::webhook)
            .toList());
  }

  private static Webhook webhook(Hook hook) {
    return new Webhook(hook.id(), hook.hint(), wire(hook.events()));
  }

  private static List<String> wire(Set<NoticeType> events) {
    return events.stream().sorted().map(NoticeType::wire).toList();
  }
}
