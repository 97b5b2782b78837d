package convergence.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import convergence.problem.RefusedException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class JsonBodyTest {
  @Test
  void numbers_keep_their_value() {
    assertThat(read("{\"a\":0.1,\"b\":123456789012345678901234567890,\"c\":1e2,\"d\":7}"))
        .containsEntry("a", new BigDecimal("0.1"))
        .containsEntry("b", new BigInteger("123456789012345678901234567890"))
        .containsEntry("c", new BigDecimal("1e2"))
        .containsEntry("d", 7);
  }

  @Test
  void texts_keep_their_characters() {
    String text = "'\"\\ -- {x} \u0000 \u2028 \uD83D\uDCA9 é";
    var body = Map.of("t", text);
    assertThat(JsonBody.object(Wire.bytes(body))).isEqualTo(body);
    assertThat(read("{\"t\":\"\\ud83d\\udca9\"}")).containsEntry("t", "\uD83D\uDCA9");
  }

  @Test
  void nothing_is_an_empty_object() {
    assertThat(JsonBody.object(null)).isEmpty();
    assertThat(JsonBody.object(new byte[0])).isEmpty();
    assertThat(read(" \r\n\t")).isEmpty();
  }

  @Test
  void half_a_surrogate_pair_is_refused_wherever_it_stands() {
    for (var body :
        new String[] {
          "{\"t\":\"\\ud800\"}",
          "{\"t\":\"\\udc00x\"}",
          "{\"\\ud800\":1}",
          "{\"t\":[{\"u\":\"\\uD800\\ud800\"}]}"
        }) assertThatThrownBy(() -> read(body)).as(body).isInstanceOf(RefusedException.class);
  }

  private static Map<String, Object> read(String body) {
    return JsonBody.object(body.getBytes(StandardCharsets.UTF_8));
  }
}
