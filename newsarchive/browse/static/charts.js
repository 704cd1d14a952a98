/* Charts drawn from the tables that stand behind them, by uPlot (MIT, uplot.LICENSE.txt; 1.6.32 as released).

   <figure class="chart" data-chart="bars">          bars, lines or ranks (lines with the first place on top)
     <figcaption>Stories by month</figcaption>
     <div class="plot" role="img" aria-label="what the chart shows, in a sentence"></div>
     <details open><summary>Table</summary><table>…</table></details>
   </figure>

   The table: a heading row; each row begins with its label, numbers follow; an empty cell is a gap. Every further column
   is a line of its own. With data-series="rows" on the figure, every row is a line, and the headings are the labels.
   A label that is a link makes its bar a link. With data-narrow="ADDRESS" on the figure, drawing the pointer over bars
   goes to that address with since= and until= added: from data-since and data-until of the rows, or their labels.
   Several series are told apart by the colours of `.chart`, --chart-0 to --chart-7.

   A table.calendar (a row for each weekday, a column for each week, its Monday in the last heading row) with
   data-calendar="ADDRESS": its days say their date when pointed at, and lead to that address with since= and until=.

   Without scripts the table is what one sees; with them it is closed, and one click away. */
"use strict";

(() => {
  const COLOURS = 8;
  const KINDS = { bars: { height: 140 }, lines: { height: 190 }, ranks: { height: 320 } };

  const words = cell => cell.textContent.trim().replace(/\s+/g, " ");

  const number = cell => {
    const text = cell?.dataset.value ?? (cell ? words(cell).replace(/,/g, "") : "");
    return text === "" || Number.isNaN(Number(text)) ? null : Number(text);
  };

  /** What a table says: labels along the chart, and lines of numbers with their names. */
  function read(table, byRows) {
    const rows = [...table.tBodies[0].rows].map(row => [...row.cells]);
    const head = [...table.tHead.rows[0].cells];
    if (byRows) {
      return {
        places: head.slice(1).map(cell => ({ label: words(cell) })),
        lines: rows.map(([name, ...cells]) => ({ name: words(name), values: head.slice(1).map((_, i) => number(cells[i])) })),
      };
    }
    return {
      places: rows.map(([cell]) => ({
        label: words(cell),
        href: cell.querySelector("a")?.href,
        since: cell.parentElement.dataset.since ?? words(cell),
        until: cell.parentElement.dataset.until ?? words(cell),
      })),
      lines: head.slice(1).map((name, i) => ({ name: words(name), values: rows.map(cells => number(cells[i + 1])) })),
    };
  }

  /** A colour of the figure's own, so that themes and print set it in the style sheet. */
  const colour = (figure, name) => getComputedStyle(figure).getPropertyValue(`--chart-${name}`).trim() || "gray";

  const marked = (figure, index) => colour(figure, String(index % COLOURS));

  function series(figure, kind, lines) {
    const bars = uPlot.paths.bars({ size: [0.86, 60], radius: 0.12 });
    return lines.map(({ name }, index) => ({
      label: name,
      stroke: () => marked(figure, index),
      width: kind === "bars" ? 0 : 2.5,
      ...(kind === "bars" && { fill: () => marked(figure, index), paths: bars, points: { show: false } }),
      ...(kind === "ranks" && { points: { show: true, size: 8, fill: () => marked(figure, index) } }),
    }));
  }

  function axes(figure, kind, places) {
    const shared = {
      stroke: () => colour(figure, "ink"),
      font: `12px ${getComputedStyle(figure).fontFamily}`,
      ticks: { show: false },
    };
    const grid = { stroke: () => colour(figure, "rule"), width: 1 };
    const widest = Math.max(...places.map(place => place.label.length));
    return [
      { ...shared, grid: { show: false }, size: 30, space: widest * 7 + 14, incrs: [1, 2, 3, 6, 7, 12, 14, 24, 28, 60, 120, 365],
        values: (_, splits) => splits.map(at => places[at]?.label ?? "") },
      { ...shared, grid, space: kind === "ranks" ? 18 : 34, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 1e6],
        values: (_, splits) => splits.map(value => (kind === "ranks" && value < 1 ? "" : value.toLocaleString("en"))),
        size: (_, values) => 16 + 8 * Math.max(2, ...(values ?? []).map(value => String(value).length)) },
    ];
  }

  function scales(kind, places, lines) {
    const highest = Math.max(1, ...lines.flatMap(line => line.values));
    const y = kind === "ranks"
      ? { dir: -1, range: [0.5, Math.max(5, highest) + 0.5] }
      : { range: [0, highest * 1.06] };
    return { x: { time: false, range: [-0.6, places.length - 0.4] }, y };
  }

  /** A line of text that follows the pointer and says what stands there. */
  function telling(figure, kind, places) {
    const tip = document.createElement("div");
    tip.className = "tip";
    tip.hidden = true;
    const say = chart => {
      const { idx, left, top } = chart.cursor;
      const shown = idx == null ? [] : chart.series.slice(1)
        .map((line, i) => ({ name: line.label, value: chart.data[i + 1][idx], at: i }))
        .filter(one => one.value != null)
        .filter(one => kind !== "ranks" || Math.abs(chart.valToPos(one.value, "y") - top) < 14);
      tip.hidden = !shown.length || left < 0;
      if (tip.hidden) return;
      tip.textContent = [places[idx].label, ...shown.map(one => `${one.name}: ${one.value.toLocaleString("en")}`)].join("\n");
      const right = left > chart.over.clientWidth / 2;
      tip.style.left = right ? "auto" : `${left + 14}px`;
      tip.style.right = right ? `${chart.over.clientWidth - left + 14}px` : "auto";
      tip.style.top = `${Math.max(0, top - 10)}px`;
    };
    return { hooks: { ready: [chart => chart.over.append(tip)], setCursor: [say] } };
  }

  /** Clicks and drawn spans lead where the table's links lead. */
  function leading(figure, places) {
    const inside = at => Math.min(places.length - 1, Math.max(0, Math.round(at)));
    const go = chart => {
      const { left, width } = chart.select;
      const [from, to] = [left, left + width].map(at => inside(chart.posToVal(at, "x")));
      const only = from === to || !figure.dataset.narrow;
      if (only && places[to].href) location.href = places[to].href;
      if (only) return;
      const address = new URL(figure.dataset.narrow, location.href);
      address.searchParams.set("since", places[from].since);
      address.searchParams.set("until", places[to].until);
      location.href = address.href;
    };
    const click = chart => {
      const { idx } = chart.cursor;
      if (idx != null && places[idx].href) location.href = places[idx].href;
    };
    return { hooks: {
      ready: [chart => chart.over.addEventListener("click", () => chart.select.width < 4 && click(chart))],
      setSelect: [chart => chart.select.width >= 4 && go(chart)],
    } };
  }

  function draw(figure) {
    const kind = figure.dataset.chart;
    const plot = figure.querySelector(".plot");
    const { places, lines } = read(figure.querySelector("table"), figure.dataset.series === "rows");
    if (!KINDS[kind] || !plot || !places.length || !lines.length) return null;
    figure.dataset.drawn = "";
    figure.classList.toggle("leads", places.some(place => place.href));
    const chart = new uPlot({
      width: plot.clientWidth,
      height: KINDS[kind].height,
      legend: { show: false },
      focus: { alpha: 0.25 },
      cursor: { y: false, points: { show: kind !== "bars" }, focus: { prox: kind === "ranks" ? 16 : -1 }, drag: { x: Boolean(figure.dataset.narrow), y: false, setScale: false } },
      scales: scales(kind, places, lines),
      axes: axes(figure, kind, places),
      series: [{}, ...series(figure, kind, lines)],
      plugins: [telling(figure, kind, places), leading(figure, places)],
    }, [places.map((_, i) => i), ...lines.map(line => line.values)], plot);
    new ResizeObserver(() => chart.setSize({ width: plot.clientWidth, height: KINDS[kind].height })).observe(plot);
    figure.querySelector("details").open = false;
    return chart;
  }

  /** The days of a calendar say which they are, and lead to their stories. */
  function date(table) {
    const mondays = [...table.tHead.rows[table.tHead.rows.length - 1].cells].slice(1).map(words);
    [...table.tBodies[0].rows].forEach((row, weekday) => [...row.cells].slice(1).forEach((cell, week) => {
      if (!cell.className) return;
      const day = new Date(`${mondays[week]}T00:00:00Z`);
      day.setUTCDate(day.getUTCDate() + weekday);
      const text = day.toISOString().slice(0, 10);
      cell.title = `${text}: ${words(cell) || 0}`;
      if (!words(cell)) return;
      cell.classList.add("leads");
      cell.addEventListener("click", () => {
        location.href = `${table.dataset.calendar}&since=${text}&until=${text}`;
      });
    }));
    const last = [...table.querySelectorAll("td.leads")].reduce((a, b) => (a && a.cellIndex > b.cellIndex ? a : b), null);
    if (last) table.parentElement.scrollLeft = last.offsetLeft + last.offsetWidth - table.parentElement.clientWidth;
  }

  function drawAll() {
    document.querySelectorAll("table[data-calendar]").forEach(date);
    const figures = [...document.querySelectorAll("figure[data-chart]")];
    const charts = figures.map(figure => {
      try {
        return draw(figure);
      } catch (error) {
        console.error(error);  // the table stays open: it says the same
        delete figure.dataset.drawn;
        figure.dataset.failed = "";
        return null;
      }
    }).filter(Boolean);
    const again = () => charts.forEach(chart => chart.redraw());
    const print = on => () => {
      figures.forEach(figure => figure.toggleAttribute("data-printing", on));
      again();
    };
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
    addEventListener("beforeprint", print(true));
    addEventListener("afterprint", print(false));
  }

  if (document.readyState === "loading") addEventListener("DOMContentLoaded", drawAll);
  else drawAll();
})();
