package convergence.cloud;

import java.util.Arrays;
import java.util.stream.Collectors;

/// What a process of the Google foundation can be.
enum Service {
  API_GATEWAY("api-gateway", true),
  SCHEDULER("scheduler-service", true),
  WORKER("pipeline-worker", false),
  QUOTA("quota-service", false);

  /// As images, Terraform and the condition on each service's package name it.
  final String title;

  /// Whether it has routes for the admin key.
  final boolean hasAdmins;

  Service(String title, boolean hasAdmins) {
    this.title = title;
    this.hasAdmins = hasAdmins;
  }

  static Service named(String title) {
    for (var service : values()) if (service.title.equals(title)) return service;
    throw new Sorry(
        "There is no service "
            + title
            + "; it is one of "
            + Arrays.stream(values()).map(each -> each.title).collect(Collectors.joining(", "))
            + ".");
  }
}
