package convergence.bigquery.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Splits CSV into records of fields. A quoted field is never NULL; one that is not is what it
/// says.
final class CsvParser {
  /// @param quoted it stood in quotes
  record Field(String text, boolean quoted) {}

  /// A record that cannot be split.
  static final class Broken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Broken(String message) {
      super(message);
    }
  }

  private final Reader in;
  private final CsvDialect dialect;
  private final int quote;
  private final StringBuilder text = new StringBuilder();
  private int next;
  private long line = 1;

  CsvParser(Reader in, CsvDialect dialect) throws IOException {
    this.in = in instanceof BufferedReader ? in : new BufferedReader(in, 1 << 16);
    this.dialect = dialect;
    this.quote = dialect.quote() == null ? -2 : dialect.quote();
    this.next = this.in.read();
    if (next == '\uFEFF') next = this.in.read();
  }

  /// The line on which the next record begins.
  long line() {
    return line;
  }

  /// @return null at the end
  /// @throws Broken quotes do not fit; the next call goes on with the next line
  @Nullable List<Field> record() throws IOException {
    if (next < 0) return null;
    var fields = new ArrayList<Field>();
    while (true) {
      fields.add(next == quote ? quoted() : bare());
      if (next == dialect.delimiter()) {
        next = in.read();
        continue;
      }
      endOfLine();
      return fields;
    }
  }

  private Field bare() throws IOException {
    text.setLength(0);
    while (next >= 0 && next != dialect.delimiter() && next != '\n' && next != '\r') {
      text.append((char) next);
      next = in.read();
    }
    return new Field(text.toString(), false);
  }

  private Field quoted() throws IOException {
    text.setLength(0);
    next = in.read();
    while (true) {
      if (next < 0) throw new Broken("Missing close quote character (\")");
      if (next == quote) {
        next = in.read();
        if (next != quote) break;
      }
      if (next == '\n') {
        if (!dialect.newlines()) {
          endOfLine();
          throw new Broken("Missing close quote character (\").");
        }
        line++;
      }
      text.append((char) next);
      next = in.read();
    }
    if (next >= 0 && next != dialect.delimiter() && next != '\n' && next != '\r') {
      skipLine();
      throw new Broken("Data between close quote character (\") and field separator.");
    }
    return new Field(text.toString(), true);
  }

  private void skipLine() throws IOException {
    while (next >= 0 && next != '\n') next = in.read();
    endOfLine();
  }

  private void endOfLine() throws IOException {
    if (next == '\r') next = in.read();
    if (next == '\n') next = in.read();
    line++;
  }
}
