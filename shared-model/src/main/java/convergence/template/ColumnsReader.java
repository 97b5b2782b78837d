package convergence.template;

import convergence.warehouse.Column;
import convergence.warehouse.SqlType;
import convergence.yaml.YamlNode;
import convergence.yaml.YamlNode.Entries;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;

/// Reads the `schema` of a file, fields within fields.
final class ColumnsReader {
  private final TemplateReader template;

  ColumnsReader(TemplateReader template) {
    this.template = template;
  }

  List<Column> read(List<YamlNode> items, String at) {
    var columns = new ArrayList<Column>();
    var names = new HashSet<String>();
    for (int i = 0; i < items.size(); i++) {
      if (!(items.get(i) instanceof Entries column)) continue;
      String name = column.text("name", "");
      if (!names.add(name.toLowerCase(Locale.ROOT)))
        template.error(
            column.place(), at + "[" + i + "].name", "column '" + name + "' stands twice");
      var type = SqlType.valueOf(column.text("type", "STRING"));
      var fields = read(column.items("fields"), at + "[" + i + "].fields");
      if ((type == SqlType.STRUCT) == fields.isEmpty()) {
        template.error(
            column.place(),
            at + "[" + i + "].fields",
            "fields belong to a STRUCT, and a STRUCT has some");
        continue;
      }
      String mode = column.text("mode", "nullable");
      columns.add(
          new Column(
              name,
              type,
              mode.equals("repeated"),
              mode.equals("required"),
              fields,
              column.text("description", "")));
    }
    return columns;
  }
}
