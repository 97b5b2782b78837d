package convergence.bigquery.storage;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.cloud.bigquery.storage.v1.ProtoSchema;
import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumValueDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import convergence.warehouse.Column;
import convergence.warehouse.SqlType;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Rows as their bytes say.
final class ProtoRowsTest {
  private static final DescriptorProto ROW =
      DescriptorProto.newBuilder()
          .setName("Row")
          .addEnumType(
              EnumDescriptorProto.newBuilder()
                  .setName("Thing")
                  .addValue(EnumValueDescriptorProto.newBuilder().setName("NONE").setNumber(0))
                  .addValue(EnumValueDescriptorProto.newBuilder().setName("CUP").setNumber(5)))
          .addField(field("number", 1))
          .addField(field("name", 2))
          .build();

  private static FieldDescriptorProto field(String name, int number) {
    return FieldDescriptorProto.newBuilder()
        .setName(name)
        .setNumber(number)
        .setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL)
        .setType(FieldDescriptorProto.Type.TYPE_ENUM)
        .setTypeName("Thing")
        .build();
  }

  @Test
  void an_enum_is_a_number_or_a_name_as_the_column_wants() {
    var columns = List.of(Column.of("number", SqlType.INT64), Column.of("name", SqlType.STRING));
    var schema = ProtoSchema.newBuilder().setProtoDescriptor(ROW).build();
    var rows = new ProtoRows(columns, Set.of(), schema);
    var bytes = ByteString.copyFrom(new byte[] {1 << 3, 5, 2 << 3, 5});
    assertThat(rows.row(bytes, _ -> false)).containsExactly(5L, "CUP");
  }
}
