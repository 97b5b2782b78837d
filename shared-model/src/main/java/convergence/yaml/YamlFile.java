package convergence.yaml;

import convergence.problem.FieldError;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/// One parsed YAML document, or the faults that keep it from being one. Bounded: a file of at most 256 KB,
/// 32 levels, 10,000 values after aliases are followed.
///
/// @param source the text, so that a place inside a value can be told
/// @param root null when the file is empty or does not parse
public record YamlFile(String source, @Nullable YamlNode root, List<FieldError> errors) {
  public static final int MAX_BYTES = 256 * 1024;
  static final int MAX_DEPTH = 32;
  static final int MAX_VALUES = 10_000;

  public YamlFile {
    errors = List.copyOf(errors);
  }

  public static YamlFile parse(String source) {
    var errors = new ArrayList<FieldError>();
    var settings =
        LoadSettings.builder()
            .setCodePointLimit(MAX_BYTES)
            .setSchema(new CoreSchema())
            .setAllowRecursiveKeys(false)
            // NodeReader follows aliases within its own budget, and can say where it ends.
            .setMaxAliasesForCollections(Integer.MAX_VALUE)
            .build();
    try {
      var tooDeep = firstTooDeep(settings, source);
      if (tooDeep != null) {
        errors.add(at(tooDeep, "nested more than " + MAX_DEPTH + " levels deep; write it flatter"));
        return new YamlFile(source, null, errors);
      }
      var composed = new Compose(settings).composeString(source);
      if (composed.isEmpty()) {
        errors.add(FieldError.at("", "the file is empty", 1, 1));
        return new YamlFile(source, null, errors);
      }
      var root = new NodeReader(source, errors).read(composed.get());
      return new YamlFile(source, root, errors);
    } catch (MarkedYamlEngineException broken) {
      var where = broken.getProblemMark().or(broken::getContextMark);
      String problem = broken.getProblem() == null ? "not YAML" : broken.getProblem();
      errors.add(at(where.orElse(null), "not valid YAML: " + oneLine(problem)));
      return new YamlFile(source, null, errors);
    } catch (YamlEngineException broken) {
      errors.add(at(null, "not valid YAML: " + oneLine(String.valueOf(broken.getMessage()))));
      return new YamlFile(source, null, errors);
    }
  }

  /// The composer recurses, so depth is checked on the flat stream of events before it.
  private static @Nullable Mark firstTooDeep(LoadSettings settings, String source) {
    int depth = 0;
    for (var event : new Parse(settings).parseString(source)) {
      var id = event.getEventId();
      if (id == Event.ID.MappingStart || id == Event.ID.SequenceStart) {
        if (++depth > MAX_DEPTH) return event.getStartMark().orElse(null);
      } else if (id == Event.ID.MappingEnd || id == Event.ID.SequenceEnd) {
        depth--;
      }
    }
    return null;
  }

  static FieldError at(@Nullable Mark mark, String detail) {
    return mark == null
        ? FieldError.at("", detail, 1, 1)
        : FieldError.at("", detail, mark.getLine() + 1, mark.getColumn() + 1);
  }

  private static String oneLine(String text) {
    int end = text.indexOf('\n');
    String line = end < 0 ? text : text.substring(0, end);
    return line.length() > 200 ? line.substring(0, 200) : line;
  }

  /// The place of the first `word` in the source of a value; the value's own place when it is not there as it
  /// stands (escapes may hide it).
  public Place find(YamlNode.Scalar scalar, String word) {
    int index = source.indexOf(word, scalar.from());
    return index < 0 || index >= scalar.to() ? scalar.place() : placeAt(index);
  }

  /// The place of a character of the source.
  public Place placeAt(int index) {
    int line = 1;
    int lineStart = 0;
    for (int i = source.indexOf('\n'); i >= 0 && i < index; i = source.indexOf('\n', i + 1)) {
      line++;
      lineStart = i + 1;
    }
    return new Place(line, source.codePointCount(lineStart, index) + 1);
  }
}
