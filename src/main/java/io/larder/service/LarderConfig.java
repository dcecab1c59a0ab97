package io.larder.service;

import io.larder.keyspace.EvictionPolicy;
import io.larder.pubsub.ChannelSettings;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import io.vertx.core.http.ClientAuth;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All settings of Larder's own. Sizes are in bytes, or with a suffix such as {@code 10M} in units of 1024. */
@ConfigMapping(prefix = "larder")
public interface LarderConfig {

    /** The directory that holds the data. It is made where it is not there. */
    @WithDefault("data")
    Path dataDir();

    /** How much may be stored. */
    Memory memory();

    /** What happens until the store is open. */
    Start start();

    /** What happens when the service is told to stop. */
    Stop stop();

    /** Who may come in. */
    Auth auth();

    /** What HTTP requests may cost. */
    Http http();

    /** How often and how much anybody may send. */
    Limits limits();

    /** What goes beyond Quarkus's own settings of TLS. */
    Tls tls();

    /**
     * Which events of keys are told on channels, by the letters of Redis's setting of that name; without any, none. It
     * can be changed by CONFIG SET.
     */
    Optional<String> notifyKeyspaceEvents();

    /** What a WebSocket may cost, and which pages may open one. */
    WebSocket websocket();

    /** Leaderboards. */
    Leaderboards leaderboards();

    /** What is told of how the service is. */
    Health health();

    /** Metrics for others than Prometheus. */
    Metrics metrics();

    /** Where requests are followed to, for OpenTelemetry. */
    Traces traces();

    /** The log. */
    Log log();

    /** Commands that took long. */
    SlowLog slowLog();

    /** Moments in which something took long. */
    Latency latency();

    /** What is set for channels, under any names. */
    Map<String, Channel> channels();

    /** Answers that go on, of server-sent events. */
    interface Streams {

        /** The most of them at a time; they count as connections as well. */
        @WithDefault("10000")
        int max();

        /** The most bytes that wait for a slow reader before it is cut off. */
        @WithDefault("4M")
        MemorySize maxQueue();

        /** The time between two comments that keep an idle stream open. */
        @WithDefault("15s")
        Duration beat();
    }

    /** What is set for the channels of a name pattern. */
    interface Channel {

        /** Which channels: a glob-style pattern. The most specific one of those that fit a channel counts. */
        String pattern();

        /** How many messages are kept for who comes back; 0 for none. */
        @WithDefault("0")
        int historySize();

        /** How long they are kept. */
        @WithDefault("1h")
        Duration historyAge();

        /** What somebody who comes back gets: all that was missed, or the newest message. */
        @WithDefault("stream")
        ChannelSettings.Recovery recovery();

        /** Whether it is kept who listens. */
        @WithDefault("false")
        boolean presence();

        /** Whether those who ask are told who comes and goes. */
        @WithDefault("false")
        boolean joinLeave();

        /** Whether clients that have no token of the service, only a JWT, may publish. */
        @WithDefault("false")
        boolean publish();

        /** Whether such clients need a JWT for the channel as well. */
        @WithName("private")
        @WithDefault("false")
        boolean closed();
    }

    /** What happens until the store is open. */
    interface Start {

        /** How long a request waits for the store before it is answered with 503; 0 for not at all. */
        @WithName("wait")
        @WithDefault("5s")
        Duration patience();
    }

    /** What happens when the service is told to stop. */
    interface Stop {

        /** How long what is under way may take before it is cut off; 0 for not at all. */
        @WithName("wait")
        @WithDefault("10s")
        Duration patience();
    }

    /** How much may be stored. */
    interface Memory {

        /** The most bytes of keys and values. */
        @WithDefault("1G")
        MemorySize max();

        /** Which keys make room for others when that is reached. CONFIG SET maxmemory-policy changes it. */
        @WithDefault("noeviction")
        EvictionPolicy policy();
    }

    /** Who may come in. */
    interface Auth {

        /** Whoever sends one of these tokens may do everything. Without one, here or in a file, everyone may. */
        Optional<List<String>> token();

        /** Files of such tokens, one a line. */
        Optional<List<Path>> tokenFile();

        /** Whoever sends one of these tokens may read what they can name. */
        Optional<List<String>> readOnlyToken();

        /** Files of such tokens, one a line. */
        Optional<List<Path>> readOnlyTokenFile();

