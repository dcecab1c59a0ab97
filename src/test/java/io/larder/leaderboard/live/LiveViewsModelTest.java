package io.larder.leaderboard.live;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.larder.command.Key;
import io.larder.leaderboard.Order;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random changes, views, breaks and slow readers: whoever puts the frames together always ends with what a fresh read
 * gives. {@link Replica} refuses a gap in the numbers and a frame without news.
 */
class LiveViewsModelTest {

    private static final int RUNS = 150;
    private static final int STEPS = 200;
    private static final String[] BOARDS = {"one", "two"};

    @Test
    void whoeverAppliesTheFramesHasWhatAFreshReadGives() {
        for (int seed = 0; seed < RUNS; seed++) {
            new Run(seed).go();
        }
    }

    /** A client with its view, on one of two lanes. */
    private final class Client {
        final String board;
        final View view;
        final int lane;
        final Replica replica;
        Watch watch;
        boolean open = true;
        boolean takes = true;

        Client(Run run, String board, View view, int lane) {
            this.board = board;
            this.view = view;
            this.lane = lane;
            this.replica = new Replica(task -> run.lanes.get(lane).add(task), () -> takes);
            this.watch = run.views.live.watch(TestViews.key(board), view, replica, null);
        }
    }

    private final class Run {
        final TestViews views = new TestViews();
        final List<Deque<Runnable>> lanes = List.of(new ArrayDeque<>(), new ArrayDeque<>());
        final List<Client> clients = new ArrayList<>();
        final Random random;
        final int seed;

        Run(int seed) {
            this.seed = seed;
            this.random = new Random(seed);
        }

        void go() {
            for (int i = 0; i < STEPS; i++) {
                step();
            }
            for (Client client : clients) {
                if (!client.open) {
                    reopen(client);
                }
            }
            views.settle();
            drain(0, Integer.MAX_VALUE);
            drain(1, Integer.MAX_VALUE);
            for (Client client : clients) {
                client.takes = true;
                client.watch.ready();
                client.replica.mustShow(views.now(client.board, client.view), "seed " + seed + ", " + client.view);
            }
            int before = clients.stream()
                    .mapToInt(client -> client.replica.frames.size())
                    .sum();
            views.live.cleared();
            views.settle();
            drain(0, Integer.MAX_VALUE);
            drain(1, Integer.MAX_VALUE);
            assertEquals(
                    before,
                    clients.stream()
                            .mapToInt(client -> client.replica.frames.size())
                            .sum(),
                    "a frame without a change");
        }

        private void step() {
            String board = BOARDS[random.nextInt(BOARDS.length)];
            String member = "m" + random.nextInt(25);
            switch (random.nextInt(20)) {
                case 0, 1, 2, 3, 4, 5, 6, 7 -> views.score(board, member, random.nextInt(40));
                case 8, 9 -> views.remove(board, member);
                case 10 -> {
                    if (random.nextInt(8) == 0) {
                        views.change(board, keyspace -> keyspace.remove(TestViews.key(board)));
                    }
                }
                case 11, 12 -> drain(random.nextInt(2), random.nextInt(6));
                case 13, 14, 15 -> views.pass(random.nextInt(80));
                case 16 -> {
                    if (clients.size() < 12) {
                        clients.add(new Client(this, board, view(), random.nextInt(2)));
                    }
                }
                default -> disturb();
            }
        }

        private void disturb() {
            if (clients.isEmpty()) {
                return;
            }
            Client client = clients.get(random.nextInt(clients.size()));
            drain(client.lane, Integer.MAX_VALUE);
            if (!client.open) {
                reopen(client);
            } else if (random.nextBoolean()) {
                client.takes = !client.takes;
                if (client.takes) {
                    client.watch.ready();
                }
            } else {
                client.watch.close();
                client.open = false;
            }
        }

        private void reopen(Client client) {
            client.watch =
                    views.live.watch(TestViews.key(client.board), client.view, client.replica, client.replica.resume());
            client.open = true;
        }

        private View view() {
            Order order = random.nextInt(4) == 0 ? Order.ASC : Order.DESC;
            Key member = new Key(TestViews.key("m" + random.nextInt(25)));
            return switch (random.nextInt(4)) {
                case 3 -> new View.Paced(new View.Top(1 + random.nextInt(3), order), 150_000_000);
                case 0 -> new View.Top(1 + random.nextInt(10), order);
                case 1 -> new View.Around(member, 1 + random.nextInt(8), order);
                default -> new View.Members(List.of(member, new Key(TestViews.key("m3"))), order);
            };
        }

        private void drain(int lane, int most) {
            Deque<Runnable> tasks = lanes.get(lane);
            for (int i = 0; i < most && !tasks.isEmpty(); i++) {
                tasks.remove().run();
            }
        }
    }
}
