package convergence.standalone.demo;

import convergence.standalone.demo.LineItem.Label;
import convergence.standalone.demo.LineItem.Offer;
import convergence.standalone.demo.LineItem.Project;
import convergence.standalone.demo.LineItem.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What the demo's company buys from Google Cloud: its projects, what is sold to it, and what it runs.
final class Company {
  /// @param discounts takes sustained and committed use discounts, as virtual machines do
  /// @param named the export tells its resources by their global names
  /// @param hourly millionths of a pricing unit's price that an hour costs at most, in units
  record Line(Offer offer, boolean discounts, boolean named, int hourly) {}

  /// Something that runs, and what it is billed as.
  record Asset(Line line, Project project, Resource resource) {}

  static final List<Project> PROJECTS =
      List.of(
          project("shop-prod", "481516234201", "Shop", "prod", "shop"),
          project("shop-staging", "481516234202", "Shop staging", "staging", "shop"),
          project("data-platform", "481516234203", "Data platform", "prod", "data"),
          project("ml-research", "481516234204", "ML research", "dev", "ml"),
          project("network-hub", "481516234205", "Network hub", "prod", "platform"),
          project("sandbox", "481516234206", "Sandbox", "dev", "platform"));

  static final List<Line> LINES =
      List.of(
          line(
              "6F81-5844-456A",
              "Compute Engine",
              "2E27-4F75-95CD",
              "N2 Instance Core running in Americas",
              "seconds",
              "hour",
              31_611,
              true,
              true,
              64),
          line(
              "6F81-5844-456A",
              "Compute Engine",
              "3C03-891C-1F0D",
              "N2 Instance Ram running in Americas",
              "byte-seconds",
              "gibibyte hour",
              4_237,
              true,
              true,
              256),
          line(
              "6F81-5844-456A",
              "Compute Engine",
              "9E6D-2A1F-77B3",
              "Spot Preemptible E2 Instance Core running in Americas",
              "seconds",
              "hour",
              6_543,
              false,
              true,
              96),
          line(
              "6F81-5844-456A",
              "Compute Engine",
              "D973-5D65-BAB2",
              "Storage PD Capacity",
              "byte-seconds",
              "gibibyte month",
              40_000,
              false,
              true,
              20),
          line(
              "CCD8-9BF1-090E",
              "Kubernetes Engine",
              "6B92-A835-08AB",
              "Regional Kubernetes Clusters",
              "seconds",
              "hour",
              100_000,
              false,
              true,
              4),
          line(
              "24E6-581D-38E5",
              "BigQuery",
              "1145-49C5-3B2A",
              "Analysis (us)",
              "bytes",
              "tebibyte",
              6_250_000,
              false,
              false,
              2),
          line(
              "24E6-581D-38E5",
              "BigQuery",
              "947D-3B46-7781",
              "Active Logical Storage (us)",
              "byte-seconds",
              "gibibyte month",
              20_000,
              false,
              false,
              30),
          line(
              "95FF-2EF5-5EA1",
              "Cloud Storage",
              "E5F0-6A5D-7BAD",
              "Standard Storage US Multi-region",
              "byte-seconds",
              "gibibyte month",
              26_000,
              false,
              false,
              40),
          line(
              "9662-B51E-5089",
              "Cloud SQL",
              "45DA-B3F1-4C2E",
              "Cloud SQL for PostgreSQL: Zonal - vCPU in Americas",
              "seconds",
              "hour",
              41_300,
              true,
              false,
              32),
          line(
              "152E-C115-5142",
              "Cloud Run",
              "21A8-6A2D-F1B2",
              "CPU Allocation Time (Request-based billing)",
              "seconds",
              "second",
              24,
              false,
              true,
              20_000),
          line(
              "5490-F7B7-8DF6",
              "Cloud Logging",
              "143F-A1B0-E0BE",
              "Log Storage cost",
              "bytes",
              "gibibyte",
              500_000,
              false,
              false,
              3),
          line(
              "E505-1604-58F8",
              "Networking",
              "9DE9-9092-B3BC",
              "Network Internet Data Transfer Out from Americas",
              "bytes",
              "gibibyte",
              120_000,
              false,
              false,
              12),
          line(
              "C7E2-9256-1C43",
              "Vertex AI",
              "5A2C-9C1B-77F0",
              "Gemini Text Output - Predictions",
              "count",
              "1000 count",
              2_500,
              false,
              false,
              900));

  static final Offer SUPPORT =
      offer(
          "2062-016F-44A2",
          "Support",
          "8B2F-63D2-1A4C",
          "Enhanced Support Variable Fee",
          "count",
          "count",
          1_000_000);
  static final Offer MARKETPLACE =
      offer(
          "E0F8-25A1-6B3D",
          "Observability by Northstar",
          "4C1D-55E2-9A70",
          "Northstar Pro plan",
          "count",
          "count",
          1_000_000);
  static final Offer COMMITMENT =
      offer(
          "6F81-5844-456A",
          "Compute Engine",
          "6AF2-7B3C-3C11",
          "Commitment v1: N2 Cpu in Americas for 1 Year",
          "seconds",
          "hour",
          19_915);
  static final Offer TAX =
      offer("6F81-5844-456A", "Invoice", "0000-0000-TAX1", "Tax", "count", "count", 0);
  static final Offer ROUNDING =
      offer("6F81-5844-456A", "Invoice", "0000-0000-RND1", "Rounding error", "count", "count", 0);

  private static final List<String> REGIONS = List.of("us-central1", "us-east1", "us-west1");
  private static final int ASSETS = 170;

  private Company() {}

  /// All that runs. The same seed, the same assets.
  static List<Asset> assets(Dice dice) {
    var assets = new ArrayList<Asset>();
    for (int i = 0; i < ASSETS; i++) {
      var line = LINES.get(i % LINES.size());
      var project = dice.of(PROJECTS);
      String region = dice.of(REGIONS);
      String kind = line.offer().service().toLowerCase(Locale.ROOT).replace(' ', '-');
      String name = kind + "-" + i;
      String global =
          line.named()
              ? "//"
                  + kind.replace("-engine", "")
                  + ".googleapis.com/projects/"
                  + project.id()
                  + "/"
                  + region
                  + "/"
                  + name
              : "";
      var labels = new ArrayList<Label>();
      // Somebody always forgets to label.
      if (!dice.percent(15)) {
        labels.add(new Label("env", project.labels().getOrDefault("env", "dev")));
        labels.add(new Label("team", project.labels().getOrDefault("team", "platform")));
      }
      String zone = line.discounts() ? region + "-" + dice.of(List.of("a", "b", "c")) : "";
      assets.add(
          new Asset(
              line,
              project,
              new Resource(
                  name, global, region, zone.isEmpty() ? null : zone, List.copyOf(labels))));
    }
    return assets;
  }

  private static Project project(String id, String number, String name, String env, String team) {
    return new Project(id, number, name, "730114", Map.of("env", env, "team", team));
  }

  private static Line line(
      String serviceId,
      String service,
      String skuId,
      String sku,
      String unit,
      String pricingUnit,
      long priceMicros,
      boolean discounts,
      boolean named,
      int hourly) {
    return new Line(
        offer(serviceId, service, skuId, sku, unit, pricingUnit, priceMicros),
        discounts,
        named,
        hourly);
  }

  private static Offer offer(
      String serviceId,
      String service,
      String skuId,
      String sku,
      String unit,
      String pricingUnit,
      long priceMicros) {
    return new Offer(serviceId, service, skuId, sku, unit, pricingUnit, new Money(priceMicros));
  }
}
