package convergence.schedule;

import convergence.run.RunId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.UUID;

/// The name of a slot's run: whoever asks for the same slot of the same schedule gets the same id.
///
/// A UUID of version 8 (RFC 9562, 5.8): 36 bits of the slot in seconds, 48 bits of when the schedule was made in
/// milliseconds, 38 bits of a hash of both names. So the runs of one minute are made in the order in which their
/// schedules are found, next to each other: a hash alone cost the store a page for each.
final class SlotId {
  private SlotId() {}

  /// @param config a schedule's id, a UUID of version 7
  static RunId of(String config, Instant slot) {
    long seconds = slot.getEpochSecond() & (1L << 36) - 1;
    long made = UUID.fromString(config).getMostSignificantBits() >>> 16;
    long hash = hash(config + "|" + slot.getEpochSecond()) >>> 26;
    long high = (seconds << 28) | (made >>> 36 << 16) | 0x8000L | (made >>> 24 & 0xfff);
    long low = 0x8000000000000000L | (made & (1L << 24) - 1) << 38 | hash;
    return new RunId(new UUID(high, low));
  }

  private static long hash(String name) {
    try {
      var sha256 = MessageDigest.getInstance("SHA-256");
      return ByteBuffer.wrap(sha256.digest(name.getBytes(StandardCharsets.UTF_8))).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
