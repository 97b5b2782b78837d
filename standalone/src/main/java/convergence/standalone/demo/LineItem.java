package convergence.standalone.demo;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One row of the detailed billing export.
///
/// @param project null: the charge belongs to none
/// @param resource null: the service tells no resources
/// @param adjustment null: none
/// @param subscription id of a commitment; null: none
/// @param seller null: Google itself
record LineItem(
    String invoiceMonth,
    String costType,
    Offer offer,
    Instant start,
    Instant end,
    @Nullable Project project,
    @Nullable Resource resource,
    Money cost,
    Money listCost,
    long quantityMilli,
    List<Credit> credits,
    @Nullable Adjustment adjustment,
    @Nullable String subscription,
    @Nullable String seller,
    boolean unusedReservation,
    Instant exportTime) {

  /// Something that is sold.
  ///
  /// @param unitPrice list price of a pricing unit
  record Offer(
      String serviceId,
      String service,
      String skuId,
      String sku,
      String unit,
      String pricingUnit,
      Money unitPrice) {}

  record Project(String id, String number, String name, String folder, Map<String, String> labels) {
    Project {
      labels = Map.copyOf(labels);
    }
  }

  /// @param labels in a fixed order
  record Resource(
      String name, String globalName, String region, @Nullable String zone, List<Label> labels) {}

  record Label(String key, String value) {}

  record Credit(String id, String fullName, String type, String name, Money amount) {}

  record Adjustment(String id, String description, String mode, String type) {}
}
