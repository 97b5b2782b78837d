package convergence.googlesql;

import convergence.warehouse.BoundSql;
import convergence.warehouse.BoundSql.Parameter;
import convergence.warehouse.SqlFault;
import convergence.warehouse.SqlType;
import convergence.warehouse.Variable;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// What is put in the places of a template for given variables.
///
/// A value becomes the parameter `@p_name` of its own type or, where a string is wanted, `@s_name` of type
/// STRING (a STRING is `@p_name` in both). A name is checked and stands in backticks.
final class Filling {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,300}");
  private static final Pattern PROJECT = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]{0,300}");

  private final Template template;
  private final Map<String, Variable> variables;
  private final Map<String, Parameter> parameters = new LinkedHashMap<>();
  private final List<Edit> edits = new ArrayList<>();

  Filling(Template template, Map<String, Variable> variables) {
    this.template = template;
    this.variables = variables;
  }

  /// @param replaces kinds of the node that it replaces
  /// @param becomes kinds of node that it may be; empty for comments
  /// @param name what an identifier must read as
  record Edit(
      int start, int end, String text, Set<String> replaces, Set<String> becomes, String name) {
    byte[] bytes() {
      return text.getBytes(StandardCharsets.UTF_8);
    }
  }

  void fill(Place place) {
    edits.add(
        switch (place) {
          case Place.Comment it -> comment(it);
          case Place.Value it -> value(it);
          case Place.Name it -> name(it);
          case Place.Text it -> text(it);
        });
  }

  List<Edit> edits() {
    return edits;
  }

  BoundSql bound() {
    byte[] marked = template.marked().getBytes(StandardCharsets.UTF_8);
    var bound = new ByteArrayOutputStream(marked.length + 64);
    int done = 0;
    for (var edit : edits) {
      bound.write(marked, done, edit.start() - done);
      bound.writeBytes(edit.bytes());
      done = edit.end();
    }
    bound.write(marked, done, marked.length - done);
    return new BoundSql(bound.toString(StandardCharsets.UTF_8), List.copyOf(parameters.values()));
  }

  /// Where in the marked text a byte of the bound text comes from; what was filled in comes from where its hole
  /// stands.
  int source(int offset) {
    int shift = 0;
    for (var edit : edits) {
      int start = edit.start() + shift;
      if (offset < start) break;
      if (offset < start + edit.bytes().length) return edit.start();
      shift += edit.bytes().length - (edit.end() - edit.start());
    }
    return offset - shift;
  }

  private static Edit comment(Place.Comment place) {
    String text = "{" + place.hole().name() + "}";
    return new Edit(place.start(), place.end(), text, Set.of(), Set.of(), "");
  }

  private Edit value(Place.Value place) {
    Variable variable = variable(place.hole());
    String text =
        place.literal()
            ? Literals.of(variable.value())
            : parameter(place.hole(), variable.value().type());
    return new Edit(
        place.start(),
        place.end(),
        text,
        Set.of("PathExpression"),
        Set.of("ParameterExpr", "StringLiteral", "CastExpression"),
        "");
  }

  private Edit name(Place.Name place) {
    var parts = place.text().split("\\.", -1);
    for (int i = 0; i < parts.length; i++) {
      String part = parts[i];
      List<Template.Hole> inside =
          template.holes().stream().filter(hole -> part.contains(hole.word())).toList();
      if (inside.isEmpty()) continue;
      for (var hole : inside) {
        parts[i] = parts[i].replace(hole.word(), variable(hole).identifier());
        if (variable(hole).identifier().isEmpty()) throw noName(hole, i == place.project());
      }
      if (!(i == place.project() ? PROJECT : NAME).matcher(parts[i]).matches())
        throw noName(inside.getFirst(), i == place.project());
    }
    String name = String.join(".", parts);
    String text = "`" + name.replace("\\", "\\\\").replace("`", "\\`") + "`";
    return new Edit(
        place.start(), place.end(), text, Set.of("Identifier"), Set.of("Identifier"), name);
  }

  private static SqlFault noName(Template.Hole hole, boolean project) {
    return Place.refused(
        hole,
        "stands for a "
            + (project ? "project" : "name")
            + " here, and its value is none: use letters, digits and _"
            + (project ? " and -" : "")
            + ", a letter first, at most 300");
  }

  private Edit text(Place.Text place) {
    String text = place.expression() ? expression(place) : literal(place);
    return new Edit(
        place.start(),
        place.end(),
        text,
        Set.of(
            "StringLiteral",
            "BytesLiteral",
            "DateOrTimeLiteral",
            "NumericLiteral",
            "BigNumericLiteral"),
        Set.of(
            "ParameterExpr",
            "FunctionCall",
            "CastExpression",
            "StringLiteral",
            "DateOrTimeLiteral",
            "NumericLiteral",
            "BigNumericLiteral"),
        "");
  }

  private String expression(Place.Text place) {
    List<Object> pieces = pieces(place.text());
    boolean string = place.type().equals("STRING");
    if (!string
        && pieces.size() == 1
        && pieces.getFirst() instanceof Template.Hole hole
        && variable(hole).value().type().name().equals(place.type()))
      return parameter(hole, variable(hole).value().type());
    List<String> parts = new ArrayList<>();
    for (var piece : pieces) {
      if (piece instanceof Template.Hole hole) {
        String parameter = parameter(hole, SqlType.STRING);
        parts.add(place.pattern() ? Literals.likePatternOf(parameter) : parameter);
      } else parts.add(Literals.string((String) piece));
    }
    String lines = "\n".repeat(place.lines());
    String text =
        parts.size() == 1 ? parts.getFirst() : "CONCAT(" + String.join(", ", parts) + lines + ")";
    return string ? text : "CAST(" + text + " AS " + place.type() + ")";
  }

  private String literal(Place.Text place) {
    var text = new StringBuilder();
    for (var piece : pieces(place.text())) {
      if (piece instanceof Template.Hole hole) {
        String value = variable(hole).value().text();
        if (value == null) throw Place.refused(hole, "is NULL and cannot be part of a literal");
        text.append(place.pattern() ? Literals.likePattern(value) : value);
      } else text.append((String) piece);
    }
    String literal = Literals.string(text.toString());
    return switch (place.type()) {
      case "STRING" -> literal;
      case "BYTES" -> "CAST(" + literal + " AS BYTES)";
      default -> place.type() + " " + literal;
    };
  }

  // Text and holes in turn.
  private List<Object> pieces(String text) {
    List<Object> pieces = new ArrayList<>();
    int done = 0;
    for (var hole : template.holes()) {
      int at = text.indexOf(hole.word(), done);
      if (at < 0) continue;
      if (at > done) pieces.add(text.substring(done, at));
      pieces.add(hole);
      done = at + hole.word().length();
    }
    if (done < text.length()) pieces.add(text.substring(done));
    return pieces;
  }

  private String parameter(Template.Hole hole, SqlType type) {
    boolean own = variable(hole).value().type() == type;
    String name = (own ? "p_" : "s_") + hole.name();
    parameters.putIfAbsent(name, new Parameter(name, type, hole.name()));
    return "@" + name;
  }

  private Variable variable(Template.Hole hole) {
    Variable variable = variables.get(hole.name());
    if (variable != null) return variable;
    String known = "{" + String.join("}, {", new TreeSet<>(variables.keySet())) + "}";
    throw new SqlFault(
        "unknown_variable",
        "unknown variable {"
            + hole.name()
            + "}; "
            + (variables.isEmpty() ? "none is known here" : "known here: " + known)
            + " ({{ and }} write braces)",
        hole.line(),
        hole.column());
  }
}
