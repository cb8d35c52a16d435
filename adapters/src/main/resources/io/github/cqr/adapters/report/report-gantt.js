// Draws the attempts by lane. Where several share a pixel, its shade says for how much of it something ran.
const Gantt = (() => {
  "use strict";
  const SYMBOLS = ["", "\u2715", "\u25a0", "?", "\u21bb", "\u2192", "\u2026"];
  const RANK = [0, 5, 3, 4, 1, 2, 2];
  const SHADES = 5;

  /** Class of the style that gives an end its colour. */
  const tone = end => end.replace(/ in the log/, "").replace(/ /g, "-");

  function laneHeight() {
    return Math.max(3, Math.min(18, Math.floor(520 / Math.max(1, Run.lanes.length))));
  }

  function height() {
    return Math.max(60, Run.lanes.length * laneHeight());
  }

  /** First attempt of a lane that ends behind a time. */
  function firstIn(lane, time) {
    let low = 0;
    let high = lane.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (Run.end[lane[middle]] < time) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  function shades(ctx, box, cover, y, high, colour) {
    ctx.fillStyle = colour;
    let from = 0;
    let shade = 0;
    for (let x = 0; x <= cover.length; x++) {
      const now = x < cover.length && cover[x] > 0 ? Math.max(1, Math.round(Math.min(1, cover[x]) * SHADES)) : 0;
      if (now !== shade) {
        if (shade > 0) {
          ctx.globalAlpha = 0.15 + 0.85 * shade / SHADES;
          ctx.fillRect(box.left + from, y, x - from, high);
        }
        from = x;
        shade = now;
      }
    }
    ctx.globalAlpha = 1;
  }

  /** One lane: what went well by shades and bars, then what did not, which is never lost between pixels. */
  function drawLane(u, lane, y, high, colours) {
    const { ctx, bbox: box } = u;
    const from = u.scales.x.min * 1000;
    const to = u.scales.x.max * 1000;
    const scale = box.width / (to - from);
    const width = Math.ceil(box.width);
    const cover = new Float32Array(width);
    const special = [];
    ctx.fillStyle = colours[0];
    for (let k = firstIn(lane, from); k < lane.length; k++) {
      const i = lane[k];
      const begin = Run.start(i);
      if (begin > to) {
        break;
      }
      const x0 = Math.max(0, (begin - from) * scale);
      const x1 = Math.min(width, (Run.end[i] - from) * scale);
      if (Run.ended[i] !== 0) {
        special.push([i, x0, x1]);
      } else if (x1 - x0 >= 3 * devicePixelRatio) {
        ctx.fillRect(box.left + x0, y, x1 - x0 - devicePixelRatio, high);
      } else {
        for (let x = Math.floor(x0); x < width && x <= x1; x++) {
          cover[x] += Math.max(0.02, Math.min(x + 1, x1) - Math.max(x, x0));
        }
      }
    }
    shades(ctx, box, cover, y, high, colours[0]);
    // What ended worst is drawn last.
    special.sort((a, b) => RANK[Run.ended[a[0]]] - RANK[Run.ended[b[0]]]);
    for (const [i, x0, x1] of special) {
      const wide = Math.max(3 * devicePixelRatio, x1 - x0 - devicePixelRatio);
      ctx.fillStyle = colours[Run.ended[i]];
      ctx.fillRect(box.left + x0, y, wide, high);
      if (wide >= 9 * devicePixelRatio && high >= 9 * devicePixelRatio) {
        ctx.fillStyle = colours.paper;
        ctx.fillText(SYMBOLS[Run.ended[i]], box.left + x0 + Math.min(wide / 2, 8 * devicePixelRatio), y + high / 2);
      }
    }
  }

  /** A frame around an attempt that was chosen, not thinner than it can be seen. */
  function frame(u, i, high, colours) {
    const { ctx, bbox: box } = u;
    const scale = box.width / (u.scales.x.max - u.scales.x.min) / 1000;
    const x = box.left + (Run.start(i) - u.scales.x.min * 1000) * scale;
    const y = box.top + (Run.firstLane[Run.node[i]] + Run.slot[i]) * high;
    ctx.strokeStyle = colours.ink;
    ctx.lineWidth = 2 * devicePixelRatio;
    ctx.strokeRect(x - devicePixelRatio, y, Math.max(4 * devicePixelRatio, Run.took[i] * scale + devicePixelRatio), high);
  }

  function draw(u, colours, chosen) {
    const { ctx, bbox: box } = u;
    const lanes = Math.max(1, Run.lanes.length);
    const high = box.height / lanes;
    const gap = high > 5 * devicePixelRatio ? devicePixelRatio : 0;
    ctx.save();
    ctx.textBaseline = "middle";
    ctx.textAlign = "center";
    ctx.font = "bold " + 9 * devicePixelRatio + "px sans-serif";
    ctx.beginPath();
    ctx.rect(box.left, box.top, box.width, box.height);
    ctx.clip();
    Run.lanes.forEach((lane, k) => drawLane(u, lane, box.top + k * high + gap / 2, high - gap, colours));
    if (chosen >= 0) {
      frame(u, chosen, high, colours);
    }
    ctx.restore();
    names(u, high, colours);
  }

  /** Names of the nodes at the left, with a rule between two. */
  function names(u, high, colours) {
    const { ctx, bbox: box } = u;
    ctx.save();
    ctx.textBaseline = "middle";
    ctx.textAlign = "right";
    ctx.font = 12 * devicePixelRatio + "px system-ui, sans-serif";
    Run.nodes.forEach((name, node) => {
      if (Run.slots[node] === 0) {
        return;
      }
      const top = box.top + Run.firstLane[node] * high;
      const tall = Run.slots[node] * high;
      if (Run.firstLane[node] > 0) {
        ctx.fillStyle = colours.rule;
        ctx.fillRect(0, Math.round(top), box.left + box.width, devicePixelRatio);
      }
      if (tall >= 11 * devicePixelRatio) {
        ctx.fillStyle = colours.ink;
        ctx.fillText(fitted(ctx, name, box.left - 12 * devicePixelRatio), box.left - 8 * devicePixelRatio, top + tall / 2);
      }
    });
    ctx.restore();
  }

  /** A text cut in the middle so that it has room: the ends of nodes' names tell them apart. */
  function fitted(ctx, text, room) {
    let shown = text;
    for (let keep = text.length; ctx.measureText(shown).width > room && keep > 2; keep--) {
      shown = text.slice(0, Math.ceil(keep / 3)) + "\u2026" + text.slice(text.length - Math.floor(keep * 2 / 3));
    }
    return shown;
  }

  /** The attempt under a point of the plot, or -1; what did not go well is preferred, since it may be small. */
  function hit(u, left, top) {
    const lane = Run.lanes[Math.floor(top / (u.bbox.height / devicePixelRatio) * Run.lanes.length)];
    if (!lane) {
      return -1;
    }
    const time = u.posToVal(left, "x") * 1000;
    const near = (u.scales.x.max - u.scales.x.min) * 1000 / (u.bbox.width / devicePixelRatio) * 3;
    let found = -1;
    for (let k = firstIn(lane, time - near); k < lane.length && Run.start(lane[k]) <= time + near; k++) {
      const i = lane[k];
      const exact = Run.start(i) <= time && Run.end[i] >= time;
      if (found < 0 || (Run.ended[i] !== 0 && Run.ended[found] === 0) || (exact && Run.ended[found] === 0)) {
        found = i;
      }
    }
    return found;
  }

  /** Which ends there are, to explain their colours. */
  function legend() {
    const seen = new Set(Run.ended);
    return Run.ends.map((end, k) => ({ end, tone: tone(end), symbol: SYMBOLS[k] })).filter((_, k) => seen.has(k));
  }

  return { draw, height, hit, legend, tone };
})();
