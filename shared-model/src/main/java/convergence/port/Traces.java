package convergence.port;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where the time of a run goes, over all processes that it passes through. A span tells ids, names that templates and
/// code chose, and codes: never a parameter's value, SQL, a key, a secret, or the message of a fault. Any thread may
/// call. Where no collector is named nothing happens.
public interface Traces {
  /// Whose part a span is.
  enum Kind {
    /// A request is answered.
    SERVER,
    /// A message is sent.
    PRODUCER,
    /// A message is worked on.
    CONSUMER,
    /// Somebody else works, and we wait.
    CLIENT,
    INTERNAL
  }

  /// Begins a span below the one that is active on this thread; where none is, a trace of its own.
  Span begin(Kind kind, String name);

  /// Makes somebody else's span the active one of this thread.
  ///
  /// @param parent its W3C `traceparent`; null or none: nothing is active
  Active within(@Nullable String parent);

  /// Nothing is collected.
  static Traces none() {
    return Nowhere.TRACES;
  }

  /// A part of a trace, from its beginning to [#end].
  interface Span {
    /// Begins a part of this one, on whatever thread.
    Span child(Kind kind, String name);

    Span tell(String key, String value);

    /// @param code a word of ours, not a sentence
    void failed(String code);

    void rename(String name);

    /// Its W3C `traceparent`; null: nobody collects it.
    @Nullable String traceparent();

    /// What log lines within it carry.
    Map<String, String> logged();

    /// Makes it the active one of this thread, also for its log lines.
    Active activate();

    void end();
  }

  /// The time in which a span is active on a thread; closed by that thread, inner ones first.
  interface Active extends AutoCloseable {
    @Override
    void close();
  }
}
