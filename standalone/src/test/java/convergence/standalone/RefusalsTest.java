package convergence.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import convergence.problem.FieldError;
import convergence.problem.Refusal;
import java.util.List;
import org.junit.jupiter.api.Test;

class RefusalsTest {
  private static final String SENTENCE = "Function not found: COUNTT [at 1:8]";

  @Test
  void whatTheSentenceSaysIsNotSaidTwice() {
    var refusal = Refusal.BadRequest.of("/query", SENTENCE);
    assertThat(Refusals.sentence(refusal)).isEqualTo(SENTENCE + " (/query)");
  }

  @Test
  void whatItDoesNotSayIsListed() {
    var refusal = new Refusal.BadRequest("2 fields.", List.of(FieldError.of("/a", "missing")));
    assertThat(Refusals.sentence(refusal)).isEqualTo("2 fields.\n  /a missing");
  }
}
