package convergence.standalone.demo;

import convergence.standalone.demo.Company.Asset;
import convergence.standalone.demo.LineItem.Adjustment;
import convergence.standalone.demo.LineItem.Credit;
import convergence.standalone.demo.LineItem.Offer;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A month of line items in the order in which an export would append them: hour by hour, what belongs to no
/// resource in between, and what came late at the end.
final class MonthOfUsage {
  private static final DateTimeFormatter INVOICE = DateTimeFormatter.ofPattern("uuuuMM");
  private static final Duration HOUR = Duration.ofHours(1);

  /// Hours at a month's end whose usage is invoiced with the next month.
  private static final int CROSSING_HOURS = 3;

  private static final int ROWS = 104_000;
  private final YearMonth month;
  private final Dice dice;
  private final List<Asset> assets;
  private final List<LineItem> late = new ArrayList<>();
  private final Consumer<LineItem> sink;

  MonthOfUsage(YearMonth month, long seed, Consumer<LineItem> sink) {
    this.month = month;
    this.dice = new Dice(seed);
    this.assets = Company.assets(dice);
    this.sink = sink;
  }

  void run() {
    Instant begin = month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    int hours = month.lengthOfMonth() * 24;
    int perHour = (ROWS + hours - 1) / hours;
    for (int hour = -CROSSING_HOURS; hour < hours; hour++) {
      Instant start = begin.plus(HOUR.multipliedBy(hour));
      boolean crosses = hour >= hours - CROSSING_HOURS;
      String invoice = INVOICE.format(crosses ? month.plusMonths(1) : month);
      for (int i = 0; i < perHour; i++)
        usage(assets.get(Math.floorMod(hour * 31 + i, assets.size())), start, invoice);
      if (Math.floorMod(hour, 24) == 0) daily(start, invoice);
    }
    Instant last = begin.plus(Duration.ofDays(month.lengthOfMonth() - 1L));
    monthly(last, INVOICE.format(month));
    late.sort(java.util.Comparator.comparing(LineItem::exportTime));
    late.forEach(sink);
  }

  private void usage(Asset asset, Instant start, String invoice) {
    var offer = asset.line().offer();
    long quantity = dice.between(1, asset.line().hourly() * 1_000L);
    var list = new Money(offer.unitPrice().micros() * quantity / 1_000);
    boolean unused = asset.line().discounts() && dice.percent(1);
    var cost = list.percent(100 - dice.of(List.of(0, 0, 0, 5, 10)));
    // One row in a hundred reaches the export days later, some after the month has ended.
    boolean isLate = dice.percent(1);
    var delay =
        isLate
            ? Duration.ofHours(dice.between(60, 150))
            : Duration.ofMinutes(dice.between(90, 480));
    var item =
        new LineItem(
            invoice,
            "regular",
            offer,
            start,
            start.plus(HOUR),
            asset.project(),
            asset.resource(),
            cost,
            list,
            quantity,
            unused ? List.of() : credits(asset, cost),
            null,
            null,
            null,
            unused,
            start.plus(HOUR).plus(delay));
    if (isLate) late.add(item);
    else sink.accept(item);
  }

  private List<Credit> credits(Asset asset, Money cost) {
    var credits = new ArrayList<Credit>();
    if (asset.line().discounts()) {
      if (dice.percent(60))
        credits.add(
            credit(
                "SUSTAINED_USAGE_DISCOUNT", "Sustained Usage Discount", cost, dice.between(5, 20)));
      if (dice.percent(50))
        credits.add(
            credit(
                "COMMITTED_USAGE_DISCOUNT",
                "Committed Usage Discount: CPU",
                cost,
                dice.between(10, 37)));
    }
    if (dice.percent(20))
      credits.add(credit("DISCOUNT", "Spend based discount", cost, dice.between(1, 8)));
    if (dice.percent(15))
      credits.add(credit("PROMOTION", "Startup programme", cost, dice.between(5, 20)));
    if (asset.line().offer().service().equals("BigQuery") && dice.percent(30))
      credits.add(credit("FREE_TIER", "Free tier", cost, dice.between(1, 10)));
    return List.copyOf(credits);
  }

  private static Credit credit(String type, String name, Money cost, long share) {
    return new Credit(name, name, type, name, cost.percent(share).negated());
  }

  /// What comes once a day: a commitment's fee, somebody else's product, a rounding.
  private void daily(Instant start, String invoice) {
    var platform = Company.PROJECTS.get(4);
    var fee = new Money(Company.COMMITMENT.unitPrice().micros() * 24 * 32);
    sink.accept(
        special(
            Company.COMMITMENT,
            "regular",
            start,
            invoice,
            fee,
            platform,
            null,
            "3871204655",
            null));
    var seat = new Money(dice.between(40_000_000, 60_000_000));
    sink.accept(
        special(
            Company.MARKETPLACE,
            "regular",
            start,
            invoice,
            seat,
            null,
            null,
            null,
            "Northstar Inc."));
    var crumb = new Money(dice.between(-9, 9));
    sink.accept(
        special(Company.ROUNDING, "rounding_error", start, invoice, crumb, null, null, null, null));
  }

  /// What comes with the invoice: support, tax, and corrections of what was billed before.
  private void monthly(Instant start, String invoice) {
    sink.accept(
        special(
            Company.SUPPORT,
            "regular",
            start,
            invoice,
            new Money(1_250_000_000),
            null,
            null,
            null,
            null));
    sink.accept(
        special(
            Company.TAX,
            "tax",
            start,
            invoice,
            new Money(dice.between(4_000_000_000L, 5_000_000_000L)),
            null,
            null,
            null,
            null));
    for (var project : Company.PROJECTS) {
      var line = dice.of(Company.LINES);
      var back = new Money(-dice.between(1_000_000, 90_000_000));
      sink.accept(
          special(
              line.offer(),
              "adjustment",
              start,
              invoice,
              back,
              project,
              new Adjustment(
                  "adj-" + project.number(),
                  "Correction of last month",
                  "PARTIAL_CORRECTION",
                  dice.of(List.of("USAGE_CORRECTION", "PRICE_CORRECTION", "SLA_VIOLATION"))),
              null,
              null));
    }
  }

  private static LineItem special(
      Offer offer,
      String costType,
      Instant start,
      String invoice,
      Money cost,
      LineItem.@Nullable Project project,
      @Nullable Adjustment adjustment,
      @Nullable String subscription,
      @Nullable String seller) {
    return new LineItem(
        invoice,
        costType,
        offer,
        start,
        start.plus(HOUR),
        project,
        null,
        cost,
        cost,
        1_000,
        List.of(),
        adjustment,
        subscription,
        seller,
        false,
        start.plus(Duration.ofHours(6)));
  }
}
