package convergence.googlesql;

import convergence.warehouse.SqlFault;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A template's text with each hole replaced by a word that occurs nowhere else in it, so that a parser can
/// say where the hole stands.
///
/// @param marked the text with words; `{{` and `}}` are braces
/// @param holes in the order of the text
/// @param moves where columns of the marked text are others than the template's
record Template(String marked, List<Hole> holes, List<Move> moves) {
  static final int MAX_BYTES = 256 * 1024;
  private static final Pattern TOKEN = Pattern.compile("\\{\\{|}}|\\{([a-z][a-z0-9_]*)}");

  Template {
    holes = List.copyOf(holes);
    moves = List.copyOf(moves);
  }

  /// From this column of a line on (both of the template, 1-based) the marked text is `shift` columns further right.
  record Move(int line, int column, int shift) {}

  /// @param word what stands for it
  /// @param start UTF-8 bytes before the word in the marked text
  /// @param line 1-based in the template, as is `column` (code points)
  record Hole(String name, String word, int start, int line, int column) {
    int end() {
      return start + word.length();
    }
  }

  /// @throws SqlFault `too_large` above 256 KB, `syntax` for text that is no SQL in any dialect (NUL, broken
  ///     Unicode)
  static Template of(String text) {
    return new Scan(text).template();
  }

  /// A fault in the marked text, told in the template's columns.
  SqlFault located(SqlFault fault) {
    int shift = 0;
    for (var move : moves) {
      if (move.line() == fault.line() && move.column() + shift < fault.column())
        shift = move.shift();
    }
    String message = String.valueOf(fault.getMessage());
    for (var hole : holes) message = message.replace(hole.word(), "{" + hole.name() + "}");
    int column = fault.column() == 0 ? 0 : Math.max(1, fault.column() - shift);
    var told = new SqlFault(fault.code(), message, fault.line(), column);
    told.initCause(fault);
    return told;
  }

  /// Walks over the text once, counting bytes, lines and columns.
  private static final class Scan {
    private final String text;
    private final StringBuilder marked = new StringBuilder();
    private final List<Hole> holes = new ArrayList<>();
    private final List<Move> moves = new ArrayList<>();
    private int read;
    private int bytes;
    private int line = 1;
    private int column = 1;
    private int shift;

    Scan(String text) {
      this.text = text;
    }

    Template template() {
      if (text.length() > MAX_BYTES || text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES)
        throw new SqlFault("too_large", "the SQL is longer than 256 KB; break it up", 0, 0);
      String prefix = "zq";
      while (text.contains(prefix)) prefix += "q";
      Matcher token = TOKEN.matcher(text);
      while (token.find()) {
        copyTo(token.start());
        String name = token.group(1);
        String instead =
            name == null ? token.group().substring(1) : prefix + "_" + holes.size() + "_";
        shift += instead.length() - token.group().length();
        moves.add(new Move(line, column, shift));
        if (name != null) holes.add(new Hole(name, instead, bytes, line, column));
        marked.append(instead);
        bytes += instead.length();
        column += token.group().length();
        read = token.end();
      }
      copyTo(text.length());
      return new Template(marked.toString(), holes, moves);
    }

    private void copyTo(int end) {
      marked.append(text, read, end);
      while (read < end) {
        int c = text.codePointAt(read);
        read += Character.charCount(c);
        if (c == 0)
          throw new SqlFault("syntax", "the SQL holds a NUL character; remove it", line, column);
        if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)
          throw new SqlFault("syntax", "the SQL holds half a Unicode character", line, column);
        bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
        column++;
        if (c == '\n') {
          line++;
          column = 1;
          shift = 0;
        }
      }
    }
  }
}
