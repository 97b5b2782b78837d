package convergence.notification;

import convergence.notice.NoticeType;
import convergence.tenant.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A tenant's channels.
///
/// @param mail null: no mail
public record NotificationSettings(
    TenantId tenant, @Nullable Mail mail, List<Hook> hooks, Instant updatedAt) {
  public NotificationSettings {
    hooks = List.copyOf(hooks);
  }

  public Optional<Hook> hook(String id) {
    return hooks.stream().filter(hook -> hook.id().equals(id)).findFirst();
  }

  public record Mail(List<String> to, Set<NoticeType> events) {
    public Mail {
      to = List.copyOf(to);
      events = Set.copyOf(events);
    }
  }

  public enum Kind {
    SLACK,
    WEBHOOK
  }

  /// An address that is called: its URL may itself be a secret, so it is sealed with what signs the calls.
  ///
  /// @param id names it in its tenant
  /// @param hint host and end of the URL
  /// @param sealed Base64 of a sealed [Line], bound to tenant and id
  public record Hook(String id, Kind kind, String hint, String sealed, Set<NoticeType> events) {
    public Hook {
      events = Set.copyOf(events);
    }

    Hook resealed(String again) {
      return new Hook(id, kind, hint, again, events);
    }
  }
}
