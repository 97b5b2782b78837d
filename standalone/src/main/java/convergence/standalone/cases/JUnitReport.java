package convergence.standalone.cases;

import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/// Verdicts as JUnit's XML, which build servers read: a suite for each file.
public final class JUnitReport {
  private JUnitReport() {}

  public static String of(List<Verdict> verdicts) {
    Map<String, List<Verdict>> files = new LinkedHashMap<>();
    for (var verdict : verdicts)
      files.computeIfAbsent(verdict.file(), _ -> new ArrayList<>()).add(verdict);
    var text = new StringWriter();
    try {
      var xml = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
      xml.writeStartDocument("UTF-8", "1.0");
      xml.writeStartElement("testsuites");
      for (var file : files.entrySet()) suite(xml, file.getKey(), file.getValue());
      xml.writeEndElement();
      xml.writeEndDocument();
      xml.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
    return text.append('\n').toString();
  }

  private static void suite(XMLStreamWriter xml, String file, List<Verdict> verdicts)
      throws XMLStreamException {
    long failed = verdicts.stream().filter(v -> !v.passed()).count();
    long millis = verdicts.stream().mapToLong(Verdict::millis).sum();
    xml.writeStartElement("testsuite");
    xml.writeAttribute("name", file);
    xml.writeAttribute("tests", Integer.toString(verdicts.size()));
    xml.writeAttribute("failures", Long.toString(failed));
    xml.writeAttribute("errors", "0");
    xml.writeAttribute("time", seconds(millis));
    for (var verdict : verdicts) {
      xml.writeStartElement("testcase");
      xml.writeAttribute("classname", file);
      xml.writeAttribute("name", verdict.name());
      xml.writeAttribute("time", seconds(verdict.millis()));
      if (!verdict.passed()) {
        xml.writeStartElement("failure");
        xml.writeAttribute("message", clean(verdict.faults().getFirst()));
        xml.writeCharacters(clean(String.join("\n", verdict.faults())));
        xml.writeEndElement();
      }
      xml.writeEndElement();
    }
    xml.writeEndElement();
  }

  private static String seconds(long millis) {
    return String.format(Locale.ROOT, "%.3f", millis / 1000.0);
  }

  /// XML has no form for most control characters.
  private static String clean(String text) {
    return text.replaceAll("[\\p{Cntrl}&&[^\n\t]]", "?");
  }
}
