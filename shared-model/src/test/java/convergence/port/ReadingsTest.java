package convergence.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ReadingsTest {
  private record Note(String text) {}

  private final Readings<Note> readings = new Readings<>(Note.class, 4);

  @Test
  void the_same_text_is_read_once() {
    var document = Document.of(1, "{\"text\":\"a\"}");
    assertThat(readings.read(document)).isSameAs(readings.read(document));
  }

  @Test
  void what_was_written_is_known() {
    var note = new Note("a");
    assertThat(readings.read(Document.of(1, readings.write(note)))).isSameAs(note);
  }

  @Test
  void many_texts_in_few_places_are_never_taken_for_each_other() {
    var documents =
        IntStream.range(0, 100).mapToObj(i -> Document.of(1, readings.write(new Note("n" + i))));
    var list = documents.toList();
    for (int i = 0; i < list.size(); i++)
      assertThat(readings.read(list.get(i))).isEqualTo(new Note("n" + i));
  }

  @Test
  void a_text_of_another_shape_is_refused() {
    assertThatThrownBy(() -> readings.read(Document.of(1, "[]")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
