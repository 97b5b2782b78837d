package convergence.embedded.sqlite;

import convergence.port.Document;
import org.jspecify.annotations.Nullable;

/// One decided version of a document, or its decided absence. Two slots are never the same version:
/// identity is what a transaction compares.
final class Slot {
  final @Nullable Document document;

  /// The batch that makes it durable; for what was read from the file, [Batch#DURABLE].
  final Batch batch;

  /// Looked at since the last sweep. Any thread sets it, the sweep clears it; a lost race costs one read.
  volatile boolean used = true;

  Slot(@Nullable Document document, Batch batch) {
    this.document = document;
    this.batch = batch;
  }
}
