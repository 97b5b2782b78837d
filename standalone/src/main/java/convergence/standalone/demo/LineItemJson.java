package convergence.standalone.demo;

import convergence.standalone.demo.LineItem.Label;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Writes line items as the export's JSON, one line each; what is NULL is left out. All texts are our own and need
/// no escapes.
final class LineItemJson {
  private static final String ACCOUNT = "01A2B3-C4D5E6-F70819";
  private final StringBuilder out = new StringBuilder(2_048);
  private boolean first = true;

  /// The line, with its end.
  String line(LineItem item) {
    out.setLength(0);
    open();
    text("billing_account_id", ACCOUNT);
    key("invoice").open();
    text("month", item.invoiceMonth());
    text("publisher_type", item.seller() == null ? "GOOGLE" : "PARTNER").close();
    text("cost_type", item.costType());
    key("service").open().text("id", item.offer().serviceId());
    text("description", item.offer().service()).close();
    key("sku").open().text("id", item.offer().skuId());
    text("description", item.offer().sku()).close();
    text("usage_start_time", item.start().toString());
    text("usage_end_time", item.end().toString());
    project(item.project());
    var resource = item.resource();
    labels("labels", resource == null ? List.of() : resource.labels());
    if (item.unusedReservation())
      labels(
          "system_labels",
          List.of(
              new Label("compute.googleapis.com/reservation_name", "batch-reserve"),
              new Label("compute.googleapis.com/is_unused_reservation", "true")));
    tags(item);
    place(resource);
    money(item);
    credits(item.credits());
    adjustment(item.adjustment());
    text("transaction_type", item.seller() == null ? "GOOGLE" : "THIRD_PARTY_RESELLER");
    text("seller_name", item.seller() == null ? "Google LLC" : item.seller());
    if (item.subscription() != null) {
      key("subscription").open().text("instance_id", item.subscription()).close();
      key("consumption_model").open().text("id", "7754-699E-0EBF");
      text("description", "Default").close();
    }
    text("export_time", item.exportTime().toString());
    close();
    return out.append('\n').toString();
  }

  private void project(LineItem.@Nullable Project project) {
    if (project == null) return;
    key("project").open().text("id", project.id()).text("number", project.number());
    text("name", project.name());
    text("ancestry_numbers", "/" + project.folder() + "/");
    var labels = new TreeMap<>(project.labels());
    labels(
        "labels",
        labels.entrySet().stream().map(e -> new Label(e.getKey(), e.getValue())).toList());
    key("ancestors").list();
    item().text("resource_name", "folders/" + project.folder());
    text("display_name", "demo").close();
    end();
    close();
  }

  private void tags(LineItem item) {
    var project = item.project();
    if (project == null || !project.labels().containsValue("data")) return;
    key("tags").list();
    item().text("key", "data_class").text("value", "internal");
    raw("inherited", "true").text("namespace", "demo-corp.example").close();
    end();
  }

  private void place(LineItem.@Nullable Resource resource) {
    if (resource == null) return;
    key("location").open().text("location", resource.region()).text("country", "US");
    text("region", resource.region()).text("zone", resource.zone()).close();
    key("resource").open().text("name", resource.name());
    text("global_name", resource.globalName().isEmpty() ? null : resource.globalName()).close();
  }

  private void money(LineItem item) {
    boolean regular = item.costType().equals("regular");
    if (regular) {
      String price = item.offer().unitPrice().toString();
      key("price").open().raw("effective_price", price).raw("tier_start_amount", "0");
      text("unit", item.offer().pricingUnit()).raw("pricing_unit_quantity", "1");
      raw("list_price", price).close();
    }
    raw("cost", item.cost().toString());
    raw("cost_at_list", item.listCost().toString());
    text("currency", "USD").raw("currency_conversion_rate", "1.0");
    String quantity = new Money(item.quantityMilli() * 1_000).toString();
    String base = new Money(item.quantityMilli() * 3_600_000).toString();
    if (regular) {
      key("usage").open().raw("amount", base).text("unit", item.offer().unit());
      raw("amount_in_pricing_units", quantity).text("pricing_unit", item.offer().pricingUnit());
      close();
    }
  }

  private void credits(List<LineItem.Credit> credits) {
    key("credits").list();
    for (var credit : credits) {
      item().text("id", credit.id()).text("full_name", credit.fullName());
      text("type", credit.type()).text("name", credit.name());
      raw("amount", credit.amount().toString()).close();
    }
    end();
  }

  private void adjustment(LineItem.@Nullable Adjustment adjustment) {
    if (adjustment == null) return;
    key("adjustment_info").open().text("id", adjustment.id());
    text("description", adjustment.description()).text("mode", adjustment.mode());
    text("type", adjustment.type()).close();
  }

  private void labels(String name, List<Label> labels) {
    key(name).list();
    for (var label : labels) item().text("key", label.key()).text("value", label.value()).close();
    end();
  }

  private LineItemJson open() {
    out.append('{');
    first = true;
    return this;
  }

  private void close() {
    out.append('}');
    first = false;
  }

  private void list() {
    out.append('[');
    first = true;
  }

  private void end() {
    out.append(']');
    first = false;
  }

  private LineItemJson item() {
    comma();
    return open();
  }

  private LineItemJson key(String name) {
    comma();
    out.append('"').append(name).append("\":");
    return this;
  }

  private LineItemJson text(String name, @Nullable String value) {
    if (value == null) return this;
    key(name);
    out.append('"').append(value).append('"');
    return this;
  }

  private LineItemJson raw(String name, String value) {
    key(name);
    out.append(value);
    return this;
  }

  private void comma() {
    if (!first) out.append(',');
    first = false;
  }
}
