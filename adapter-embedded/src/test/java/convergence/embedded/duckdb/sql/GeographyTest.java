package convergence.embedded.duckdb.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Geographies on a sphere of 6,371,010 m, whose edges are geodesics.
final class GeographyTest extends OnTestWarehouse {
  private static final double RADIUS = 6_371_010;
  private static final String SQUARE =
      "ST_GEOGFROMTEXT('POLYGON((10 10, 12 10, 12 12, 10 12, 10 10))')";

  private static double number(String expression) throws SQLException {
    return (Double) java.util.Objects.requireNonNull(value(expression));
  }

  private static void refused(String expression) {
    assertThatThrownBy(() -> value(expression))
        .hasMessageContaining("is not supported by the embedded warehouse");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "point ( 1  2 ) | POINT(1 2)",
        "POINT(-122.4 0.00002) | POINT(-122.4 2e-05)",
        "POINT EMPTY | GEOMETRYCOLLECTION EMPTY",
        "LINESTRING(0 0, 0 0, 1 1) | LINESTRING(0 0, 1 1)",
        "MULTIPOINT((1 1), 2 2) | MULTIPOINT(1 1, 2 2)",
        "MULTIPOINT(1 1, 1 1) | POINT(1 1)",
        "POLYGON((0 0, 4 0, 4 4, 0 0), (2 1, 2 1.5, 3 1.5, 2 1)) | POLYGON((0 0, 4 0, 4 4, 0 0), (2 1, 2 1.5, 3 1.5, 2 1))",
        "MULTILINESTRING((0 0, 1 1), (5 5, 6 6)) | MULTILINESTRING((0 0, 1 1), (5 5, 6 6))",
        "GEOMETRYCOLLECTION(LINESTRING(1 1, 2 2), POINT(5 0)) | GEOMETRYCOLLECTION(POINT(5 0), LINESTRING(1 1, 2 2))"
      })
  void a_text_is_read_and_written(String given, String shown) throws SQLException {
    assertThat(value("ST_ASTEXT(ST_GEOGFROMTEXT('" + given + "'))")).isEqualTo(shown);
  }

  @ParameterizedTest
  @ValueSource(strings = {"POINT(1)", "POINT(0 91)", "CIRCLE(0 0)", "POINT(1 2) x"})
  void what_is_no_geography_fails(String text) {
    assertThatThrownBy(() -> value("ST_GEOGFROMTEXT('" + text + "')"))
        .hasMessageContaining("ST_GeogFromText failed: ");
  }

  @Test
  void a_polygon_that_crosses_itself_fails() {
    assertThatThrownBy(() -> value("ST_GEOGFROMTEXT('POLYGON((0 0, 1 1, 1 0, 0 1, 0 0))')"))
        .hasMessageContaining(
            "ST_GeogFromText failed: Invalid polygon loop: Edge 0 crosses edge 2");
  }

  @Test
  void safe_forgives_where_no_refusal_could_become_null() throws SQLException {
    assertThat(value("SAFE.ST_GEOGPOINT(0, 91)")).isNull();
    assertThat(value("SAFE.ST_X(ST_GEOGFROMTEXT('POINT EMPTY'))")).isNull();
    refused("SAFE.ST_GEOGFROMTEXT('POINT(1)')");
  }

  @Test
  void a_ring_is_turned_so_that_the_smaller_side_is_within() throws SQLException {
    String turned = "ST_GEOGFROMTEXT('POLYGON((0 0, 0 1, 1 1, 1 0, 0 0))')";
    assertThat(number("ST_AREA(" + turned + ")"))
        .isEqualTo(
            number("ST_AREA(ST_GEOGFROMTEXT('POLYGON((0 0, 1 0, 1 1, 0 1, 0 0))'))"), within(1e-2));
    assertThat(value("ST_NUMPOINTS(" + turned + ")")).isEqualTo(5L);
    refused("ST_ASTEXT(" + turned + ")");
  }

  @Test
  void measures_are_those_of_the_sphere() throws SQLException {
    double degree = Math.toRadians(1) * RADIUS;
    assertThat(number("ST_DISTANCE(ST_GEOGPOINT(7, 0), ST_GEOGPOINT(8, 0))"))
        .isEqualTo(degree, within(1e-7));
    assertThat(number("ST_DISTANCE(ST_GEOGPOINT(7, 0), ST_GEOGFROMTEXT('LINESTRING(6 -3, 6 3)'))"))
        .isEqualTo(degree, within(1e-7));
    assertThat(number("ST_LENGTH(ST_GEOGFROMTEXT('LINESTRING(0 0, 0 60, 0 90)'))"))
        .isEqualTo(90 * degree, within(1e-7));
    String octant = "ST_GEOGFROMTEXT('POLYGON((0 0, 90 0, 0 90, 0 0))')";
    assertThat(number("ST_AREA(" + octant + ")"))
        .isEqualTo(Math.PI / 2 * RADIUS * RADIUS, within(1.0));
    assertThat(number("ST_PERIMETER(" + octant + ")")).isEqualTo(270 * degree, within(1e-7));
    assertThat(value("ST_DISTANCE(" + SQUARE + ", ST_GEOGPOINT(11, 11))")).isEqualTo(0.0);
    assertThat(value("ST_DISTANCE(ST_GEOGPOINT(0, 0), ST_GEOGFROMTEXT('POINT EMPTY'))")).isNull();
    assertThat(value("ST_LENGTH(ST_GEOGPOINT(0, 0))")).isEqualTo(0.0);
  }

  @Test
  void directions_go_clockwise_from_north() throws SQLException {
    assertThat(number("ST_AZIMUTH(ST_GEOGPOINT(5, 0), ST_GEOGPOINT(6, 0))"))
        .isEqualTo(Math.PI / 2, within(1e-12));
    assertThat(number("ST_AZIMUTH(ST_GEOGPOINT(5, 0), ST_GEOGPOINT(4, 0))"))
        .isEqualTo(Math.PI * 1.5, within(1e-12));
    assertThat(value("ST_AZIMUTH(ST_GEOGPOINT(5, 0), ST_GEOGPOINT(5, 0))")).isNull();
    assertThat(number("ST_ANGLE(ST_GEOGPOINT(1, 0), ST_GEOGPOINT(0, 0), ST_GEOGPOINT(0, -1))"))
        .isEqualTo(Math.PI / 2, within(1e-12));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ST_CONTAINS({0}, ST_GEOGPOINT(11, 11)) | true",
        "ST_CONTAINS({0}, ST_GEOGPOINT(13, 11)) | false",
        "ST_CONTAINS({0}, ST_GEOGPOINT(10, 10)) | false",
        "ST_COVERS({0}, ST_GEOGPOINT(10, 10)) | true",
        "ST_TOUCHES({0}, ST_GEOGPOINT(10, 10)) | true",
        "ST_WITHIN(ST_GEOGPOINT(11, 11), {0}) | true",
        "ST_COVEREDBY(ST_GEOGPOINT(11, 15), {0}) | false",
        // The geodesic between the upper corners runs north of the parallel.
        "ST_CONTAINS({0}, ST_GEOGPOINT(11, 12.0001)) | true",
        "ST_CONTAINS({0}, ST_GEOGFROMTEXT('POLYGON((10.5 11, 11.5 11, 11 11.5, 10.5 11))')) | true",
        "ST_CONTAINS(ST_GEOGFROMTEXT('POLYGON((10.5 11, 11.5 11, 11 11.5, 10.5 11))'), {0}) | false",
        "ST_INTERSECTS({0}, ST_GEOGFROMTEXT('LINESTRING(5 11, 20 11)')) | true",
        "ST_INTERSECTS({0}, ST_GEOGFROMTEXT('LINESTRING(5 13, 20 13)')) | false",
        "ST_DISJOINT({0}, ST_GEOGFROMTEXT('LINESTRING(5 13, 20 13)')) | true",
        "ST_INTERSECTS({0}, ST_GEOGFROMTEXT('POLYGON((11 11, 15 11, 15 15, 11 15, 11 11))')) | true",
        "ST_DWITHIN({0}, ST_GEOGPOINT(11, 9), 112000) | true",
        "ST_DWITHIN({0}, ST_GEOGPOINT(11, 9), 109000) | false",
        "ST_EQUALS(ST_GEOGPOINT(1, 2), ST_GEOGFROMTEXT('MULTIPOINT(1 2, 1 2)')) | true",
        "ST_INTERSECTSBOX(ST_GEOGPOINT(179, 0), 170, -1, -170, 1) | true",
        "ST_INTERSECTSBOX(ST_GEOGPOINT(0, 0), 170, -1, -170, 1) | false"
      })
  void relations_hold(String relation, boolean truth) throws SQLException {
    assertThat(value(relation.replace("{0}", SQUARE))).isEqualTo(truth);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ST_COVERS(ST_GEOGFROMTEXT('POLYGON((0 0, 2 0, 2 2, 0 2, 0 0))'), ST_GEOGPOINT(1, 0))",
        "ST_INTERSECTS(ST_GEOGFROMTEXT('LINESTRING(0 0, 2 0)'), ST_GEOGFROMTEXT('LINESTRING(1 0, 3 0)'))",
        "ST_ASTEXT(ST_UNION(ST_GEOGPOINT(1, 0), ST_GEOGPOINT(0, 0)))",
        "ST_CENTROID(ST_GEOGFROMTEXT('MULTIPOINT(0 0, 1 1)'))",
        "ST_ASBINARY(ST_GEOGPOINT(1, 2))",
        "ST_ASTEXT(ST_GEOGFROMTEXT('MULTIPOINT(2 2, 1 1)'))",
        "ST_GEOGFROMTEXT('POLYGON((0 0, 1 0, 1 1))')",
        "ST_GEOHASH(ST_GEOGPOINT(1, 2), 20)",
        "ST_BUFFER(ST_GEOGPOINT(0, 0), 10)"
      })
  void what_hangs_on_the_last_digit_is_refused(String expression) {
    refused(expression);
  }

  @Test
  void parts_are_taken_out_and_put_together() throws SQLException {
    String line = "ST_GEOGFROMTEXT('LINESTRING(1 1, 2 2, 3 1)')";
    assertThat(value("ST_ASTEXT(ST_POINTN(" + line + ", -2))")).isEqualTo("POINT(2 2)");
    assertThat(value("SAFE.ST_POINTN(" + line + ", 4)")).isNull();
    assertThat(value("ST_ASTEXT(ST_ENDPOINT(" + line + "))")).isEqualTo("POINT(3 1)");
    assertThat(value("ST_ASTEXT(ST_BOUNDARY(" + line + "))")).isEqualTo("MULTIPOINT(1 1, 3 1)");
    assertThat(value("ARRAY_LENGTH(ST_DUMP(ST_GEOGFROMTEXT('MULTIPOINT(0 0, 1 1)')))"))
        .isEqualTo(2L);
    assertThat(value("ST_ASTEXT(ST_MAKELINE([ST_GEOGPOINT(1, 1), ST_GEOGPOINT(2, 3)]))"))
        .isEqualTo("LINESTRING(1 1, 2 3)");
    assertThat(
            value("ST_ASTEXT(ST_MAKEPOLYGON(ST_GEOGFROMTEXT('LINESTRING(0 0, 1 0, 1 1, 0 0)')))"))
        .isEqualTo("POLYGON((0 0, 1 0, 1 1, 0 0))");
    assertThat(
            value(
                "ST_GEOMETRYTYPE(ST_UNION_AGG(g)) FROM UNNEST([ST_GEOGPOINT(1, 1), ST_GEOGPOINT(2, 1)]) AS g"))
        .isEqualTo("ST_MultiPoint");
    assertThat(value("ST_BOUNDINGBOX(" + SQUARE + ").ymin")).isEqualTo(10.0);
    assertThat(number("ST_BOUNDINGBOX(" + SQUARE + ").ymax")).isBetween(12.0001, 12.01);
  }

  @Test
  void an_extent_is_around_all_rows() throws SQLException {
    assertThat(
            value(
                "TO_JSON_STRING(ST_EXTENT(g)) FROM UNNEST([ST_GEOGPOINT(1, 2), ST_GEOGPOINT(-5, 3)]) AS g"))
        .isEqualTo("{\"xmin\":-5,\"ymin\":2,\"xmax\":1,\"ymax\":3}");
    assertThat(value("ST_EXTENT(g) FROM UNNEST([ST_GEOGPOINT(1, 2)]) AS g WHERE FALSE")).isNull();
  }

  @Test
  void geojson_gets_positions_where_its_straight_lines_leave_the_geodesic() throws SQLException {
    assertThat(value("ST_ASGEOJSON(ST_GEOGPOINT(1, 2))"))
        .isEqualTo("{ \"type\": \"Point\", \"coordinates\": [1, 2] } ");
    assertThat(
            value(
                "ST_NUMPOINTS(ST_GEOGFROMGEOJSON('{\"type\": \"LineString\", \"coordinates\": [[2, 2], [3, 3]]}'))"))
        .isEqualTo(3L);
    assertThatThrownBy(() -> value("ST_GEOGFROMGEOJSON('{}')"))
        .hasMessageContaining("ST_GeogFromGeoJson failed: ");
  }

  @Test
  void other_forms_of_points_are_read_and_written() throws SQLException {
    assertThat(
            value(
                "ST_ASTEXT(ST_GEOGFROMWKB(FROM_HEX('0101000000000000000000F03F0000000000000040')))"))
        .isEqualTo("POINT(1 2)");
    assertThat(value("TO_HEX(ST_ASBINARY(ST_GEOGPOINT(0, 0)))"))
        .isEqualTo("010100000000000000000000000000000000000000");
    assertThat(value("ST_GEOHASH(ST_GEOGPOINT(-5.6, 42.6), 5)")).isEqualTo("ezs42");
    assertThat(number("ST_X(ST_GEOGPOINTFROMGEOHASH('ezs42'))")).isEqualTo(-5.6, within(0.05));
    assertThat(value("ST_ASTEXT(ST_GEOGPOINT(200, 10))")).isEqualTo("POINT(-160 10)");
  }

  @Test
  void polygons_that_cross_are_laid_over_each_other() throws SQLException {
    String other = "ST_GEOGFROMTEXT('POLYGON((11 11, 13 11, 13 13, 11 13, 11 11))')";
    double square = number("ST_AREA(" + SQUARE + ")");
    double second = number("ST_AREA(" + other + ")");
    double common = number("ST_AREA(ST_INTERSECTION(" + SQUARE + ", " + other + "))");
    assertThat(common).isBetween(square / 5, square / 3);
    assertThat(number("ST_AREA(ST_DIFFERENCE(" + SQUARE + ", " + other + "))"))
        .isEqualTo(square - common, within(1.0));
    assertThat(number("ST_AREA(ST_UNION(" + SQUARE + ", " + other + "))"))
        .isEqualTo(square + second - common, within(1.0));
    assertThat(value("ST_NUMPOINTS(ST_UNION(" + SQUARE + ", " + other + "))")).isEqualTo(9L);
    assertThat(value("ST_GEOMETRYTYPE(ST_INTERSECTION(" + SQUARE + ", " + other + "))"))
        .isEqualTo("ST_Polygon");
    refused("ST_ASTEXT(ST_INTERSECTION(" + SQUARE + ", " + other + "))");
  }

  @Test
  void a_bar_cuts_a_square_in_two() throws SQLException {
    String bar = "ST_GEOGFROMTEXT('POLYGON((10.5 9, 11.5 9, 11.5 13, 10.5 13, 10.5 9))')";
    assertThat(value("ST_GEOMETRYTYPE(ST_DIFFERENCE(" + SQUARE + ", " + bar + "))"))
        .isEqualTo("ST_MultiPolygon");
    assertThat(value("ST_NUMGEOMETRIES(ST_INTERSECTION(" + SQUARE + ", " + bar + "))"))
        .isEqualTo(1L);
    assertThat(value("ST_ISEMPTY(ST_INTERSECTION(" + SQUARE + ", ST_GEOGPOINT(0, 0)))"))
        .isEqualTo(true);
    assertThat(value("ST_ASTEXT(ST_INTERSECTION(ST_GEOGPOINT(11, 11), " + SQUARE + "))"))
        .isEqualTo("POINT(11 11)");
    assertThat(value("ST_ASTEXT(ST_DIFFERENCE(" + SQUARE + ", ST_GEOGPOINT(0, 0)))"))
        .isEqualTo("POLYGON((10 10, 12 10, 12 12, 10 12, 10 10))");
    refused(
        "ST_DIFFERENCE("
            + SQUARE
            + ", ST_GEOGFROMTEXT('POLYGON((10.5 11, 11.5 11, 11 11.5, 10.5 11))'))");
  }

  @Test
  void a_hull_goes_around_all_positions() throws SQLException {
    String hull =
        "ST_CONVEXHULL(ST_GEOGFROMTEXT('MULTIPOINT(10 10, 12 12, 11 11.1, 12 10, 10 12)'))";
    assertThat(number("ST_AREA(" + hull + ")"))
        .isEqualTo(number("ST_AREA(" + SQUARE + ")"), within(1.0));
    assertThat(value("ST_NUMPOINTS(" + hull + ")")).isEqualTo(5L);
    assertThat(value("ST_ASTEXT(ST_CONVEXHULL(ST_GEOGPOINT(1, 1)))")).isEqualTo("POINT(1 1)");
    assertThat(value("ST_GEOMETRYTYPE(ST_CONVEXHULL(ST_GEOGFROMTEXT('MULTIPOINT(1 1, 2 2)')))"))
        .isEqualTo("ST_LineString");
    refused("ST_CONVEXHULL(ST_GEOGFROMTEXT('MULTIPOINT(0 0, 1 0, 2 0)'))");
  }
}
