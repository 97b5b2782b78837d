package convergence.credential;

import java.util.Locale;
import java.util.Optional;

/// Whom a credential is for. Written in any case; ANTHROPIC is CLAUDE.
public enum Provider {
  GCP,
  AWS,
  AZURE,
  OPENAI,
  CLAUDE;

  public static Optional<Provider> parse(String text) {
    String name = text.toUpperCase(Locale.ROOT);
    if (name.equals("ANTHROPIC")) return Optional.of(CLAUDE);
    for (var provider : values()) if (provider.name().equals(name)) return Optional.of(provider);
    return Optional.empty();
  }
}
