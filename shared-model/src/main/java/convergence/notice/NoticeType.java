package convergence.notice;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What a tenant can be told of.
public enum NoticeType {
  RUN_FAILED,
  /// A step with on_failure alert failed.
  STEP_ALERT,
  QUOTA_80,
  QUOTA_100,
  KEY_ROTATED,
  KEY_EXPIRING,
  /// Asked for by the test route; goes to every channel.
  TEST;

  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Those that a channel can choose.
  public static Set<NoticeType> choosable() {
    return EnumSet.complementOf(EnumSet.of(TEST));
  }

  public static Optional<NoticeType> parse(String wire) {
    return choosable().stream().filter(type -> type.wire().equals(wire)).findFirst();
  }
}
