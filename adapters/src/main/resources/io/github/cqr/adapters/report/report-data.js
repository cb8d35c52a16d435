// The run's data, unpacked, and what the charts ask of it. Times are milliseconds since the run's start.
const Run = (() => {
  "use strict";
  const data = JSON.parse(document.getElementById("run-data").textContent);
  const count = data.count;

  /** Unpacks a column: seven bits to a byte, the lowest first; the sign is in the lowest bit. */
  function column(name, stepped) {
    const out = new Float64Array(count);
    const bytes = atob(data.columns[name] || "");
    let at = 0;
    let last = 0;
    for (let i = 0; i < count; i++) {
      let value = 0;
      let place = 1;
      let byte;
      do {
        byte = bytes.charCodeAt(at++);
        value += (byte & 127) * place;
        place *= 128;
      } while (byte > 127);
      value = value % 2 ? -(value + 1) / 2 : value / 2;
      last = stepped ? last + value : value;
      out[i] = last;
    }
    return out;
  }

  const end = column("end", true);
  const took = column("took");
  const lag = column("lag");
  const node = column("node");
  const slot = column("slot");
  const ordinal = column("ordinal", true);
  const line = column("line", true);
  const kind = column("kind");
  const ended = column("ended");
  const tries = column("try");
  const read = column("read");
  const written = column("written");

  const start = i => end[i] - took[i];
  const ran = i => Math.max(0, took[i] - lag[i]);
  const completed = i => ended[i] === 0 && data.kinds[kind[i]].counts;

  /** First place in a sorted array whose value is not below `value`. */
  function lowerBound(sorted, value, size = sorted.length) {
    let low = 0;
    let high = size;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle] < value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  // Lanes: the slots of a node one below the other, the nodes in their order; in a lane no two attempts overlap.
  const slots = new Array(data.nodes.length).fill(0);
  for (let i = 0; i < count; i++) {
    slots[node[i]] = Math.max(slots[node[i]], slot[i] + 1);
  }
  const firstLane = [];
  let laneCount = 0;
  for (const many of slots) {
    firstLane.push(laneCount);
    laneCount += many;
  }
  const lanes = Array.from({ length: laneCount }, () => []);
  for (let i = 0; i < count; i++) {
    lanes[firstLane[node[i]] + slot[i]].push(i);
  }

  // How many ran from each of these times on, and statement-milliseconds up to it.
  const steps = new Float64Array(count * 2);
  for (let i = 0; i < count; i++) {
    steps[2 * i] = start(i);
    steps[2 * i + 1] = end[i];
  }
  steps.sort();
  const starts = Float64Array.from({ length: count }, (_, i) => start(i)).sort();
  const running = new Int32Array(steps.length);
  const area = new Float64Array(steps.length);
  for (let i = 0, begun = 0, over = 0; i < steps.length; i++) {
    while (begun < count && starts[begun] <= steps[i]) {
      begun++;
    }
    while (over < count && end[over] <= steps[i]) {
      over++;
    }
    running[i] = begun - over;
    area[i] = i === 0 ? 0 : area[i - 1] + running[i - 1] * (steps[i] - steps[i - 1]);
  }

  function areaUntil(time) {
    const i = lowerBound(steps, time) - 1;
    return i < 0 ? 0 : area[i] + running[i] * (time - steps[i]);
  }

  const first = count === 0 ? 0 : Math.min(0, starts[0]);
  const last = Math.max(data.until, count === 0 ? 0 : end[count - 1]);

  function percentile(sorted, percent) {
    return sorted[Math.max(1, Math.ceil(sorted.length * percent / 100)) - 1];
  }

  /** What was done between two times, in so many spans of equal length; null where nothing is to be said. */
  function spans(from, to, many) {
    const length = (to - from) / many;
    const out = { at: [], mean: [], most: [], rate: [], rows: [], p50: [], p95: [], max: [] };
    let i = lowerBound(end, from);
    let step = lowerBound(steps, from);
    for (let k = 0; k < many; k++) {
      const begin = from + k * length;
      const stop = begin + length;
      const over = begin >= last || stop <= first;
      let most = step > 0 ? running[step - 1] : 0;
      while (step < steps.length && steps[step] < stop) {
        most = Math.max(most, running[step++]);
      }
      const times = [];
      let rows = 0;
      while (i < count && end[i] < stop) {
        if (completed(i)) {
          times.push(ran(i));
          rows += read[i];
        }
        i++;
      }
      times.sort((a, b) => a - b);
      // The last span is short: rates are over the part of it that has passed.
      const seconds = Math.max(1, Math.min(stop, last) - Math.max(begin, first)) / 1000;
      out.at.push((begin + stop) / 2);
      out.mean.push(over ? null : (areaUntil(Math.min(stop, last)) - areaUntil(begin)) / (seconds * 1000));
      out.most.push(over ? null : most);
      out.rate.push(over ? null : times.length / seconds);
      out.rows.push(over ? null : rows / seconds);
      out.p50.push(times.length ? percentile(times, 50) / 1000 : null);
      out.p95.push(times.length ? percentile(times, 95) / 1000 : null);
      out.max.push(times.length ? times[times.length - 1] / 1000 : null);
    }
    return out;
  }

  /** How many attempts ended between two times. */
  const between = (from, to) => lowerBound(end, to) - lowerBound(end, from);

  /** How many statements were allowed at once. */
  function limitAt(time) {
    let limit = null;
    for (const [at, statements] of data.limits) {
      if (at <= time || limit === null) {
        limit = statements;
      }
    }
    return limit;
  }

  /** The attempt at a statement that ended nearest to a time, or -1. */
  function find(statement, at) {
    let best = -1;
    for (let i = 0; i < count; i++) {
      if (ordinal[i] === statement && (best < 0 || Math.abs(end[i] - at) < Math.abs(end[best] - at))) {
        best = i;
      }
    }
    return best;
  }

  // Figures as in the tables.
  function figure(value) {
    if (value < 1000) {
      return value < 10 ? String(Number(value.toPrecision(2))) : String(Math.round(value));
    }
    const units = ["", "K", "M", "B", "T", "P", "E"];
    let unit = 0;
    while (value >= 999.5 && unit < units.length - 1) {
      value /= 1000;
      unit++;
    }
    return value.toFixed(value < 99.95 ? 1 : 0) + units[unit];
  }

  function seconds(ms) {
    return ms < 100 ? Math.round(ms) + "ms" : (ms / 1000).toFixed(1) + "s";
  }

  /** A length of time, as the report's head has it where it is long. */
  function length(ms) {
    const whole = Math.floor(ms / 1000);
    const two = value => String(value).padStart(2, "0");
    return ms < 100000 ? seconds(ms)
      : Math.floor(whole / 3600) + ":" + two(Math.floor(whole / 60) % 60) + ":" + two(whole % 60);
  }

  function clock(options) {
    return new Intl.DateTimeFormat("en-GB", { ...options, timeZone: zone });
  }

  /** The report's zone, else UTC where the browser does not know it. */
  function knownZone() {
    try {
      return new Intl.DateTimeFormat("en-GB", { timeZone: data.zone }).resolvedOptions().timeZone;
    } catch (e) {
      return "UTC";
    }
  }
  const zone = knownZone();
  const otherZone = zone === "UTC" && data.zone !== "UTC";
  const dayFormat = clock({ year: "numeric", month: "2-digit", day: "2-digit" });
  const timeFormat = clock({ hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });

  /** Wall clock at a time: the day, and the time to the second, or to the millisecond where that is wanted. */
  function day(ms) {
    const parts = {};
    for (const part of dayFormat.formatToParts(data.start + ms)) {
      parts[part.type] = part.value;
    }
    return parts.year + "-" + parts.month + "-" + parts.day;
  }

  function time(ms, withMillis) {
    const text = timeFormat.format(data.start + ms);
    const millis = ((data.start + ms) % 1000 + 1000) % 1000;
    return withMillis ? text + "." + String(Math.floor(millis)).padStart(3, "0") : text;
  }

  // Second of the day at the run's start, on which the ticks of the axis are counted.
  const [hour, minute, second] = time(0).split(":").map(Number);
  const wallSecond = hour * 3600 + minute * 60 + second + data.start % 1000 / 1000;

  function statement(i) {
    const name = data.names[i];
    return "statement " + ordinal[i] + (name ? " '" + name + "'" : "") + " (line " + line[i] + ")";
  }

  /** All that is known of an attempt, as pairs of a name and a value. */
  function describe(i) {
    const facts = [
      ["", statement(i)],
      ["ended", data.ends[ended[i]]],
      ["kind", data.kinds[kind[i]].word],
      ["node", data.nodes[node[i]] + ", slot " + (slot[i] + 1)],
      ["at", day(start(i)) + " " + time(start(i), true) + " to " + time(end[i], true)],
      ["after", seconds(ran(i))],
      ["rows read", figure(read[i])],
      ["rows written", figure(written[i])],
    ];
    if (tries[i] > 1) {
      facts.push(["try", String(tries[i])]);
    }
    if (data.messages[i]) {
      facts.push(["message", data.messages[i]]);
    }
    return facts;
  }

  return {
    count, nodes: data.nodes, ends: data.ends, marks: data.marks, gaps: data.gaps, limits: data.limits, otherZone,
    slots, firstLane, lanes, node, slot, took, end, ended, start, first, last, spans, between, limitAt, find, figure, seconds, length, day, time,
    describe, wallSecond,
  };
})();
