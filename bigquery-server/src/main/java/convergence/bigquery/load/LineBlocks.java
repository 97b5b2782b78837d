package convergence.bigquery.load;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A file in blocks of whole lines.
final class LineBlocks implements AutoCloseable {
  private static final int BYTES = 1 << 20;
  private final InputStream in;

  /// Begins with what is left of the block before.
  private byte[] bytes = new byte[BYTES];

  private int length;

  LineBlocks(InputStream in) {
    this.in = in;
  }

  /// @return null: the file has ended
  byte @Nullable [] next() throws IOException {
    while (true) {
      int read = in.readNBytes(bytes, length, bytes.length - length);
      int searched = length;
      length += read;
      if (length == 0) return null;
      if (length < bytes.length) return taken(length);
      for (int i = length - 1; i >= searched; i--) if (bytes[i] == '\n') return taken(i + 1);
      // A line longer than all this.
      bytes = Arrays.copyOf(bytes, Math.multiplyExact(bytes.length, 2));
    }
  }

  private byte[] taken(int count) {
    byte[] block = Arrays.copyOf(bytes, count);
    System.arraycopy(bytes, count, bytes, 0, length - count);
    length -= count;
    return block;
  }

  /// The place of the line feed that ends the line, or where the block ends.
  static int end(byte[] block, int from) {
    int at = from;
    while (at < block.length && block[at] != '\n') at++;
    return at;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
