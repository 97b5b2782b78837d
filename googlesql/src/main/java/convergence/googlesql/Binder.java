package convergence.googlesql;

import convergence.warehouse.BoundSql;
import convergence.warehouse.SqlFault;
import convergence.warehouse.Variable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// Fills the holes of a template by where they stand in ZetaSQL's parse tree (see [Place], [Filling]), then
/// parses the result and compares the two trees node by node: they differ only in what was replaced.
///
/// Neither what a template's places are nor that a filled text is sound depends on the values of parameters,
/// so both are remembered.
final class Binder {
  private static final int REMEMBERED = 300;

  private final ZetaSql zetaSql;
  private final Recent<String, Placed> placed = new Recent<>(REMEMBERED);
  private final Recent<Sound, Boolean> sound = new Recent<>(REMEMBERED);

  Binder(ZetaSql zetaSql) {
    this.zetaSql = zetaSql;
  }

  private record Placed(Template template, List<Place> places) {}

  /// A filled text that was compared with its template.
  private record Sound(String template, String bound) {}

  BoundSql bind(String text, Map<String, Variable> variables) {
    Placed known = placed.find(text).orElseGet(() -> place(text));
    var filling = new Filling(known.template(), variables);
    known.places().forEach(filling::fill);
    BoundSql bound = filling.bound();
    var key = new Sound(text, bound.text());
    if (sound.find(key).isEmpty()) {
      if (!known.places().isEmpty()) compare(known.template(), bound.text(), filling.edits());
      sound.keep(key, true);
    }
    return bound;
  }

  /// A fault of the text that [#bind] made of this one, with the place where that comes from.
  SqlFault located(SqlFault fault, String text, Map<String, Variable> variables) {
    if (fault.line() == 0) return fault;
    Placed known = placed.find(text).orElseGet(() -> place(text));
    var filling = new Filling(known.template(), variables);
    known.places().forEach(filling::fill);
    int offset = Utf8.offset(filling.bound().text(), fault.line(), fault.column());
    var marked = Utf8.place(known.template().marked(), filling.source(offset));
    return known
        .template()
        .located(
            new SqlFault(
                fault.code(), String.valueOf(fault.getMessage()), marked.line(), marked.column()));
  }

  private Placed place(String text) {
    Template template = Template.of(text);
    SyntaxNode root = parse(template);
    refuseParameters(root, template);
    List<Place> places = new ArrayList<>();
    for (var hole : template.holes()) {
      Place place = Place.of(hole, root, template.marked());
      // Holes in one literal or name share its place.
      if (places.isEmpty() || places.getLast().end() <= place.start()) places.add(place);
    }
    places.sort(Comparator.comparingInt(Place::start));
    var result = new Placed(template, List.copyOf(places));
    placed.keep(text, result);
    return result;
  }

  private SyntaxNode parse(Template template) {
    try {
      return zetaSql.with(bench -> bench.parse(template.marked()));
    } catch (SqlFault fault) {
      throw template.located(fault);
    }
  }

  /// A parameter that the author wrote has no value; one named like ours would silently take ours.
  private static void refuseParameters(SyntaxNode root, Template template) {
    SyntaxNode parameter = root.first("ParameterExpr");
    if (parameter == null) return;
    for (var hole : template.holes()) {
      if (parameter.covers(hole.start(), hole.end()))
        throw Place.refused(hole, "must stand without @");
    }
    String written = Utf8.slice(template.marked(), parameter.start(), parameter.end());
    var before = Utf8.slice(template.marked(), 0, parameter.start());
    throw template.located(
        new SqlFault(
            "unsupported",
            written + " has no value: write a variable in braces instead of a query parameter",
            1 + (int) before.chars().filter(c -> c == '\n').count(),
            before.length() - before.lastIndexOf('\n')));
  }

  private void compare(Template template, String bound, List<Filling.Edit> edits) {
    boolean same =
        zetaSql.with(
            bench -> {
              SyntaxNode filled;
              try {
                filled = bench.parse(bound);
              } catch (RuntimeException e) {
                if (Faults.of(e) instanceof SqlFault) return false;
                throw e;
              }
              return new Comparison(edits).same(bench.parse(template.marked()), filled);
            });
    if (!same) {
      var hole = template.holes().getFirst();
      throw new SqlFault(
          "unsafe_binding",
          "with these values the SQL would not keep its structure; check where "
              + names(template)
              + " stand",
          hole.line(),
          hole.column());
    }
  }

  private static String names(Template template) {
    var names = new TreeSet<String>();
    for (var hole : template.holes()) names.add("{" + hole.name() + "}");
    return String.join(", ", names);
  }
}
