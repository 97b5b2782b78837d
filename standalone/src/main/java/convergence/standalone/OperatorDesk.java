package convergence.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Map;

/// Asks a running instance as its operator: the answer, or its refusal as a [Sorry].
record OperatorDesk(Api api, Map<String, String> headers) {
  static OperatorDesk of(InstanceFile instance) {
    return new OperatorDesk(
        new Api(instance.port()),
        Map.of("X-Admin-Key", instance.adminKey(), "X-User-ID", "command line"));
  }

  JsonNode get(String path) throws IOException, InterruptedException {
    return answered(api.get(path, headers));
  }

  JsonNode post(String path, Object body) throws IOException, InterruptedException {
    return answered(api.post(path, body, headers));
  }

  void delete(String path) throws IOException, InterruptedException {
    answered(api.delete(path, headers));
  }

  private static JsonNode answered(Api.Answer answer) {
    if (answer.status() >= 300) throw new Sorry(answer.detail());
    return answer.body();
  }
}