        /** How often to look whether the files have changed. */
        @WithDefault("10s")
        Duration tokenReload();

        /** From which networks requests may come, such as {@code 10.0.0.0/8}; from anywhere where none is said. */
        Optional<List<String>> allowedNetworks();

        /**
         * From which networks, and no others, the pages under {@code /q} may be asked for; where none is said, the
         * same.
         */
        Optional<List<String>> operationsNetworks();

        /** What happens to addresses from which tokens are guessed. */
        Lockout lockout();

        /**
         * Whether, without a token, the service may be open to a network and to pages of any web site. Else it refuses
         * to listen on more than this machine.
         */
        @WithDefault("false")
        boolean openToNetwork();

        /** JWTs that somebody else signs for their users, who connect at {@code /connection/websocket}. */
        Jwt jwt();
    }

    /** What happens to addresses from which tokens are guessed. */
    interface Lockout {

        /** From how many wrong tokens on an address is locked out; 0 for never. */
        @WithDefault("10")
        int after();

        /** The longest time that it is locked out for; the first is a second, each further one twice as long. */
        @WithDefault("5m")
        Duration longest();
    }

    /** What goes beyond Quarkus's own settings of TLS. */
    interface Tls {

        /** Whether clients are asked for a certificate, or must have one that the trust store knows. */
        @WithDefault("none")
        ClientAuth clientAuth();

        /** For how long browsers are told to use nothing but TLS with this host, on any port; 0 for not at all. */
        @WithDefault("180d")
        Duration hsts();
    }

    /** How often and how much anybody may send. 0 is as much as they like. */
    interface Limits {

        /** The most requests in a second from one address; of IPv6, from one /64. */
        @WithDefault("0")
        int requestsPerAddress();

        /** The most requests in a second with one token. Without tokens everyone is one. */
        @WithDefault("0")
        int requestsPerToken();

        /** The most connections at a time from one address. */
        @WithDefault("0")
        int connectionsPerAddress();

        /** The most connections at a time with one token. */
        @WithDefault("0")
        int connectionsPerToken();

        /** How many addresses are remembered for these limits and for lock-outs. */
        @WithDefault("65536")
        int addresses();

        /** The most bytes of a key. */
        @WithDefault("64K")
        MemorySize maxKey();

        /** The most bytes of a value, or any other word of a command. */
        @WithDefault("512M")
        MemorySize maxValue();
    }

    /** How JWTs are checked. Without a key none is good. */
    interface Jwt {

        /** The secret of HS256, HS384 and HS512, of 32 bytes or more. */
        Optional<String> hmacSecret();

        /** The public key of RS* or ES* in PEM. */
        Optional<String> publicKey();

        /** What {@code aud} must name. */
        Optional<String> audience();

        /** What {@code iss} must be. */
        Optional<String> issuer();
    }

    /** What HTTP requests may cost. */
    interface Http {

        /** The most bytes of a request's body. */
        @WithDefault("10M")
        MemorySize maxBody();

        /** The most bytes of an answer's body, before compression. */
        @WithDefault("128M")
        MemorySize maxAnswer();

        /** The most commands in one pipeline or transaction. */
        @WithDefault("100000")
        int maxCommands();

        /** The most words of one command. */
        @WithDefault("1048576")
        int maxArguments();

        /** The most bytes on the heap for large requests and answers, all together; a quarter of the heap. */
        Optional<MemorySize> maxInFlight();

        /** The most connections at a time. */
        @WithDefault("10000")
        int maxConnections();

        /** The networks of proxies whose {@code X-Forwarded-For} is believed. */
        Optional<List<String>> trustedProxies();

        /** How long the head of a request may take to come in, from its first byte on. */
        @WithDefault("10s")
        Duration headTimeout();

        /** How long a body may take to come in, from its first piece on. */
        @WithDefault("30s")
        Duration bodyTimeout();

        /** How long a large answer may take to be read, besides what it takes at {@link #answerRate}. */
        @WithDefault("30s")
        Duration answerTimeout();

        /** The bytes of large answers that have to be read in a second on a connection. */
        @WithDefault("32K")
        MemorySize answerRate();

        /** Answers that go on, of server-sent events. */
        Streams streams();
    }

    /** What a WebSocket may cost, and which pages may open one. */
    interface WebSocket {

