package io.larder.door.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.larder.security.Tokens;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The Centrifuge protocol line by line; {@code src/test/clients} has its real clients. */
class CentrifugeTest {

    private static final String PATH = "/connection/websocket";

    private TestSockets sockets;
    private TestClient client;

    @BeforeEach
    void open() {
        sockets = new TestSockets();
        client = sockets.open(PATH);
    }

    @AfterEach
    void close() {
        client.close();
        sockets.close();
    }

    /** The answer, with ids and epochs cut out. */
    private String ask(String line) {
        return masked(client.ask(line));
    }

    private String next() {
        return masked(client.next());
    }

    private static String masked(String text) {
        return text.replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "ID")
                .replaceAll("\"epoch\":\"[^\"]+\"", "\"epoch\":\"E\"");
    }

    private void connect(String token) {
        client.ask("{\"id\":1,\"connect\":{\"token\":\"" + token + "\"}}");
    }

    @Test
    void aChannelIsShownToThoseWhoMayReadItByCommands() {
        connect(TestSockets.READ_ONLY);
        sockets.views.show("view:" + TestSockets.FORBIDDEN, 1, "{}");
        for (String channel : new String[] {"", "kept:", "view:"}) {
            assertEquals(
                    "{\"id\":2,\"error\":{\"code\":103,\"message\":\"permission denied\"}}",
                    ask("{\"subscribe\":{\"channel\":\"" + channel + TestSockets.FORBIDDEN + "\"},\"id\":2}"));
        }
        assertEquals(
                403,
                TestClient.refusal(() -> sockets.open(
                        "/v1/channels/" + TestSockets.FORBIDDEN + "/live",
                        "Authorization",
                        "Bearer " + TestSockets.READ_ONLY)));
    }

    @Test
    void channelsAreBounded() {
        connect(TestSockets.TOKEN);
        for (int i = 0; i < TestSockets.MAX_CHANNELS; i++) {
            String answer = ask("{\"subscribe\":{\"channel\":\"c" + i + "\"},\"id\":2}");
            assertTrue(answer.startsWith("{\"id\":2,\"subscribe\":{"), answer);
        }
        String more = "{\"subscribe\":{\"channel\":\"more\"},\"id\":3}";
        assertEquals("{\"id\":3,\"error\":{\"code\":106,\"message\":\"limit exceeded\"}}", ask(more));
        ask("{\"unsubscribe\":{\"channel\":\"c0\"},\"id\":4}");
        assertEquals("{\"id\":3,\"subscribe\":{}}", ask(more));
    }

    @Test
    void aConversation() {
        client.send("{\"connect\":{\"token\":\"t0ken/+=\",\"name\":\"js\"},\"id\":1}\n"
                + "{\"subscribe\":{\"channel\":\"kept:1\",\"join_leave\":true,\"flag\":1},\"id\":2}");
        assertEquals(
                "{\"id\":1,\"connect\":{\"client\":\"ID\",\"version\":\"larder\",\"ping\":20,\"pong\":true}}", next());
        assertEquals("{\"id\":2,\"subscribe\":{\"recoverable\":true,\"positioned\":true,\"epoch\":\"E\"}}", next());
        String self = "{\"user\":\"\",\"client\":\"ID\"}";
        assertEquals("{\"push\":{\"channel\":\"kept:1\",\"join\":{\"info\":" + self + "}}}", next());
        assertEquals(
                "{\"id\":3,\"publish\":{}}",
                ask("{\"publish\":{\"channel\":\"kept:1\",\"data\":{\"t\":1.0}},\"id\":3}"));
        assertEquals(
                "{\"push\":{\"channel\":\"kept:1\",\"pub\":{\"data\":{\"t\":1.0},\"info\":" + self + ",\"offset\":1}}}",
                next());
        assertEquals(
                "{\"id\":4,\"presence\":{\"presence\":{\"ID\":" + self + "}}}",
                ask("{\"presence\":{\"channel\":\"kept:1\"},\"id\":4}"));
        assertEquals(
                "{\"id\":5,\"presence_stats\":{\"num_clients\":1,\"num_users\":1}}",
                ask("{\"presence_stats\":{\"channel\":\"kept:1\"},\"id\":5}"));
        assertEquals(
                "{\"id\":6,\"history\":{\"publications\":[],\"epoch\":\"E\",\"offset\":1}}",
                ask("{\"history\":{\"channel\":\"kept:1\"},\"id\":6}"));
        assertEquals(
                "{\"id\":7,\"error\":{\"code\":104,\"message\":\"method not found\"}}",
                ask("{\"rpc\":{\"method\":\"nope\",\"data\":{}},\"id\":7}"));
        assertEquals("{\"id\":8,\"unsubscribe\":{}}", ask("{\"unsubscribe\":{\"channel\":\"kept:1\"},\"id\":8}"));
        assertEquals("{\"id\":9,\"unsubscribe\":{}}", ask("{\"unsubscribe\":{\"channel\":\"never\"},\"id\":9}"));
        assertEquals(
                "{\"id\":10,\"publish\":{}}", ask("{\"publish\":{\"channel\":\"kept:1\",\"data\":null},\"id\":10}"));
        String again = ask("{\"subscribe\":{\"channel\":\"kept:1\",\"recover\":true,\"offset\":1},\"id\":11}");
        assertEquals(
                "{\"id\":11,\"subscribe\":{\"recoverable\":true,\"positioned\":true,\"epoch\":\"E\",\"offset\":1,"
                        + "\"was_recovering\":true,\"recovered\":true,\"publications\":[{\"data\":null,\"info\":"
                        + self + ",\"offset\":2}]}}",
                again);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "subscribe|{'channel':'kept:1','type':1}|108",
                "subscribe|{'channel':'kept:1','delta':'other'}|107",
                "subscribe|{'channel':'kept:2','recover':true,'offset':9,'flag':2}|112",
                "history|{'channel':'plain'}|108",
                "history|{'channel':'kept:1','reverse':true,'since':{'offset':0}}|107",
                "presence|{'channel':'plain'}|108",
                "presence|{'channel':'view:a'}|108",
                "publish|{'channel':'view:a','data':1}|103",
                "subscribe|{'channel':'view:none'}|107",
                "sub_refresh|{'channel':'kept:1','token':'x'}|103",
                "rpc|{'method':'command'}|107",
                "ping|{}|108"
            })
    void aRefusalHasTheProtocolsCode(String command, String parameters, int code) {
        connect(TestSockets.TOKEN);
        String answer = ask("{\"id\":2,\"" + command + "\":" + parameters.replace('\'', '"') + "}");
        assertTrue(answer.startsWith("{\"id\":2,\"error\":{\"code\":" + code + ","), answer);
        // And whatever it was, it is over.
        assertEquals("{\"id\":3,\"unsubscribe\":{}}", ask("{\"id\":3,\"unsubscribe\":{\"channel\":\"kept:2\"}}"));
    }

    @Test
    void whoMayOnlyReadDoesNotPublish() {
        connect(TestSockets.READ_ONLY);
        assertEquals(
                "{\"id\":2,\"error\":{\"code\":103,\"message\":\"permission denied\"}}",
                ask("{\"publish\":{\"channel\":\"kept:1\",\"data\":1},\"id\":2}"));
        assertEquals("{\"id\":3,\"subscribe\":{}}", ask("{\"subscribe\":{\"channel\":\"plain\"},\"id\":3}"));
        String refused = ask("{\"rpc\":{\"method\":\"command\",\"data\":[\"SET\",\"a\",\"b\"]},\"id\":4}");
        assertTrue(refused.startsWith("{\"id\":4,\"rpc\":{\"data\":{\"error\":\"NOPERM "), refused);
    }

    @Test
    void dataThatIsNoJsonIsAString() {
        connect(TestSockets.TOKEN);
        ask("{\"subscribe\":{\"channel\":\"plain\"},\"id\":2}");
        ask("{\"id\":3,\"rpc\":{\"method\":\"command\",\"data\":[\"PUBLISH\",\"plain\",\"he\\\"llo\"]}}");
        assertEquals("{\"push\":{\"channel\":\"plain\",\"pub\":{\"data\":\"he\\\"llo\"}}}", next());
        ask("{\"id\":4,\"rpc\":{\"method\":\"command\",\"data\":[\"PUBLISH\",\"plain\",\"{\\n\\\"a\\\": 1}\"]}}");
        assertEquals("{\"push\":{\"channel\":\"plain\",\"pub\":{\"data\":{ \"a\": 1}}}}", next());
    }

    /** To clients it is a channel in cache mode. */
    @Test
    void aViewGivesItsNewestState() {
        connect(TestSockets.TOKEN);
        sockets.views.show("view:a", 5, "{\"top\":1}");
        assertEquals(
                "{\"id\":2,\"subscribe\":{\"recoverable\":true,\"positioned\":true,\"epoch\":\"E\",\"offset\":4}}",
                ask("{\"subscribe\":{\"channel\":\"view:a\"},\"id\":2}"));
        assertEquals("{\"push\":{\"channel\":\"view:a\",\"pub\":{\"data\":{\"top\":1},\"offset\":5}}}", next());
        sockets.views.show("view:a", 6, "{\"top\":2}");
        assertEquals("{\"push\":{\"channel\":\"view:a\",\"pub\":{\"data\":{\"top\":2},\"offset\":6}}}", next());
        ask("{\"unsubscribe\":{\"channel\":\"view:a\"},\"id\":3}");
        sockets.views.show("view:a", 7, "{\"top\":3}");
        assertEquals(
                "{\"id\":4,\"subscribe\":{\"recoverable\":true,\"positioned\":true,\"epoch\":\"E\","
                        + "\"was_recovering\":true,\"recovered\":true,"
                        + "\"publications\":[{\"data\":{\"top\":3},\"offset\":7}]}}",
                ask("{\"subscribe\":{\"channel\":\"view:a\",\"recover\":true},\"id\":4}"));
        ask("{\"unsubscribe\":{\"channel\":\"view:a\"},\"id\":5}");
        assertEquals(
                "{\"id\":6,\"subscribe\":{\"recoverable\":true,\"positioned\":true,\"epoch\":\"E\",\"offset\":7,"
                        + "\"was_recovering\":true,\"recovered\":true}}",
                ask("{\"subscribe\":{\"channel\":\"view:a\",\"recover\":true,\"offset\":7,\"epoch\":\"v\"},\"id\":6}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"wrong", ""})
    void aTokenThatIsNoneOfOursEnds(String token) {
        client.send("{\"id\":1,\"connect\":{\"token\":\"" + token + "\"}}");
        assertEquals("closed: 3500 invalid token", client.next());
    }

    @Test
    void anExpiredTokenIsAnErrorAndNothingElseIsDone() {
        String expired = sockets.sign("{\"sub\":\"ann\",\"exp\":1}");
        client.send("{\"id\":1,\"connect\":{\"token\":\"" + expired + "\"}}\n"
                + "{\"subscribe\":{\"channel\":\"plain\"},\"id\":2}");
        assertEquals("{\"id\":1,\"error\":{\"code\":109,\"message\":\"token expired\"}}", client.next());
        client.quiet(300);
    }

    @Test
    void aPrivateChannelIsForTokensOfItsOwn() {
        connect(sockets.sign("{\"sub\":\"ann\"}"));
        String denied = "\"error\":{\"code\":103,\"message\":\"permission denied\"}}";
        assertEquals("{\"id\":2," + denied, ask("{\"subscribe\":{\"channel\":\"closed:1\"},\"id\":2}"));
        String other = sockets.sign("{\"sub\":\"bob\",\"channel\":\"closed:1\"}");
        assertEquals(
                "{\"id\":3," + denied,
                ask("{\"subscribe\":{\"channel\":\"closed:1\",\"token\":\"" + other + "\"},\"id\":3}"));
        String own = sockets.sign("{\"sub\":\"ann\",\"channel\":\"closed:1\",\"info\":{\"seat\":4}}");
        assertEquals(
                "{\"id\":4,\"subscribe\":{}}",
                ask("{\"subscribe\":{\"channel\":\"closed:1\",\"token\":\"" + own + "\"},\"id\":4}"));
        // Being there is not enough where the channel's settings do not say that users may.
        assertEquals("{\"id\":5," + denied, ask("{\"publish\":{\"channel\":\"closed:1\",\"data\":1},\"id\":5}"));
    }

    @Test
    void whatAUserIsRefusedIsWrittenDownWithoutValues() {
        TestClient owner = sockets.open();
        owner.ask("[\"LEADERBOARD\",\"DEFINE\",\"b\",\"{}\"]");
        connect(sockets.sign("{\"sub\":\"ann\"}"));
        String other = sockets.sign("{\"sub\":\"bob\",\"channel\":\"kept:1\"}");
        List<String> refused = List.of(
                "{'subscribe':{'channel':'closed:1'},'id':2}",
                "{'subscribe':{'channel':'kept:1','token':'" + other + "'},'id':2}",
                "{'publish':{'channel':'closed:1','data':'the value'},'id':2}",
                "{'history':{'channel':'kept:1'},'id':2}",
                "{'presence_stats':{'channel':'kept:1'},'id':2}",
                "{'rpc':{'method':'command','data':['SET','key','the value']},'id':2}",
                "{'rpc':{'method':'leaderboard.submit','data':{'leaderboard':'b','score':77}},'id':2}");
        for (String command : refused) {
            String answer = ask(command.replace('\'', '"'));
            assertTrue(answer.contains("\"code\":103"), () -> command + ": " + answer);
        }
        String line = "refused who=user user=\"ann\" from=127.0.0.1 door=centrifuge command=%s reason=%s";
        List<String> lines = sockets.audit.stream()
                .map(each -> each.replaceAll(" request=.*", ""))
                .toList();
        assertEquals(
                List.of(
                        line.formatted("SUBSCRIBE channel=\"closed:1\"", "NOPERM"),
                        line.formatted("SUBSCRIBE channel=\"kept:1\"", "WRONGPASS"),
                        line.formatted("CHANNEL|PUBLISH channel=\"closed:1\"", "NOPERM"),
                        line.formatted("CHANNEL|HISTORY channel=\"kept:1\"", "NOPERM"),
                        line.formatted("CHANNEL|PRESENCE channel=\"kept:1\"", "NOPERM"),
                        line.formatted("SET key=\"key\"", "NOPERM"),
                        line.formatted("LEADERBOARD|SUBMIT key=\"b\"", "NOPERM")),
                lines);
    }

    /** A token that lets in on a channel lets nobody connect. */
    @Test
    void aTokenForAChannelConnectsNobody() {
        String channel = sockets.sign("{\"sub\":\"ann\",\"channel\":\"closed:1\"}");
        client.send("{\"id\":1,\"connect\":{\"token\":\"" + channel + "\"}}");
        assertEquals("closed: 3500 invalid token", client.next());
    }

    @Test
    void aUserSubmitsByRpc() {
        TestClient owner = sockets.open();
        owner.ask("[\"LEADERBOARD\",\"DEFINE\",\"b\",\"{\\\"client_submit\\\":true,\\\"decimals\\\":1}\"]");
        connect(sockets.sign("{\"sub\":\"ann\"}"));
        String submit = "{\"rpc\":{\"method\":\"leaderboard.submit\",\"data\":%s},\"id\":2}";
        assertEquals(
                "{\"id\":2,\"rpc\":{\"data\":{\"id\":\"ann\",\"score\":12.5,\"rank\":1,\"position\":1,"
                        + "\"previous_score\":null,\"previous_rank\":null,\"changed\":true,\"total\":1,"
                        + "\"season\":\"1970-01-01T00:00:00Z\",\"seq\":1}}}",
                ask(submit.formatted("{\"leaderboard\":\"b\",\"score\":12.5,\"metadata\":{\"lap\":3}}")));
        assertEquals(
                "{\"id\":2,\"error\":{\"code\":103,\"message\":\"NOPERM a user submits scores for one id only: the"
                        + " user's own, the sub of the token\"}}",
                ask(submit.formatted("{\"leaderboard\":\"b\",\"id\":\"bob\",\"score\":\"1\"}")));
        assertEquals(
                "{\"id\":2,\"error\":{\"code\":107,\"message\":\"bad request\"}}",
                ask(submit.formatted("{\"leaderboard\":\"b\"}")));
        for (int i = 0; i < 40; i++) {
            String answer = ask(submit.formatted("{\"leaderboard\":\"b\",\"score\":1}"));
            if (answer.contains("TOO_MANY_SUBMITS")) {
                assertTrue(answer.contains("\"code\":111,") && answer.contains("\"temporary\":true"), answer);
                return;
            }
        }
        throw new AssertionError("nobody was held back");
    }

    @Test
    void anyoneMayConnectWhereThereAreNoTokens() {
        try (TestSockets free = new TestSockets(new Tokens(null, null), Set.of(), 20_000);
                TestClient anyone = free.open(PATH)) {
            assertTrue(anyone.ask("{\"id\":1,\"connect\":{}}").startsWith("{\"id\":1,\"connect\":{\"client\":"));
            assertEquals(
                    "{\"id\":2,\"publish\":{}}",
                    anyone.ask("{\"publish\":{\"channel\":\"plain\",\"data\":1},\"id\":2}"));
            assertTrue(anyone.ask("{\"subscribe\":{\"channel\":\"closed:1\"},\"id\":3}")
                    .contains("\"code\":103"));
        }
    }

    @Test
    void whatComesTogetherSharesMessages() {
        connect(TestSockets.TOKEN);
        ask("{\"subscribe\":{\"channel\":\"plain\"},\"id\":2}");
        int before = client.messages();
        StringBuilder lines = new StringBuilder();
        for (int i = 1; i <= 100; i++) {
            lines.append("{\"publish\":{\"channel\":\"plain\",\"data\":").append(i);
            lines.append("},\"id\":").append(i + 2).append("}\n");
        }
        client.send(lines.toString());
        int replies = 0;
        int pushes = 0;
        while (replies < 100 || pushes < 100) {
            String line = client.next();
            if (line.startsWith("{\"push\"")) {
                pushes++;
                assertTrue(line.contains("\"data\":" + pushes + ","), line);
            } else {
                replies++;
                assertEquals("{\"id\":" + (replies + 2) + ",\"publish\":{}}", line);
            }
        }
        int messages = client.messages() - before;
        assertTrue(messages < 20, () -> messages + " messages for 200 lines");
    }

    @Test
    void aSlowReaderIsClosed() {
        connect(TestSockets.TOKEN);
        ask("{\"subscribe\":{\"channel\":\"plain\"},\"id\":2}");
        TestClient publisher = sockets.open();
        client.stall();
        String text = "x".repeat(3_000);
        for (int i = 0; i < 8_000; i++) {
            publisher.ask("[\"PUBLISH\",\"plain\",\"" + text + "\"]");
        }
        publisher.close();
        client.read();
        String last = "";
        while (!last.startsWith("closed: ")) {
            last = client.next();
        }
        assertEquals("closed: 3008 slow", last);
    }
}
