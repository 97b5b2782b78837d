package convergence.embedded.duckdb.sql;

/// NET.*
final class NetFunctions {
  private NetFunctions() {}

  static void fill(FunctionTable table) {
    table.udf("NET_HOST", "gs_net_host");
    table.udf("NET_PUBLIC_SUFFIX", "gs_net_public_suffix");
    table.udf("NET_REG_DOMAIN", "gs_net_reg_domain");
    table.udf("NET_IP_FROM_STRING", "gs_net_ip_from_string");
    table.udf("NET_SAFE_IP_FROM_STRING", "gs_net_safe_ip_from_string");
    table.udf("NET_IP_TO_STRING", "gs_net_ip_to_string");
    table.udf("NET_IP_NET_MASK", "gs_net_ip_net_mask");
    table.udf("NET_IP_TRUNC", "gs_net_ip_trunc");
    table.udf("NET_IPV4_FROM_INT64", "gs_net_ipv4_from_int");
    table.udf("NET_IPV4_TO_INT64", "gs_net_ipv4_to_int");
  }
}
