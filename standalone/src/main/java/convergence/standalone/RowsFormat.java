package convergence.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import convergence.port.Json;
import java.util.ArrayList;
import java.util.List;

/// How the command line prints rows. The names are those of `--format`.
enum RowsFormat {
  table {
    @Override
    void print(JsonRows rows, StringBuilder out) {
      var lines = new ArrayList<List<String>>();
      lines.add(rows.names());
      for (var row : rows.rows()) lines.add(row.stream().map(RowsFormat::text).toList());
      var widths = new int[rows.names().size()];
      for (var line : lines)
        for (int i = 0; i < widths.length; i++)
          widths[i] = Math.max(widths[i], line.get(i).length());
      for (int n = 0; n < lines.size(); n++) {
        line(lines.get(n), widths, n == 0 ? List.of() : rows.rows().get(n - 1), out);
        if (n == 0) rule(widths, out);
      }
      if (rows.truncated()) out.append("(more rows were left out)\n");
      else out.append(rows.rows().isEmpty() ? "(no rows)\n" : "");
    }
  },
  json {
    @Override
    void print(JsonRows rows, StringBuilder out) {
      var array = Json.mapper().createArrayNode();
      for (var row : rows.rows()) {
        var object = array.addObject();
        for (int i = 0; i < rows.names().size(); i++) object.set(rows.names().get(i), row.get(i));
      }
      out.append(Json.write(array)).append('\n');
    }
  },
  csv {
    @Override
    void print(JsonRows rows, StringBuilder out) {
      out.append(String.join(",", rows.names().stream().map(RowsFormat::quoted).toList()))
          .append('\n');
      for (var row : rows.rows())
        out.append(
                String.join(",", row.stream().map(v -> v.isNull() ? "" : quoted(text(v))).toList()))
            .append('\n');
    }
  };

  abstract void print(JsonRows rows, StringBuilder out);

  private static void line(
      List<String> cells, int[] widths, List<JsonNode> values, StringBuilder out) {
    for (int i = 0; i < widths.length; i++) {
      if (i > 0) out.append("  ");
      var pad = " ".repeat(widths[i] - cells.get(i).length());
      boolean right = !values.isEmpty() && values.get(i).isNumber();
      out.append(right ? pad : "").append(cells.get(i));
      if (!right && i < widths.length - 1) out.append(pad);
    }
    out.append('\n');
  }

  private static void rule(int[] widths, StringBuilder out) {
    for (int i = 0; i < widths.length; i++)
      out.append(i > 0 ? "  " : "").append("-".repeat(widths[i]));
    out.append('\n');
  }

  private static String text(JsonNode value) {
    if (value.isNull()) return "NULL";
    return value.isValueNode() ? value.asText() : value.toString();
  }

  private static String quoted(String text) {
    boolean plain =
        text.indexOf(',') < 0
            && text.indexOf('"') < 0
            && text.indexOf('\n') < 0
            && text.indexOf('\r') < 0;
    return plain && !text.isEmpty() ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
