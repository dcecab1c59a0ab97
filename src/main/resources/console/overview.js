// Overview: how busy Larder is, how fast it answers, and what it holds.

import { empty, fill, h } from "./elements.js";
import { brief, bytes, count, duration, micros } from "./format.js";
import { plot } from "./plot.js";
import * as pulse from "./pulse.js";

const NOTHING = "–";
const ROWS = 12;

export function open(main) {
  const plots = {
    commands: plot("Commands per second", [{ format: brief }]),
    latency: plot("Time per command", [{ format: micros }, { format: micros }]),
    hits: plot("Hit rate", [{ format: (value) => `${Math.round(value)} %`, most: 104 }]),
    memory: plot("Memory", [{ format: bytes, binary: true }]),
    clients: plot("Connections", [{ format: (value) => (Number.isInteger(value) ? String(value) : "") }]),
    traffic: plot("Traffic", [{ format: bytes, binary: true }, { format: bytes, binary: true }]),
  };
  const facts = h("dl.facts");
  const table = h("div");
  fill(
    main,
    h("div.head", null, h("h1", null, "Overview"), h("span.grow"), h("span.soft", null, "The last five minutes")),
    facts,
    h("div.plots", null, Object.values(plots).map((one) => one.element)),
    h("section.card", { "aria-label": "Commands" }, h("h2", null, "Commands"), table),
  );
  const draw = () => {
    const moments = pulse.moments;
    const now = moments.at(-1);
    if (now) {
      drawFacts(facts, now);
      drawPlots(plots, moments, now);
      drawTable(table, now);
    }
  };
  draw();
  const end = pulse.follow(draw);
  return {
    close() {
      end();
      Object.values(plots).forEach((one) => one.close());
    },
  };
}

function drawFacts(facts, { info }) {
  const { server, stats } = info;
  const keys = /keys=(\d+),expires=(\d+)/.exec(info.keyspace?.db0 ?? "");
  const one = (name, value) => h("div", null, h("dt", null, name), h("dd.tabular", null, value));
  fill(
    facts,
    one("Keys", count(keys ? Number(keys[1]) : 0)),
    one("With expiry", count(keys ? Number(keys[2]) : 0)),
    one("Expired", count(Number(stats.expired_keys))),
    one("Commands", count(Number(stats.total_commands_processed))),
    one("Errors", count(Number(stats.total_error_replies))),
    one("Up for", duration(Number(server.uptime_in_seconds))),
    one("Version", server.larder_version),
  );
}

function drawPlots(plots, moments, { info, rates }) {
  const times = [];
  const rows = moments.map((moment, i) => {
    const beside = moments[i - 1] ?? moments[i + 1];
    times.push((moment?.at ?? (beside?.at ?? 0) + 1) / 1000);
    return moment;
  });
  const values = (read) => rows.map((moment) => (moment ? (read(moment) ?? null) : null));
  const perSecond = values((m) => m.rates?.perSecond);
  plots.commands.draw(times, [perSecond], rates ? brief(rates.perSecond) : NOTHING);
  const fast = values((m) => (m.latencies ? m.rates?.p50 : m.rates?.mean));
  const slow = values((m) => m.rates?.p99);
  const typical = rates?.p50 ?? rates?.mean;
  plots.latency.draw(
    times,
    [fast, slow],
    typical ? micros(typical) : NOTHING,
    legend(rates?.p50 || !rates?.mean ? "p50" : "mean", rates?.p99 ? `p99 ${micros(rates.p99)}` : "p99"),
  );
  plots.hits.draw(times, [values((m) => m.rates?.hitRate)], rates?.hitRate == null ? NOTHING : `${rates.hitRate.toFixed(rates.hitRate === 100 ? 0 : 1)} %`);
  const used = Number(info.memory.used_memory);
  const most = Number(info.memory.maxmemory);
  plots.memory.draw(times, [values((m) => Number(m.info.memory.used_memory))], bytes(used), `${((100 * used) / most).toFixed(1)} % of ${bytes(most)}`);
  const clients = Number(info.clients.connected_clients);
  plots.clients.draw(times, [values((m) => Number(m.info.clients.connected_clients))], count(clients), `${count(Number(info.stats.total_connections_received))} since the start`);
  plots.traffic.draw(
    times,
    [values((m) => m.rates?.bytesOut), values((m) => m.rates?.bytesIn)],
    rates ? `${bytes(rates.bytesOut)}/s` : NOTHING,
    legend("out", rates ? `in ${bytes(rates.bytesIn)}/s` : "in"),
  );
}

function legend(first, second) {
  return [h("i.key.one"), first, h("i.key.two"), second];
}

function drawTable(table, moment) {
  const all = Object.entries(pulse.stats(moment)).sort(
    (a, b) => (moment.rates?.commands[b[0]] ?? 0) - (moment.rates?.commands[a[0]] ?? 0) || b[1].calls - a[1].calls,
  );
  if (all.length === 0) {
    fill(table, empty("No command has run yet"));
    return;
  }
  const head = ["Command", "Per second", "Calls", "Mean", "p99", "Errors"];
  fill(
    table,
    h("div.table", { tabindex: 0, role: "region", "aria-label": "Commands by how often they run" },
      h("table", null,
        h("thead", null, h("tr", null, head.map((title, i) => h(i > 0 ? "th.number" : "th", { scope: "col" }, title)))),
        h("tbody", null, all.slice(0, ROWS).map(([name, fields]) => {
          const p99 = /p99=([\d.]+)/.exec(moment.info.latencystats?.[`latency_percentiles_usec_${name}`] ?? "");
          return h("tr", null,
            h("td.mono", null, name.replace("|", " ").toUpperCase()),
            h("td.number", null, moment.rates ? brief(moment.rates.commands[name] ?? 0) : NOTHING),
            h("td.number", null, count(fields.calls)),
            h("td.number", null, micros(fields.usec_per_call)),
            h("td.number", null, p99 ? micros(Number(p99[1])) : NOTHING),
            h("td.number", null, count(fields.failed_calls + fields.rejected_calls)),
          );
        })),
      ),
    ),
    all.length > ROWS && h("p.hint.after", null, `and ${all.length - ROWS} more, which run less often`),
  );
}
