package io.larder.service;

import io.larder.keyspace.EvictionPolicy;
import io.larder.pubsub.ChannelSettings;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
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

    /** Who may come in. */
    Auth auth();

    /** What HTTP requests may cost. */
    Http http();

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

        /** Whoever sends this token may do everything. Without one, everyone may. */
        Optional<String> token();

        /** Whoever sends this token may read what they can name. */
        Optional<String> readOnlyToken();

        /**
         * Whether, without a token, the service may be open to a network and to pages of any web site. Else it refuses
         * to listen on more than this machine.
         */
        @WithDefault("false")
        boolean openToNetwork();

        /** JWTs that somebody else signs for their users, who connect at {@code /connection/websocket}. */
        Jwt jwt();
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

        /** The most bytes on the heap for large requests and answers, all together; a third of the heap. */
        Optional<MemorySize> maxInFlight();

        /** The most connections at a time. */
        @WithDefault("10000")
        int maxConnections();

        /** How long a body may take to come in, from its first piece on. */
        @WithDefault("30s")
        Duration bodyTimeout();

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
