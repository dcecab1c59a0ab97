package io.larder.service;

import io.larder.engine.chronicle.EmbeddedEngine;
import io.larder.keyspace.Clock;
import io.larder.leaderboard.live.LiveLimits;
import io.larder.leaderboard.live.LiveViews;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;

/** Makes the live views of leaderboards, and lets the engine tell them what changes. */
@Singleton
final class LiveWiring {

    private static final int PERCENT = 100;

    @Produces
    @Singleton
    LiveViews live(EmbeddedEngine engine, LarderConfig config) {
        LiveViews live = new LiveViews(engine, Clock.SYSTEM, limits(config.leaderboards())).start();
        engine.listen(live);
        return live;
    }

    void close(@Disposes LiveViews live) {
        live.close();
    }

    private static LiveLimits limits(LarderConfig.Leaderboards config) {
        int percent = Wiring.atLeastOne("larder.leaderboards.live-percent", config.livePercent());
        if (percent > PERCENT) {
            throw new ConfigurationException("larder.leaderboards.live-percent must be 1 to 100, not " + percent);
        }
        return new LiveLimits(
                Wiring.atLeastOne("larder.leaderboards.live-boards", config.liveBoards()),
                Wiring.atLeastOne("larder.leaderboards.live-views", config.liveViews()),
                Wiring.atLeastOne("larder.leaderboards.live-watchers", config.liveWatchers()),
                Wiring.atLeastOne("larder.leaderboards.live-size", config.liveSize()),
                Wiring.atLeastOne(
                        "larder.leaderboards.live-interval",
                        config.liveInterval().toNanos()),
                (double) percent / PERCENT,
                Wiring.atLeastOne(
                        "larder.leaderboards.live-keep", config.liveKeep().toNanos()));
    }

    /** They are not made for being counted: the engine is opened later than counting begins. */
    @Produces
    @Singleton
    Meters counted(Instance<LiveViews> live) {
        return registry -> {
            Gauge.builder("larder.live.boards", live, all -> all.get().boards())
                    .description("Leaderboards that somebody watches, or did a short while ago")
                    .register(registry);
            Gauge.builder("larder.live.views", live, all -> all.get().views())
                    .description("Different live views of leaderboards")
                    .register(registry);
            Gauge.builder("larder.live.watchers", live, all -> all.get().watchers())
                    .description("Watchers of leaderboards")
                    .register(registry);
            FunctionCounter.builder("larder.live.frames", live, all -> all.get().frames())
                    .description("Frames that live views have made, each for however many watchers")
                    .register(registry);
            FunctionCounter.builder(
                            "larder.live.processor.seconds",
                            live,
                            all -> (double) all.get().spentNanos() / TimeUnit.SECONDS.toNanos(1))
                    .description("Processor time that reading live views has taken")
                    .register(registry);
        };
    }
}
