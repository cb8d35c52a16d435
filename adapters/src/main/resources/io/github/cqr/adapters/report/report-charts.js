// The charts, one below the other on one axis of time, and what can be done with them.
(() => {
  "use strict";
  const room = document.getElementById("chart-room");
  const charts = [];
  let from = Run.first;
  let to = Run.last;
  let colours = readColours();
  const axes = Axes(() => colours);
  const { plain, duration } = axes;

  function readColours() {
    const style = getComputedStyle(document.documentElement);
    const get = name => style.getPropertyValue("--" + name).trim();
    const found = Run.ends.map(end => get(Gantt.tone(end)));
    for (const name of ["ink", "muted", "rule", "paper", "gap", "limit", "accent", "accent2", "accent3"]) {
      found[name] = get(name);
    }
    return found;
  }

  function element(tag, text, attributes = {}) {
    const made = document.createElement(tag);
    if (text) {
      made.textContent = text;
    }
    for (const [name, value] of Object.entries(attributes)) {
      made.setAttribute(name, value);
    }
    return made;
  }

  // ---- what lies behind and above every chart

  function backdrop(u) {
    const { ctx, bbox: box } = u;
    const scale = box.width / (to - from);
    ctx.save();
    ctx.beginPath();
    ctx.rect(box.left, box.top, box.width, box.height);
    ctx.clip();
    ctx.fillStyle = colours.gap;
    for (const gap of Run.gaps) {
      const x = (gap.from - from) * scale;
      const wide = Math.max(devicePixelRatio, gap.length * scale);
      ctx.fillRect(box.left + x, box.top, wide, box.height);
    }
    ctx.restore();
  }

  /** Why nothing ran, where there is room to say it. */
  function gapNames(u) {
    const { ctx, bbox: box } = u;
    const scale = box.width / (to - from);
    ctx.save();
    ctx.fillStyle = colours.muted;
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.font = 11 * devicePixelRatio + "px system-ui, sans-serif";
    for (const gap of Run.gaps) {
      const x0 = Math.max(0, (gap.from - from) * scale);
      const x1 = Math.min(box.width, (gap.from + gap.length - from) * scale);
      const upright = ctx.measureText(gap.cause).width + 8 * devicePixelRatio > x1 - x0;
      if (x1 - x0 > 14 * devicePixelRatio) {
        ctx.save();
        ctx.translate(box.left + (x0 + x1) / 2, box.top + box.height / 2);
        ctx.rotate(upright ? -Math.PI / 2 : 0);
        ctx.fillText(gap.cause, 0, 0);
        ctx.restore();
      }
    }
    ctx.restore();
  }

  function markLines(u) {
    const { ctx, bbox: box } = u;
    const scale = box.width / (to - from);
    ctx.save();
    ctx.lineWidth = devicePixelRatio;
    ctx.setLineDash([3 * devicePixelRatio, 3 * devicePixelRatio]);
    for (const mark of Run.marks) {
      if (mark.at >= from && mark.at <= to) {
        ctx.strokeStyle = mark.level === "error" ? colours[1] : colours.muted;
        const x = Math.round(box.left + (mark.at - from) * scale) + 0.5;
        ctx.beginPath();
        ctx.moveTo(x, box.top);
        ctx.lineTo(x, box.top + box.height);
        ctx.stroke();
      }
    }
    ctx.restore();
  }

  // ---- one chart

  function chart(title, what, height, options, data) {
    const figure = element("figure");
    figure.append(element("figcaption", title));
    const place = element("div", "", { class: "plot", role: "group", tabindex: "0", "aria-roledescription": "chart",
      "aria-label": title + ". " + what, "aria-describedby": "chart-hint" });
    figure.append(place);
    room.append(figure);
    const plot = new uPlot({
      width: width(), height, padding: [8, 12, 0, 0],
      legend: { show: options.series.length > 1, live: true },
      cursor: { sync: { key: "run" }, drag: { x: true, y: false, setScale: false }, points: { size: 7 },
        y: options.crosshair === true },
      ...options,
      scales: { x: { time: false, range: () => [from / 1000, to / 1000] }, ...options.scales },
      series: [{ label: "at", value: (_, v) => v === null ? "" : Run.day(v * 1000) + " " + Run.time(v * 1000) },
        ...options.series],
      hooks: {
        drawClear: [backdrop],
        draw: [...(options.draw || []), markLines],
        setSelect: [u => {
          if (u.select.width > 3) {
            const begin = u.posToVal(u.select.left, "x") * 1000;
            const stop = u.posToVal(u.select.left + u.select.width, "x") * 1000;
            u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
            show(begin, stop);
          }
        }],
        setCursor: options.setCursor || [],
      },
    }, data, place);
    plot.over.addEventListener("dblclick", () => show(Run.first, Run.last));
    plot.over.addEventListener("wheel", event => {
      if (event.ctrlKey || event.shiftKey) {
        event.preventDefault();
        const at = plot.posToVal(event.offsetX, "x") * 1000;
        zoom(Math.sign(event.deltaY || event.deltaX) > 0 ? 1.4 : 1 / 1.4, at);
      }
    }, { passive: false });
    place.addEventListener("keydown", keys);
    charts.push({ plot, fresh: options.fresh });
    return plot;
  }

  function width() {
    return Math.max(320, room.clientWidth);
  }

  function line(label, colour, format, more = {}) {
    return { label, stroke: () => colours[colour], width: 1.5, points: { show: true, size: 3.5, fill: () => colours[colour] },
      value: (_, v) => v === null || v === undefined ? "" : format(v), ...more };
  }

  // ---- what is shown

  let spans = null;

  function refresh() {
    spans = Run.spans(from, to, Math.max(24, Math.min(240, Math.floor((width() - axes.GUTTER) / 5), Run.between(from, to) / 4 | 0)));
    for (const each of charts) {
      each.plot.setData(each.fresh ? each.fresh() : [[from / 1000, to / 1000], [0, 0]]);
    }
    where.textContent = Run.day(from) + " " + Run.time(from, to - from < 60000) + " to " + Run.time(to, to - from < 60000)
      + ", " + Run.length(to - from) + (Run.otherZone ? ", in UTC" : "")
      + (from <= Run.first && to >= Run.last ? " (the whole run)" : "");
  }

  function show(begin, stop) {
    const least = 10;
    const length = Math.min(Run.last - Run.first, Math.max(least, stop - begin));
    from = Math.max(Run.first, Math.min(Run.last - length, begin));
    to = from + length;
    refresh();
  }

  function zoom(factor, at = (from + to) / 2) {
    show(at - (at - from) * factor, at + (to - at) * factor);
  }

  function pan(part) {
    const by = (to - from) * part;
    show(from + by, to + by);
  }

  function keys(event) {
    const acts = { ArrowLeft: () => pan(-0.2), ArrowRight: () => pan(0.2), "+": () => zoom(0.5), "-": () => zoom(2),
      "0": () => show(Run.first, Run.last) };
    const act = acts[event.key];
    if (act && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      act();
    }
  }

  const sec = values => values.map(ms => ms / 1000);

  function tool(text, label, act) {
    const button = element("button", text, { type: "button", "aria-label": label, title: label });
    button.addEventListener("click", act);
    return button;
  }

  const where = element("span", "", { role: "status", id: "chart-range" });
  const tip = element("div", "", { id: "chart-tip", "aria-hidden": "true" });
  const chosen = element("dl", "", { id: "chart-chosen", "aria-live": "polite" });

  function toolbar() {
    const bar = element("div", "", { class: "tools", role: "toolbar", "aria-label": "What the charts show" });
    const number = element("input", "", { type: "number", min: "0", id: "go-to", "aria-label": "Statement number" });
    const go = element("form");
    go.append(element("label", "Statement ", { for: "go-to" }), number, element("button", "Find", { type: "submit" }));
    go.addEventListener("submit", event => {
      event.preventDefault();
      const found = Run.find(Number(number.value), Run.last);
      if (number.value === "" || found < 0) {
        describe([["", "no attempt at statement " + number.value + " in the log"]]);
      } else {
        focusOn(found);
      }
    });
    bar.append(tool("Whole run", "Show the whole run (0)", () => show(Run.first, Run.last)),
      tool("+", "Zoom in (+)", () => zoom(0.5)), tool("\u2212", "Zoom out (-)", () => zoom(2)),
      tool("\u25c0", "Earlier (left arrow)", () => pan(-0.5)), tool("\u25b6", "Later (right arrow)", () => pan(0.5)),
      go, where);
    room.append(bar, element("p", "Drag over a chart to zoom, double-click for the whole run; or Ctrl and the wheel, or the keys + \u2212 0 "
      + "and the arrows. Click a statement for its facts. Shaded: nothing ran. Dashed: a pause, a warning and the like.",
    { class: "hint", id: "chart-hint" }));
  }

  function describe(facts) {
    chosen.replaceChildren(...facts.flatMap(([name, value]) =>
      name ? [element("dt", name), element("dd", value)] : [element("dt", value, { class: "title" }), element("dd")]));
  }

  let chosenAttempt = -1;

  function choose(i) {
    chosenAttempt = i;
    describe(Run.describe(i));
  }

  /** Shows an attempt with some time around it. */
  function focusOn(i) {
    const length = Math.max(20, Run.end[i] - Run.start(i));
    choose(i);
    show(Run.start(i) - length, Run.end[i] + length);
  }

  // ---- the Gantt chart

  function hover(u) {
    const { left, top } = u.cursor;
    const i = left >= 0 && u.over.matches(":hover") ? Gantt.hit(u, left, top) : -1;
    tip.classList.toggle("shown", i >= 0);
    if (i < 0) {
      return;
    }
    const facts = Run.describe(i);
    tip.replaceChildren(element("b", facts[0][1]),
      ...facts.slice(1).map(([name, value]) => element("div", name + ": " + value)));
    const box = u.over.getBoundingClientRect();
    const frame = room.getBoundingClientRect();
    const x = box.left - frame.left + left;
    tip.style.left = Math.max(0, x > frame.width - 380 ? x - tip.offsetWidth - 14 : x + 14) + "px";
    tip.style.top = box.top - frame.top + top + 14 + "px";
  }

  function gantt() {
    const plot = chart("Statements by node and slot", "Each attempt from its dispatch to its end, a lane for each slot of each node. "
      + "The tables of this report tell of those that went wrong, were slow or were tried again.", Gantt.height() + 50, {
      series: [{ show: true, stroke: "transparent", points: { show: false } }],
      legend: { show: false },
      crosshair: true,
      scales: { y: { range: [0, 1] } },
      axes: [axes.time(), { size: axes.GUTTER, values: () => [], grid: { show: false }, ticks: { show: false } }],
      draw: [u => Gantt.draw(u, colours, chosenAttempt), gapNames],
      setCursor: [hover],
    }, [[0, 1], [0, 0]]);
    plot.over.addEventListener("click", event => {
      const i = Gantt.hit(plot, event.offsetX, event.offsetY);
      if (i >= 0) {
        choose(i);
        plot.redraw(false);
      }
    });
    plot.over.addEventListener("mouseleave", () => tip.classList.remove("shown"));
    const legend = element("ul", "", { class: "legend", "aria-label": "Colours" });
    for (const { end, tone, symbol } of Gantt.legend()) {
      const item = element("li", "");
      item.append(element("span", symbol, { class: "swatch " + tone }), " " + end);
      legend.append(item);
    }
    plot.root.parentElement.after(legend, chosen);
    room.append(tip);
  }

  function curves() {
    chart("Running at once", "How many statements ran at once: on average in each span of time, at most, and as allowed.", 170, {
      series: [line("mean", "accent", plain, { fill: () => colours.accent + "33" }), line("most", "accent2", plain, { width: 1 }),
        line("allowed", "limit", plain, { dash: [6, 4], points: { show: false } })],
      axes: [axes.time(), axes.figures()],
      scales: { y: { range: (_, min, max) => [0, Math.max(1, max) * 1.08] } },
      fresh: () => [sec(spans.at), spans.mean, spans.most, spans.at.map(Run.limitAt)],
    }, [[0], [0], [0], [0]]);
    chart("Completed per second", "How many statements were completed per second.", 170, {
      series: [line("statements/s", "accent", plain, { fill: () => colours.accent + "33" })],
      axes: [axes.time(), axes.figures()],
      scales: { y: { range: (_, min, max) => [0, max > 0 ? max * 1.08 : 1] } },
      fresh: () => [sec(spans.at), spans.rate],
    }, [[0], [0]]);
    chart("Rows read per second", "How many rows completed statements had read, per second, counted when they were completed.", 170, {
      series: [line("rows read/s", "accent3", plain, { fill: () => colours.accent3 + "33" })],
      axes: [axes.time(), axes.figures()],
      scales: { y: { range: (_, min, max) => [0, max > 0 ? max * 1.08 : 1] } },
      fresh: () => [sec(spans.at), spans.rows],
    }, [[0], [0]]);
    chart("Time of a statement", "How long the statements took that were completed in each span of time: half of them, 95 of 100 and "
      + "the longest, on a logarithmic scale.", 210, {
      series: [line("50 %", "accent", duration), line("95 %", "accent2", duration), line("max", "accent3", duration, { dash: [4, 3] })],
      axes: [axes.time(), axes.durations()],
      scales: { y: { distr: 3, range: (_, min, max) => min > 0 ? [min / 1.3, max * 1.3] : [0.001, 1] } },
      fresh: () => [sec(spans.at), ...[spans.p50, spans.p95, spans.max].map(all =>
        all.map(v => v === null ? null : Math.max(0.0005, v)))],
    }, [[0], [1], [1], [1]]);
  }

  // ---- the tables know their place on the charts

  function links() {
    for (const row of document.querySelectorAll("tr[data-statement], tr[data-from]")) {
      const button = tool("show", "Show on the charts", () => {
        if (row.dataset.statement) {
          const found = Run.find(Number(row.dataset.statement), Number(row.dataset.at));
          if (found >= 0) {
            focusOn(found);
          }
        } else {
          const length = row.dataset.to - row.dataset.from;
          show(row.dataset.from - length, Number(row.dataset.to) + length);
        }
        document.getElementById("charts").scrollIntoView();
      });
      button.className = "link";
      row.cells[0].append(" ", button);
    }
  }

  function redraw() {
    colours = readColours();
    charts.forEach(each => each.plot.redraw(false, true));
  }

  function resize() {
    charts.forEach(each => each.plot.setSize({ width: width(), height: each.plot.height }));
    refresh();
  }

  if (Run.count === 0) {
    room.append(element("p", "No statement was sent to a node: there is nothing to draw."));
    return;
  }
  toolbar();
  gantt();
  curves();
  links();
  show(Run.first, Run.last);
  let lastWidth = width();
  // In the next frame: drawing changes the room's height, of which the observer would complain.
  new ResizeObserver(() => requestAnimationFrame(() => {
    if (width() !== lastWidth) {
      lastWidth = width();
      resize();
    }
  })).observe(room);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("td details:not([open])")];
    opened.forEach(each => each.open = true);
    document.documentElement.classList.add("printing");
    redraw();
  });
  addEventListener("afterprint", () => {
    opened.forEach(each => each.open = false);
    document.documentElement.classList.remove("printing");
    redraw();
  });
  document.documentElement.dataset.charts = "drawn";
})();
