import java.nio.file.Path;
import org.codelibs.opensearch.runner.OpenSearchRunner;

/** One node of OpenSearch on 127.0.0.1, with its data in the folder that is told; the port may be told behind it. */
class OpenSearchNode {
    public static void main(String[] arguments) throws Exception {
        var runner = new OpenSearchRunner();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                runner.close();
            } catch (Exception error) {
                System.err.println(error);
            }
        }));
        // The program of the runner itself takes ports from 9201 to 9299 only, and its node runs no ingest pipelines.
        runner.onBuild((number, settings) -> {
            settings.put("network.host", "127.0.0.1");
            settings.put("http.port", arguments.length > 1 ? arguments[1] : "0");
            settings.put("transport.port", 0);
            settings.putList("node.roles", "cluster_manager", "data", "ingest");
        });
        runner.build(OpenSearchRunner.newConfigs()
                .basePath(Path.of(arguments[0]).toAbsolutePath().toString())
                .numOfNode(1)
                .clusterName("backends")
                .printOnFailure());
        Thread.currentThread().join();
    }
}
