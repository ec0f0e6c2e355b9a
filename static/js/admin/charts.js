// Pictures of figures that stand beside them as tables. Colours come from the page's own tokens, words from the page.

const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
const drawn = new Map();

function lineOf(line, type) {
  const colour = token(line.colour || "go");
  if (type === "bar") {
    const colours = line.colours.map(token);
    const each = line.values.map((_value, n) => colours[n % colours.length]);
    return { label: line.label, data: line.values, backgroundColor: each, borderRadius: 4, maxBarThickness: 34 };
  }
  return {
    label: line.label,
    data: line.values,
    borderColor: colour,
    backgroundColor: colour,
    borderWidth: 2,
    borderDash: line.dashed ? [6, 5] : [],
    pointRadius: line.dashed ? 0 : 4,
    spanGaps: false,
    clip: false,
    of: line.of,
  };
}

function optionsOf(asked) {
  const ink = token("ink-2");
  const rule = { color: token("line") };
  const numbers = { beginAtZero: true, min: asked.least, max: asked.most, ticks: { color: ink, precision: 0 }, grid: rule };
  const names = { ticks: { color: ink, autoSkip: asked.labels.length > 14 }, grid: { display: false } };
  const said = (item) => {
    const of = item.dataset.of?.[item.dataIndex];
    return `${item.dataset.label}: ${item.formattedValue}${of === undefined ? "" : ` (n = ${of})`}`;
  };
  return {
    indexAxis: asked.lies ? "y" : "x",
    responsive: true,
    maintainAspectRatio: false,
    animation: false,
    font: { family: token("font-text") },
    scales: asked.lies ? { x: numbers, y: names } : { x: names, y: numbers },
    plugins: {
      legend: { display: asked.lines.length > 1, labels: { color: ink, boxWidth: 18, boxHeight: 2 } },
      tooltip: { callbacks: { label: said } },
    },
  };
}

function draw(canvas) {
  drawn.get(canvas)?.destroy();
  const asked = JSON.parse(canvas.dataset.chart);
  const datasets = asked.lines.map((line) => lineOf(line, asked.type));
  const options = optionsOf(asked);
  drawn.set(canvas, new window.Chart(canvas, { type: asked.type, data: { labels: asked.labels, datasets }, options }));
}

function drawAll() {
  window.Chart.defaults.font.family = token("font-text");
  for (const canvas of document.querySelectorAll("canvas[data-chart]")) draw(canvas);
  document.documentElement.dataset.drawn = "yes";
}

drawAll();
for (const question of ["(prefers-color-scheme: dark)", "(prefers-contrast: more)"]) {
  window.matchMedia(question).addEventListener("change", drawAll);
}