        /** The most connections at a time. They count among those of HTTP as well, so there should be fewer of them. */
        @WithDefault("9000")
        int maxConnections();

        /** The most bytes of a message to {@code /v1/ws}. */
        @WithDefault("1M")
        MemorySize maxMessage();

        /** The most messages in a second on one connection; 0 for any number. */
        @WithDefault("0")
        int maxMessagesPerSecond();

        /** The most channels that a client of the Centrifuge protocol listens to at a time. */
        @WithDefault("128")
        int maxChannels();

        /** The most views of a leaderboard that one connection watches. */
        @WithDefault("20")
        int maxViews();

        /** The most bytes that wait for a reader; one for whom more has come is closed. */
        @WithDefault("1M")
        MemorySize maxQueue();

        /** The time between two pings. Who answers none is gone. */
        @WithDefault("25s")
        Duration ping();

        /**
         * The origins of which pages may connect, such as {@code https://example.com}, or {@code *}. Where nothing is
         * set: any with a token, without one those of this machine.
         */
        Optional<List<String>> allowedOrigins();
    }

    /** What is told of how the service is. */
    interface Health {

        /** The disk is said to be low where it has less room than this. */
        @WithDefault("256M")
        MemorySize diskRoom();
    }

    /** Metrics for others than Prometheus. */
    interface Metrics {

        /** Lines of CloudWatch's embedded metric format. */
        CloudWatch cloudwatch();
    }

    /** Spans of requests for OpenTelemetry. */
    interface Traces {

        /**
         * Where they are sent to by OTLP over HTTP, such as {@code http://localhost:4318}. Without it there are none.
         */
        Optional<String> endpoint();

        /** What is sent along, such as a collector's key: each {@code name=value}. */
        Optional<List<String>> headers();

        /** The name under which they are shown. */
        @WithDefault("larder")
        String serviceName();

        /** Which part of those requests is followed whose senders have not decided it: 0 to 1. */
        @WithDefault("1")
        double ratio();

        /** How many spans may wait to be sent; one more is dropped. */
        @WithDefault("4096")
        int maxQueue();

        /** How long the collector may take for a batch, and at a stop for all that waits. */
        @WithDefault("5s")
        Duration timeout();
    }

    /** The log. */
    interface Log {

        /** Whether each record is a JSON object in a line. */
        @WithDefault("false")
        boolean json();
    }

    /** Lines of CloudWatch's embedded metric format. */
    interface CloudWatch {

        /** Whether they are written. */
        @WithDefault("false")
        boolean enabled();

        /** Where CloudWatch shows the metrics. */
        @WithDefault("Larder")
        String namespace();

        /**
         * What tells this service from others there, by name; {@code Instance}, the host's name, where nothing is set.
         */
        Map<String, String> dimensions();

        /** The time between two lines. */
        @WithDefault("60s")
        Duration interval();

        /** Where they are written to, instead of the standard output. */
        Optional<Path> file();
    }

    /** Commands that took long. CONFIG SET changes these. */
    interface SlowLog {

        /** A command that takes longer is written down; negative for none. */
        @WithDefault("10ms")
        Duration slowerThan();

        /** How many of them are kept. */
        @WithDefault("128")
        int maxLength();
    }

    /** Moments in which something took long. CONFIG SET changes this. */
    interface Latency {

        /** What takes so long is written down; 0 for nothing. */
        @WithDefault("0ms")
        Duration threshold();
    }

    /** Leaderboards. */
    interface Leaderboards {

        /** How often to look whether the season of a leaderboard that nobody touches is over. */
        @WithDefault("1s")
        Duration checkInterval();

        /** A live view changes at most once in this time. */
        @WithDefault("100ms")
        Duration liveInterval();

        /** The percentage of one processor that live views may take; with more of them, they change less often. */
        @WithDefault("25")
        int livePercent();

        /** The most leaderboards that are watched at a time. */
        @WithDefault("10000")
        int liveBoards();

        /** The most different live views of one leaderboard. */
        @WithDefault("1000")
        int liveViews();

        /** The most watchers of all leaderboards. */
        @WithDefault("100000")
        int liveWatchers();

        /** The most entries of a live view. */
        @WithDefault("100")
        int liveSize();

        /** How long a live view that nobody watches is kept for whoever comes back. */
        @WithDefault("60s")
        Duration liveKeep();
    }
}
