package convergence.port;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// Reads and writes the bodies of one kind of document, and remembers what the latest of them said: a store hands out
/// the same text again and again, and parsing it each time was a fifth of what a run cost.
///
/// A text is known again by identity, never by its content. So nothing stale can come out, and a store that hands out
/// copies is only slower.
///
/// @param <T> immutable to its depth, since many share one value; its JSON reads back as an equal value
public final class Readings<T> {
  private final Class<T> type;
  private final AtomicReferenceArray<@Nullable Reading<T>> latest;

  /// @param remembered how many are remembered, a power of two
  public Readings(Class<T> type, int remembered) {
    if (Integer.bitCount(remembered) != 1)
      throw new IllegalArgumentException("not a power of two: " + remembered);
    this.type = type;
    this.latest = new AtomicReferenceArray<>(remembered);
  }

  /// @throws IllegalArgumentException the body is not a `T`
  public T read(Document document) {
    var body = document.body();
    var known = latest.get(place(body));
    if (known != null && isSame(known.body, body)) return known.value;
    var value = Json.read(body, type);
    latest.set(place(body), new Reading<>(body, value));
    return value;
  }

  /// The body of a document that says this.
  public String write(T value) {
    var body = Json.write(value);
    latest.set(place(body), new Reading<>(body, value));
    return body;
  }

  @SuppressWarnings("ReferenceEquality") // identity is the point: see above
  private static boolean isSame(String known, String body) {
    return known == body;
  }

  private int place(String body) {
    return System.identityHashCode(body) & (latest.length() - 1);
  }

  private record Reading<T>(String body, T value) {}
}
