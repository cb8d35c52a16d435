package io.github.cqr.adapters.report;

import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.event.StatementRef;
import io.github.cqr.domain.report.RunReport;
import io.github.cqr.domain.view.Ended;
import io.github.cqr.domain.view.Figures;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * A report as JUnit XML, for build servers: a statement is a test case of its node. It is written event by event, so its length does not
 * matter. Failed ones are failures; those that were cancelled, are in doubt or have no end are errors; those that an earlier run completed
 * are skipped.
 */
public final class JunitReport {
    private final XMLStreamWriter xml;
    private final Map<String, RunEvent.OfAttempt> open = new LinkedHashMap<>();

    private JunitReport(XMLStreamWriter xml) {
        this.xml = xml;
    }

    /**
     * Writes the report; leaves the stream open.
     *
     * @param report of the same events
     * @param events of one process
     * @throws XMLStreamException if the stream takes no more
     */
    public static void write(RunReport report, Events events, OutputStream out) throws XMLStreamException {
        XMLStreamWriter xml = XMLOutputFactory.newInstance().createXMLStreamWriter(out, "UTF-8");
        var junit = new JunitReport(xml);
        xml.writeStartDocument("UTF-8", "1.0");
        xml.writeCharacters("\n");
        xml.writeStartElement("testsuite");
        attribute(xml, "name", report.start().file());
        int tests = report.counts().skipped() + report.counts().completed() + report.trouble() + report.detached()
                + report.inFlight();
        attribute(xml, "tests", Integer.toString(tests));
        attribute(xml, "failures", Integer.toString(report.counts().failed()));
        attribute(xml, "errors", Integer.toString(report.counts().cancelled() + report.counts().unknown()
                + report.detached() + report.inFlight()));
        attribute(xml, "skipped", Integer.toString(report.counts().skipped()));
        attribute(xml, "time", seconds(Figures.millis(report.elapsed())));
        attribute(xml, "timestamp", report.startedAt().toString());
        events.each(junit::take);
        for (RunEvent.OfAttempt begun : junit.open.values()) {
            junit.testcase(begun.statement(), begun.attempt().node(), 0);
            junit.problem("error", "no end", "its end is not in the log: the process died, or still runs", "");
            xml.writeEndElement();
        }
        xml.writeCharacters("\n");
        xml.writeEndElement();
        xml.writeEndDocument();
        xml.writeCharacters("\n");
        xml.flush();
    }

    private void take(Envelope envelope) {
        try {
            if (envelope.event() instanceof RunEvent.Skipped e) {
                testcase(e.statement(), "earlier run", 0);
                xml.writeEmptyElement("skipped");
                attribute(xml, "message", "completed by an earlier run");
                xml.writeEndElement();
            } else if (envelope.event() instanceof RunEvent.Dispatched
                    || envelope.event() instanceof RunEvent.Adopted) {
                var begun = (RunEvent.OfAttempt) envelope.event();
                open.put(begun.attempt().queryId(), begun);
            } else if (envelope.event() instanceof RunEvent.OfEnd e) {
                open.remove(e.attempt().queryId());
                ended(new Ended(e, envelope.at(), ""));
            }
        } catch (XMLStreamException e) {
            throw new IllegalStateException("the report cannot be written: " + e.getMessage(), e);
        }
    }

    private void ended(Ended ended) throws XMLStreamException {
        RunEvent.OfEnd end = ended.end();
        boolean none = end instanceof RunEvent.Withdrawn || end instanceof RunEvent.RetryScheduled
                || (end instanceof RunEvent.Completed && end.attempt().undoes());
        if (none) {
            return;
        }
        testcase(end.statement(), end.attempt().node(), Figures.millis(ended.elapsed()));
        if (!(end instanceof RunEvent.Completed)) {
            problem(end instanceof RunEvent.Failed ? "failure" : "error", Words.error(ended), ended.message(),
                    Words.left(ended) + "; query id " + end.attempt().queryId());
        }
        xml.writeEndElement();
    }

    private void testcase(StatementRef statement, String node, long millis) throws XMLStreamException {
        xml.writeCharacters("\n  ");
        xml.writeStartElement("testcase");
        attribute(xml, "classname", node);
        attribute(xml, "name", Words.statement(statement));
        attribute(xml, "time", seconds(millis));
    }

    private void problem(String element, String type, String message, String text) throws XMLStreamException {
        xml.writeStartElement(element);
        attribute(xml, "type", type);
        attribute(xml, "message", message);
        xml.writeCharacters(printable(text));
        xml.writeEndElement();
    }

    private static void attribute(XMLStreamWriter xml, String name, String value) throws XMLStreamException {
        xml.writeAttribute(name, printable(value));
    }

    /** XML 1.0 cannot hold some characters, not even escaped. */
    private static String printable(String text) {
        return text.codePoints()
                .map(c -> c == '\t' || c == '\n' || (c >= 0x20 && c < 0xd800) || (c >= 0xe000 && c < 0xfffe)
                        || c >= 0x10000 ? c : 0xfffd)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
    }

    private static String seconds(long millis) {
        return String.format(Locale.ROOT, "%d.%03d", millis / 1000, millis % 1000);
    }
}
