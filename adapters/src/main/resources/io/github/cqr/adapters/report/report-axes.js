// The axes of the charts: wall clock below, figures at the left.
const Axes = colours => {
  "use strict";
  const GUTTER = 116;

  function axisTimes(u, ticks) {
    const span = (u.scales.x.max - u.scales.x.min);
    let lastDay = "";
    return ticks.map(tick => {
      const ms = tick * 1000;
      const today = Run.day(ms);
      const label = Run.time(ms, span < 5).replace(/:00$/, span > 600 ? "" : ":00");
      const text = today === lastDay ? label : label + "\n" + today;
      lastDay = today;
      return text;
    });
  }

  function time() {
    return { stroke: () => colours().muted, grid: { stroke: () => colours().rule, width: 1 }, ticks: { show: false },
      values: axisTimes, size: 40, space: 90, splits: roundTimes };
  }

  /** Ticks at whole seconds, minutes, hours of the wall clock, as a zone of whole quarters of an hour has them. */
  function roundTimes(u) {
    const min = u.scales.x.min;
    const max = u.scales.x.max;
    const most = Math.max(2, u.bbox.width / devicePixelRatio / 90);
    const widths = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900,
      1800, 3600, 7200, 10800, 21600, 43200, 86400];
    let width = widths.find(each => (max - min) / each <= most) || 86400 * Math.ceil((max - min) / most / 86400);
    const origin = Run.wallSecond % width;
    const ticks = [];
    for (let k = Math.ceil((min + origin) / width); k * width - origin <= max && ticks.length < 100; k++) {
      ticks.push(k * width - origin);
    }
    return ticks;
  }

  function yAxis(format) {
    return { stroke: () => colours().muted, grid: { stroke: () => colours().rule, width: 1 }, ticks: { show: false },
      size: GUTTER, values: (_, ticks) => ticks.map(tick => tick === null ? "" : format(tick)), space: 32 };
  }

  const plain = v => v >= 100 ? Run.figure(Math.round(v)) : String(Math.round(v * 100) / 100);
  const duration = v => Run.seconds(v * 1000);
  const roundDuration = v => v >= 1e4 ? Run.figure(v) + "s" : v >= 1 ? Math.round(v) + "s" : Math.round(v * 1e6) / 1e3 + "ms";

  /** Powers of ten, and between them where they are few. */
  function decades(u) {
    const { min, max } = u.scales.y;
    const ticks = [];
    const steps = Math.log10(max / min) > 2.5 ? [1] : [1, 2, 5];
    for (let power = -4; power < 8; power++) {
      ticks.push(...steps.map(step => step * 10 ** power).filter(tick => tick >= min && tick <= max));
    }
    return ticks;
  }

  const figures = () => yAxis(Run.figure);
  const durations = () => ({ ...yAxis(roundDuration), splits: decades, filter: (_, ticks) => ticks });

  return { GUTTER, time, figures, durations, plain, duration };
};
