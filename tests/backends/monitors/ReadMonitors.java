import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.opensearch.common.settings.Settings;
import org.opensearch.common.xcontent.LoggingDeprecationHandler;
import org.opensearch.common.xcontent.XContentFactory;
import org.opensearch.common.xcontent.json.JsonXContent;
import org.opensearch.commons.alerting.model.Monitor;
import org.opensearch.commons.alerting.model.QueryLevelTrigger;
import org.opensearch.commons.alerting.model.SearchInput;
import org.opensearch.core.xcontent.NamedXContentRegistry;
import org.opensearch.core.xcontent.ToXContent;
import org.opensearch.search.SearchModule;

/** Reads each file as a monitor, as the alerting plugin does, and prints in a line what it would store. */
class ReadMonitors {
    public static void main(String[] files) throws Exception {
        var known = new ArrayList<>(new SearchModule(Settings.EMPTY, List.of()).getNamedXContents());
        known.add(SearchInput.Companion.getXCONTENT_REGISTRY());
        known.add(QueryLevelTrigger.Companion.getXCONTENT_REGISTRY());
        var registry = new NamedXContentRegistry(known);
        for (var file : files) {
            var text = Files.readString(Path.of(file));
            var parser = JsonXContent.jsonXContent.createParser(registry, LoggingDeprecationHandler.INSTANCE, text);
            parser.nextToken();
            var stored = XContentFactory.jsonBuilder();
            Monitor.parse(parser).toXContent(stored, ToXContent.EMPTY_PARAMS);
            System.out.println(stored);
        }
    }
}
