package convergence.yaml;

import convergence.problem.FieldError;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// Turns the parser's nodes into ours: follows aliases within a budget, refuses doubled keys and foreign tags.
final class NodeReader {
  private final String source;
  private final List<FieldError> errors;
  private final IdentityHashMap<Node, Boolean> open = new IdentityHashMap<>();
  private final int[] codePointStarts;
  private int values;

  NodeReader(String source, List<FieldError> errors) {
    this.source = source;
    this.errors = errors;
    this.codePointStarts = starts(source);
  }

  /// Marks count code points; our offsets are characters. Empty when both are the same.
  private static int[] starts(String source) {
    int count = source.codePointCount(0, source.length());
    if (count == source.length()) return new int[0];
    var starts = new int[count + 1];
    for (int i = 0, at = 0; i <= count; i++) {
      starts[i] = at;
      if (at < source.length()) at += Character.charCount(source.codePointAt(at));
    }
    return starts;
  }

  @Nullable YamlNode read(Node node) {
    if (++values > YamlFile.MAX_VALUES) {
      if (values == YamlFile.MAX_VALUES + 1)
        errors.add(
            YamlFile.at(
                node.getStartMark().orElse(null),
                "more than "
                    + YamlFile.MAX_VALUES
                    + " values once aliases are followed; write less"));
      return null;
    }
    if (open.put(node, true) != null) {
      fault(node, "an alias that holds itself");
      return null;
    }
    try {
      return switch (node) {
        case ScalarNode scalar -> scalar(scalar);
        case SequenceNode list -> list(list);
        case MappingNode mapping -> mapping(mapping);
        default -> null;
      };
    } finally {
      open.remove(node);
    }
  }

  private YamlNode list(SequenceNode node) {
    if (!node.getTag().equals(Tag.SEQ)) fault(node, "tag " + node.getTag() + " is not allowed");
    var items = new ArrayList<YamlNode>();
    for (var item : node.getValue()) {
      var read = read(item);
      if (read != null) items.add(read);
    }
    return new YamlNode.Items(items, place(node));
  }

  private YamlNode mapping(MappingNode node) {
    if (!node.getTag().equals(Tag.MAP)) fault(node, "tag " + node.getTag() + " is not allowed");
    var entries = new LinkedHashMap<String, YamlNode.Entry>();
    for (var tuple : node.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        fault(tuple.getKeyNode(), "a key must be plain text");
        continue;
      }
      var value = read(tuple.getValueNode());
      if (value == null) continue;
      var earlier = entries.get(key.getValue());
      if (earlier != null)
        fault(
            key,
            "key '%s' stands twice, first in line %d; keep one"
                .formatted(key.getValue(), earlier.key().line()));
      else entries.put(key.getValue(), new YamlNode.Entry(place(key), value));
    }
    return new YamlNode.Entries(entries, place(node));
  }

  private YamlNode scalar(ScalarNode node) {
    String text = node.getValue();
    var tag = node.getTag();
    @Nullable Object value;
    if (tag.equals(Tag.STR)) value = text;
    else if (tag.equals(Tag.NULL)) value = null;
    else if (tag.equals(Tag.BOOL)) value = text.equalsIgnoreCase("true");
    else if (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) value = number(text);
    else {
      fault(node, "tag " + tag + " is not allowed");
      value = text;
    }
    return new YamlNode.Scalar(
        value,
        text,
        place(node),
        offset(node.getStartMark().map(Mark::getIndex).orElse(0)),
        offset(node.getEndMark().map(Mark::getIndex).orElse(0)));
  }

  /// `Long`, or `BigDecimal` with the digits as written; what is no decimal number (hexadecimal, .inf) stays text.
  private static Object number(String text) {
    try {
      return Long.valueOf(text.startsWith("+") ? text.substring(1) : text);
    } catch (NumberFormatException _) {
      try {
        return text.length() > 100 ? text : new BigDecimal(text);
      } catch (NumberFormatException _) {
        return text;
      }
    }
  }

  private int offset(int codePoints) {
    if (codePointStarts.length == 0) return Math.min(codePoints, source.length());
    return codePointStarts[Math.min(codePoints, codePointStarts.length - 1)];
  }

  private void fault(Node node, String detail) {
    errors.add(YamlFile.at(node.getStartMark().orElse(null), detail));
  }

  private static Place place(Node node) {
    return node.getStartMark()
        .map(mark -> new Place(mark.getLine() + 1, mark.getColumn() + 1))
        .orElse(Place.START);
  }
}
