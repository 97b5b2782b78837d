package convergence.embedded.duckdb.sql;

import static convergence.embedded.duckdb.sql.Udf.Kind.BOOL;
import static convergence.embedded.duckdb.sql.Udf.Kind.BYTES;
import static convergence.embedded.duckdb.sql.Udf.Kind.FLOAT;
import static convergence.embedded.duckdb.sql.Udf.Kind.INT;
import static convergence.embedded.duckdb.sql.Udf.Kind.TEXT;
import static convergence.embedded.duckdb.sql.Udf.Kind.TEXTS;

import convergence.embedded.duckdb.geography.Box;
import convergence.embedded.duckdb.geography.GeoJson;
import convergence.embedded.duckdb.geography.Geography;
import convergence.embedded.duckdb.geography.GeographyFault;
import convergence.embedded.duckdb.geography.Geohash;
import convergence.embedded.duckdb.geography.Hull;
import convergence.embedded.duckdb.geography.Overlay;
import convergence.embedded.duckdb.geography.Relations;
import convergence.embedded.duckdb.geography.Sphere;
import convergence.embedded.duckdb.geography.Wkb;
import convergence.embedded.duckdb.geography.Wkt;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Functions over geographies, which DuckDB holds as texts that [Wkt#hold] writes.
final class GeographyFunctions {
  /// ZetaSQL's name without `ST_`, ours without `gs_st_`, and what it does with the arguments.
  private record Entry(String signature, Udf udf, List<String> defaults) {}

  private static final List<Entry> ENTRIES = entries();

  /// They refuse no value.
  private static final Set<String> SURE =
      Set.of(
          "FN_ST_GEOG_POINT",
          "FN_ST_X",
          "FN_ST_Y",
          "FN_ST_POINT_N",
          "FN_ST_START_POINT",
          "FN_ST_END_POINT",
          "FN_ST_EXTERIORRING");

  private GeographyFunctions() {}

  static void fill(FunctionTable table) {
    for (var entry : ENTRIES)
      table.udf(
          "ST_" + entry.signature(), entry.udf().name(), entry.defaults().toArray(String[]::new));
    table.form("ST_DISJOINT", (_, args) -> "(NOT " + Udfs.call("gs_st_intersects", args) + ")");
    table.form("ST_WITHIN", (_, args) -> Udfs.call("gs_st_contains", args.reversed()));
    table.form("ST_COVEREDBY", (_, args) -> Udfs.call("gs_st_covers", args.reversed()));
    table.form(
        "ST_UNION",
        (_, args) -> {
          String missing = String.join(" IS NULL OR ", args) + " IS NULL";
          String all = union("[" + String.join(", ", args) + "]");
          return "CASE WHEN " + missing + " THEN NULL ELSE " + all + " END";
        });
    table.form("ST_UNION_ARRAY", (_, args) -> union(args.getFirst()));
    table.form(
        "ST_MAKE_LINE",
        (_, args) ->
            "CASE WHEN "
                + String.join(" IS NULL OR ", args)
                + " IS NULL THEN NULL ELSE "
                + Udfs.call("gs_st_make_line_array", "[" + String.join(", ", args) + "]")
                + " END");
    table.form(
        "ST_MAKE_POLYGON",
        (_, args) ->
            Udfs.call(
                "gs_st_make_polygon",
                args.getFirst(),
                args.size() > 1 ? args.get(1) : "CAST([] AS VARCHAR[])"));
    table.pattern("ST_BOUNDING_BOX", "gs_st_bounding_box({0})");
    table.aggregate(
        "ST_EXTENT",
        call -> {
          call.refuseModifiers();
          String gathered = Udfs.call("gs_st_gathered", call.list(call.text(0), true));
          return "gs_st_bounding_box(" + gathered + ")";
        });
    table.aggregate(
        "ST_UNION_AGG",
        call -> {
          call.refuseModifiers();
          return union(call.list(call.text(0), true));
        });
  }

  /// SAFE. would make NULLs of refusals.
  static boolean refusesValues(String signature) {
    return signature.startsWith("FN_ST_") && !SURE.contains(signature);
  }

  static List<String> macros() {
    return List.of(
        "gs_st_bounding_box(g) AS CASE WHEN gs_st_bound(g, 0) IS NULL THEN NULL ELSE struct_pack("
            + "xmin := gs_st_bound(g, 0), ymin := gs_st_bound(g, 1),"
            + " xmax := gs_st_bound(g, 2), ymax := gs_st_bound(g, 3)) END");
  }

  private static String union(String list) {
    return Udfs.call("gs_st_union", list);
  }

  static List<Udf> udfs() {
    List<Udf> all = new ArrayList<>(ENTRIES.stream().map(Entry::udf).toList());
    all.add(
        Udf.of(
            "gs_geography_loaded",
            TEXT,
            told("", a -> DuckTexts.heldGeography((String) a[0])),
            TEXT));
    all.add(Udf.of("gs_geography_shown", TEXT, told("", a -> Wkt.shown(of(a, 0))), TEXT));
    all.add(Udf.of("gs_st_bound", FLOAT, told("", a -> bound(of(a, 0), (Long) a[1])), TEXT, INT));
    all.add(
        Udf.of(
            "gs_st_make_polygon",
            TEXT,
            told("ST_MakePolygon", a -> Wkt.hold(Geography.polygon(of(a, 0), list(a[1])))),
            TEXT,
            TEXTS));
    all.add(
        Udf.of(
            "gs_st_gathered",
            TEXT,
            told("", a -> Wkt.hold(Geography.gathered(list(a[0])))),
            TEXTS));
    all.add(
        Udf.of(
            "gs_st_union",
            TEXT,
            told("ST_Union", a -> Wkt.hold(Geography.union(list(a[0])))),
            TEXTS));
    return all;
  }

  private static List<Entry> entries() {
    List<Entry> all = new ArrayList<>();
    all.add(
        made(
            "GEOG_POINT",
            "ST_GeogPoint",
            a -> Geography.point((Double) a[0], (Double) a[1]),
            FLOAT,
            FLOAT));
    all.add(made("GEOG_FROM_TEXT", "ST_GeogFromText", a -> Wkt.read((String) a[0]), TEXT));
    all.add(made("GEOG_FROM_STRING", "ST_GeogFrom", a -> read((String) a[0]), TEXT));
    all.add(
        made("GEOG_FROM_GEO_JSON", "ST_GeogFromGeoJson", a -> GeoJson.read((String) a[0]), TEXT));
    all.add(made("GEOG_FROM_WKB", "ST_GeogFromWkb", a -> Wkb.read(bytes(a[0])), BYTES));
    all.add(made("GEOG_FROM_BYTES", "ST_GeogFrom", a -> Wkb.read(bytes(a[0])), BYTES));
    all.add(made("GEOG_FROM_WKB_HEX", "ST_GeogFromWkb", a -> Wkb.read(hex((String) a[0])), TEXT));
    all.add(
        made(
            "GEOG_POINT_FROM_GEOHASH",
            "ST_GeogPointFromGeoHash",
            a -> Geohash.point((String) a[0]),
            TEXT));
    all.add(entry("AS_TEXT", TEXT, "", a -> Wkt.shown(of(a, 0)), TEXT));
    all.add(entry("AS_GEO_JSON", TEXT, "", a -> GeoJson.shown(of(a, 0)), TEXT));
    all.add(
        entry(
            "AS_BINARY",
            BYTES,
            "",
            a -> new String(Wkb.write(of(a, 0)), StandardCharsets.ISO_8859_1),
            TEXT));
    var geohash = entry("GEOHASH", TEXT, "", a -> Geohash.of(of(a, 0), (Long) a[1]), TEXT, INT);
    all.add(new Entry(geohash.signature(), geohash.udf(), List.of("CAST(20 AS BIGINT)")));
    all.add(entry("GEOMETRY_TYPE", TEXT, "", a -> of(a, 0).type(), TEXT));
    all.add(entry("DIMENSION", INT, "", a -> (long) of(a, 0).dimension(), TEXT));
    all.add(entry("NUM_POINTS", INT, "", a -> of(a, 0).positions(), TEXT));
    all.add(entry("NUM_GEOMETRIES", INT, "", a -> (long) of(a, 0).parts().size(), TEXT));
    all.add(entry("IS_EMPTY", BOOL, "", a -> of(a, 0).isEmpty(), TEXT));
    all.add(entry("IS_COLLECTION", BOOL, "", a -> of(a, 0).isCollection(), TEXT));
    all.add(entry("IS_CLOSED", BOOL, "", a -> of(a, 0).isClosed(), TEXT));
    all.add(entry("X", FLOAT, "", a -> of(a, 0).longitude(), TEXT));
    all.add(entry("Y", FLOAT, "", a -> of(a, 0).latitude(), TEXT));
    all.add(entry("DUMP", TEXTS, "", a -> of(a, 0).parts().stream().map(Wkt::hold).toList(), TEXT));
    all.add(made("START_POINT", "ST_StartPoint", a -> of(a, 0).pointOf(1, "ST_StartPoint"), TEXT));
    all.add(made("END_POINT", "ST_EndPoint", a -> of(a, 0).pointOf(-1, "ST_EndPoint"), TEXT));
    all.add(
        made("POINT_N", "ST_PointN", a -> of(a, 0).pointOf((Long) a[1], "ST_PointN"), TEXT, INT));
    all.add(made("BOUNDARY", "ST_Boundary", a -> of(a, 0).boundary(), TEXT));
    all.add(made("EXTERIORRING", "ST_ExteriorRing", a -> of(a, 0).exteriorRing(), TEXT));
    all.add(made("CENTROID", "ST_Centroid", a -> Sphere.centroid(of(a, 0)), TEXT));
    all.add(made("MAKE_LINE_ARRAY", "ST_MakeLine", a -> Geography.line(list(a[0])), TEXTS));
    all.add(
        made(
            "INTERSECTION",
            "ST_Intersection",
            a -> Overlay.intersection(of(a, 0), of(a, 1)),
            TEXT,
            TEXT));
    all.add(
        made(
            "DIFFERENCE",
            "ST_Difference",
            a -> Overlay.difference(of(a, 0), of(a, 1)),
            TEXT,
            TEXT));
    all.add(made("CONVEXHULL", "ST_ConvexHull", a -> Hull.of(of(a, 0)), TEXT));
    all.add(entry("IS_RING", BOOL, "", a -> of(a, 0).isRing(), TEXT));
    all.add(
        entry(
            "INTERIORRINGS",
            TEXTS,
            "",
            a -> of(a, 0).interiorRings().stream().map(Wkt::hold).toList(),
            TEXT));
    all.add(
        entry(
            "ANGLE", FLOAT, "", a -> Sphere.angle(of(a, 0), of(a, 1), of(a, 2)), TEXT, TEXT, TEXT));
    all.add(entry("TOUCHES", BOOL, "", a -> Relations.touch(of(a, 0), of(a, 1)), TEXT, TEXT));
    all.add(entry("LENGTH", FLOAT, "", a -> Sphere.length(of(a, 0)), TEXT));
    all.add(entry("PERIMETER", FLOAT, "", a -> Sphere.perimeter(of(a, 0)), TEXT));
    all.add(entry("AREA", FLOAT, "", a -> Sphere.area(of(a, 0)), TEXT));
    all.add(entry("DISTANCE", FLOAT, "", a -> Sphere.distance(of(a, 0), of(a, 1)), TEXT, TEXT));
    all.add(
        entry(
            "MAX_DISTANCE",
            FLOAT,
            "",
            a -> Sphere.greatestDistance(of(a, 0), of(a, 1)),
            TEXT,
            TEXT));
    all.add(entry("AZIMUTH", FLOAT, "", a -> Sphere.azimuth(of(a, 0), of(a, 1)), TEXT, TEXT));
    all.add(
        entry(
            "DWITHIN",
            BOOL,
            "",
            a -> {
              var distance = Sphere.distance(of(a, 0), of(a, 1));
              return distance != null && distance <= (Double) a[2];
            },
            TEXT,
            TEXT,
            FLOAT));
    all.add(
        entry("INTERSECTS", BOOL, "", a -> Relations.intersect(of(a, 0), of(a, 1)), TEXT, TEXT));
    all.add(
        entry("CONTAINS", BOOL, "", a -> Relations.covers(of(a, 0), of(a, 1), false), TEXT, TEXT));
    all.add(entry("COVERS", BOOL, "", a -> Relations.covers(of(a, 0), of(a, 1), true), TEXT, TEXT));
    all.add(entry("EQUALS", BOOL, "", a -> Relations.equal(of(a, 0), of(a, 1)), TEXT, TEXT));
    all.add(
        entry(
            "INTERSECTS_BOX",
            BOOL,
            "",
            a ->
                Relations.intersectsBox(
                    of(a, 0), (Double) a[1], (Double) a[2], (Double) a[3], (Double) a[4]),
            TEXT,
            FLOAT,
            FLOAT,
            FLOAT,
            FLOAT));
    return all;
  }

  private static Entry entry(
      String signature, Udf.Kind result, String who, Udf.Body body, Udf.Kind... parameters) {
    String name = "gs_st_" + signature.toLowerCase(java.util.Locale.ROOT);
    return new Entry(signature, Udf.of(name, result, told(who, body), parameters), List.of());
  }

  private static Entry made(
      String signature, String who, Function<Object[], Geography> body, Udf.Kind... parameters) {
    return entry(signature, TEXT, who, a -> Wkt.hold(body.apply(a)), parameters);
  }

  /// @param who says it in the message, empty: nobody
  private static Udf.Body told(String who, Udf.Body body) {
    return arguments -> {
      try {
        return body.apply(arguments);
      } catch (GeographyFault fault) {
        String message = String.valueOf(fault.getMessage());
        if (fault.isRefusal()) throw QueryError.unsupported(message);
        boolean named = who.isEmpty() || message.startsWith("ST_");
        throw new QueryError(named ? message : who + " failed: " + message);
      }
    };
  }

  private static @Nullable Double bound(Geography geography, long side) {
    var box = Box.of(geography);
    if (box == null) return null;
    return switch ((int) side) {
      case 0 -> box.west();
      case 1 -> box.south();
      case 2 -> box.east();
      default -> box.north();
    };
  }

  private static Geography of(Object[] arguments, int index) {
    return Wkt.held((String) arguments[index]);
  }

  @SuppressWarnings("unchecked") // only lists of texts come as this kind
  private static List<Geography> list(Object argument) {
    List<Geography> all = new ArrayList<>();
    for (var text : (List<@Nullable String>) argument) {
      if (text == null) throw GeographyFault.refusal("a NULL in an array of GEOGRAPHY");
      all.add(Wkt.held(text));
    }
    return all;
  }

  private static Geography read(String text) {
    if (text.strip().startsWith("{")) return GeoJson.read(text);
    return text.matches("[0-9a-fA-F]+") ? Wkb.read(hex(text)) : Wkt.read(text);
  }

  private static byte[] bytes(Object argument) {
    return ((String) argument).getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] hex(String text) {
    try {
      return java.util.HexFormat.of().parseHex(text);
    } catch (IllegalArgumentException _) {
      throw new QueryError("ST_GeogFromWkb failed: Invalid hex string");
    }
  }
}
