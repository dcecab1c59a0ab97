// A small plot of the last minutes.

import uPlot from "./uplot.js";
import { color, fill, h } from "./elements.js";

const HEIGHT = 92;
const LONGEST = 300;
const SHORTEST = 60;

/** Steps of an axis of bytes: 1, 2 or 5 times a power of 1024, or tens of them. */
const BINARY = [1, 1024, 1024 ** 2, 1024 ** 3].flatMap((unit) => [1, 2, 5, 10, 20, 50, 100, 200, 500].map((step) => step * unit));

/**
 * A titled plot whose newest value stands above it.
 *
 * @param {string} title
 * @param {{format: (value: number) => string, binary?: boolean, most?: number}[]} series one or two; `most` is the
 *     end of the axis, `binary` says that these are bytes
 * @returns {{element: HTMLElement, draw: (times: number[], values: (number|null)[][], now: string) => void, close: () => void}}
 */
export function plot(title, series) {
  const value = h("strong.figure");
  const note = h("span.soft.note");
  const canvas = h("div.canvas", { "aria-hidden": "true" });
  const element = h("section.card.plot", { "aria-label": title }, h("div.row.ends", null, h("h2", null, title), note), value, canvas);
  let chart = null;
  let last = null;

  const make = () => {
    chart?.destroy();
    const ink = color("--soft");
    const grid = { stroke: color("--line"), width: 1 };
    chart = new uPlot(
      {
        width: Math.max(120, canvas.clientWidth),
        height: HEIGHT,
        padding: [6, 0, 0, 0],
        legend: { show: false },
        cursor: { show: false },
        scales: { x: { time: true, range: (u, low, high) => [Math.min(high - SHORTEST, Math.max(low, high - LONGEST)), high] },
          y: { range: (u, low, high) => [0, series[0].most ?? (high > 0 ? high * 1.15 : 1)] } },
        axes: [
          { stroke: ink, grid: { show: false }, ticks: { show: false }, size: 20, gap: 2, font: "11px system-ui", space: 70, values: [[60, "{HH}:{mm}", null, null, null, null, null, null, 1], [1, "{HH}:{mm}:{ss}", null, null, null, null, null, null, 1]] },
          { side: 1, stroke: ink, grid, ticks: { show: false }, size: 58, gap: 4, font: "11px system-ui", space: 30, incrs: series[0].binary ? BINARY : undefined, values: (u, ticks) => ticks.map(series[0].format) },
        ],
        series: [
          {},
          ...series.map((one, i) => ({ stroke: color(`--plot-${i + 1}`), width: 1.5, points: { show: false }, fill: i === 0 && series.length === 1 ? color("--plot-1", 0.11) : undefined })),
        ],
      },
      last ?? [[], ...series.map(() => [])],
      canvas,
    );
  };

  const resize = new ResizeObserver(() => chart?.setSize({ width: Math.max(120, canvas.clientWidth), height: HEIGHT }));
  resize.observe(canvas);
  window.addEventListener("themed", make);

  return {
    element,
    draw(times, values, now, beside = "") {
      last = [times, ...values];
      fill(value, now);
      fill(note, beside);
      if (chart === null) {
        make();
      } else {
        chart.setData(last);
      }
    },
    close() {
      resize.disconnect();
      window.removeEventListener("themed", make);
      chart?.destroy();
    },
  };
}
