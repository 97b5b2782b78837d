package convergence.googlesql;

import com.google.common.collect.ImmutableList;
import com.google.zetasql.Constant;
import com.google.zetasql.FileDescriptorSetsBuilder;
import com.google.zetasql.SimpleCatalog;
import com.google.zetasql.SimpleConstantProtos.SimpleConstantProto;
import com.google.zetasql.TypeFactory;
import com.google.zetasql.Value;
import convergence.googlesql.ir.Surroundings.Named;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// Catalogues with the built-in functions and a script's variables. A variable is a constant to ZetaSQL, and a
/// catalogue cannot give a constant up again, so each set of variables has its own; the last few are kept.
final class Roots {
  private static final int KEPT = 3;
  private final Supplier<SimpleCatalog> furnished;
  private final Map<List<Named>, SimpleCatalog> recent =
      new LinkedHashMap<>(8, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<List<Named>, SimpleCatalog> eldest) {
          return size() > KEPT;
        }
      };

  /// @param furnished makes a catalogue of the built-in functions
  Roots(Supplier<SimpleCatalog> furnished) {
    this.furnished = furnished;
  }

  SimpleCatalog with(List<Named> variables) {
    return recent.computeIfAbsent(variables, this::make);
  }

  private SimpleCatalog make(List<Named> variables) {
    var catalog = furnished.get();
    for (var variable : variables) catalog.addConstant(constant(variable));
    return catalog;
  }

  /// Its value is never asked for: the compiled statement takes the variable's at that moment.
  private static Constant constant(Named variable) {
    var type = Types.of(variable.type());
    var message =
        SimpleConstantProto.newBuilder()
            .addNamePath(variable.name())
            .setType(type.serialize(new FileDescriptorSetsBuilder()))
            .setValue(Value.createNullValue(type).getProto())
            .build();
    return Constant.deserialize(message, ImmutableList.of(), TypeFactory.nonUniqueNames());
  }
}
