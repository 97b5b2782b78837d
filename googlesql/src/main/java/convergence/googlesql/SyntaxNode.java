package convergence.googlesql;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.zetasql.ParseLocationRangeProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A node of ZetaSQL's parse tree, read from the parser's message: what kind it is, which field of its parent
/// holds it, its place in bytes, its children, and all else that the parser says of it.
final class SyntaxNode {
  private final String kind;
  private final String role;
  private final boolean expressionPlace;
  private final @Nullable SyntaxNode parent;
  private final List<SyntaxNode> children = new ArrayList<>();
  private final Map<String, Object> facts = new HashMap<>();
  private int start;
  private int end;

  private SyntaxNode(
      Message message, String role, boolean expressionPlace, @Nullable SyntaxNode parent) {
    this.kind = kind(message);
    this.role = role;
    this.expressionPlace = expressionPlace;
    this.parent = parent;
    absorb(message);
  }

  static SyntaxNode root(Message message) {
    return new SyntaxNode(message, "", false, null);
  }

  /// Without `AST` and `Proto`: `StringLiteral`.
  String kind() {
    return kind;
  }

  boolean is(String kind) {
    return this.kind.equals(kind);
  }

  /// The parent's field that holds this node.
  String role() {
    return role;
  }

  /// The grammar allows any expression in this place, not only what happens to stand there.
  boolean expressionPlace() {
    return expressionPlace;
  }

  @Nullable SyntaxNode parent() {
    return parent;
  }

  List<SyntaxNode> children() {
    return children;
  }

  /// UTF-8 bytes before the node.
  int start() {
    return start;
  }

  int end() {
    return end;
  }

  /// A text field of the node, empty where it has none.
  String text(String field) {
    return facts.get(field) instanceof String text ? text : "";
  }

  boolean flag(String field) {
    return Boolean.TRUE.equals(facts.get(field));
  }

  /// The name of an enum field's value, empty where it has none.
  String choice(String field) {
    Object value = facts.get(field);
    return value == null ? "" : value.toString();
  }

  boolean covers(int from, int to) {
    return start <= from && to <= end;
  }

  /// The deepest node around these bytes.
  SyntaxNode deepest(int from, int to) {
    SyntaxNode best = this;
    for (var child : children) {
      if (!child.covers(from, to)) continue;
      // The list of a set operation's UNIONs spans the queries between them.
      var found = child.deepest(from, to);
      if (best == this || found.end - found.start < best.end - best.start) best = found;
    }
    return best;
  }

  /// The first node of a kind, this one or below it.
  @Nullable SyntaxNode first(String kind) {
    if (is(kind)) return this;
    for (var child : children) {
      SyntaxNode found = child.first(kind);
      if (found != null) return found;
    }
    return null;
  }

  /// The first path of just these names.
  @Nullable SyntaxNode firstPath(List<String> names) {
    if (is("PathExpression")
        && children.stream().map(name -> name.text("id_string")).toList().equals(names))
      return this;
    for (var child : children) {
      SyntaxNode found = child.firstPath(names);
      if (found != null) return found;
    }
    return null;
  }

  /// The nearest node of one of these kinds, from this one upwards.
  @Nullable SyntaxNode within(String... kinds) {
    for (SyntaxNode node = this; node != null; node = node.parent) {
      for (var wanted : kinds) if (node.is(wanted)) return node;
    }
    return null;
  }

  /// Equal in all but place, this node alone.
  boolean alike(SyntaxNode other) {
    return kind.equals(other.kind)
        && role.equals(other.role)
        && children.size() == other.children.size()
        && facts.equals(other.facts);
  }

  // A message extends another by holding it as its `parent`; where several kinds may stand, a
  // message whose
  // name begins with `Any` holds the one that does.
  private void absorb(Message message) {
    for (var entry : message.getAllFields().entrySet()) {
      FieldDescriptor field = entry.getKey();
      Object value = entry.getValue();
      if (field.getJavaType() != FieldDescriptor.JavaType.MESSAGE)
        facts.put(field.getName(), value);
      else if (value instanceof ParseLocationRangeProto range) {
        start = range.getStart();
        end = range.getEnd();
      } else if (field.getName().equals("parent")) absorb((Message) value);
      else if (value instanceof List<?> list) for (var item : list) add(field, (Message) item);
      else add(field, (Message) value);
    }
  }

  private void add(FieldDescriptor field, Message holder) {
    Message message = holder;
    while (message.getDescriptorForType().getName().startsWith("Any")) {
      var held = message.getAllFields().values();
      if (held.isEmpty()) return;
      message = (Message) held.iterator().next();
    }
    boolean anyExpression = holder.getDescriptorForType().getName().equals("AnyASTExpressionProto");
    children.add(new SyntaxNode(message, field.getName(), anyExpression, this));
  }

  private static String kind(Message message) {
    String name = message.getDescriptorForType().getName();
    return name.substring(name.startsWith("AST") ? 3 : 0, name.length() - "Proto".length());
  }
}
